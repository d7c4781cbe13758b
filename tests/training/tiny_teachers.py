"""The real networks of the teachers, tiny and with random weights, saved as their makers save them.

They load and run through the very code that the large ones do; what they say makes no sense.
"""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

SIDE = 128


def save_sam2(folder: Path, seed: int = 0) -> Path:
    """SAM 2 video with 1.2 million parameters."""
    import torch
    from transformers import Sam2VideoConfig, Sam2VideoModel

    wide, s = 128, SIDE
    config = Sam2VideoConfig(
        image_size=s,
        vision_config={
            "backbone_config": {
                "model_type": "sam2_hiera_det_model", "hidden_size": 12, "image_size": [s, s],
                "num_attention_heads": 1, "blocks_per_stage": [1, 1, 2, 1],
                "embed_dim_per_stage": [12, 24, 48, 96],
                "num_attention_heads_per_stage": [1, 2, 4, 8],
                "window_size_per_stage": [8, 4, 8, 4], "global_attention_blocks": [3],
                "window_positional_embedding_background_size": [7, 7],
            },
            "backbone_channel_list": [96, 48, 24, 12],
            "backbone_feature_sizes": [[s // 4, s // 4], [s // 8, s // 8], [s // 16, s // 16]],
            "fpn_hidden_size": wide,
        },
        prompt_encoder_config={
            "hidden_size": wide, "image_size": s, "patch_size": 16, "mask_input_channels": 4,
        },
        mask_decoder_config={
            "hidden_size": wide, "mlp_dim": 64, "num_attention_heads": 2,
            "iou_head_hidden_dim": 32,
        },
        memory_attention_hidden_size=wide, memory_attention_num_layers=1,
        memory_attention_feed_forward_hidden_size=64,
        memory_attention_rope_feat_sizes=[s // 16, s // 16], memory_encoder_hidden_size=wide,
        memory_encoder_output_channels=64, mask_downsampler_embed_dim=wide,
        memory_fuser_embed_dim=wide, memory_fuser_intermediate_dim=64, memory_fuser_num_layers=1,
    )  # fmt: skip
    torch.manual_seed(seed)
    model = Sam2VideoModel(config)
    for tensor in model.parameters():  # as they come, weights are so small that all is grey
        if tensor.dim() > 1:
            torch.nn.init.normal_(tensor, std=1.6 * tensor[0].numel() ** -0.5)
    model.save_pretrained(folder)
    return folder


def save_vitpose(folder: Path, experts: int = 6, simple: bool = False) -> Path:
    """ViTPose+ (more than one expert) or ViTPose with two layers."""
    import torch
    from transformers import VitPoseBackboneConfig, VitPoseConfig, VitPoseForPoseEstimation

    backbone = VitPoseBackboneConfig(
        image_size=[256, 192], patch_size=[16, 16], hidden_size=32, num_hidden_layers=2,
        num_attention_heads=2, mlp_ratio=2, num_experts=experts, part_features=8,
        out_features=["stage2"],
    )  # fmt: skip
    config = VitPoseConfig(backbone_config=backbone, num_labels=17, use_simple_decoder=simple)
    torch.manual_seed(1)
    model = VitPoseForPoseEstimation(config)
    for module in model.modules():  # a head at rest would give heat maps without a top
        if isinstance(module, torch.nn.Conv2d) and module.kernel_size in ((1, 1), (3, 3)):
            torch.nn.init.normal_(module.weight, std=0.5)
    model.save_pretrained(folder)
    return folder


def save_vitmatte(folder: Path) -> Path:
    """VitMatte with two layers."""
    import torch
    from transformers import VitDetConfig, VitMatteConfig, VitMatteForImageMatting

    backbone = VitDetConfig(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, image_size=64, patch_size=16,
        num_channels=4, pretrain_image_size=64, window_size=0, mlp_ratio=2,
        out_features=["stage2"], use_absolute_position_embeddings=True,
        use_relative_position_embeddings=True,
    )  # fmt: skip
    config = VitMatteConfig(
        backbone_config=backbone, hidden_size=16, convstream_hidden_sizes=[8, 12, 16],
        fusion_hidden_sizes=[16, 12, 8, 4],
    )  # fmt: skip
    torch.manual_seed(2)
    VitMatteForImageMatting(config).save_pretrained(folder)
    return folder


def wholebody_file(path: Path, folder: Path) -> dict[str, Any]:
    """The authors' file that goes with the ViTPose of ``folder``: its tensors by their names."""
    import torch
    from transformers import VitPoseForPoseEstimation

    head = VitPoseForPoseEstimation.from_pretrained(folder).head.state_dict()
    names = {
        "deconv1": "deconv_layers.0", "batchnorm1": "deconv_layers.1",
        "deconv2": "deconv_layers.3", "batchnorm2": "deconv_layers.4", "conv": "final_layer",
    }  # fmt: skip
    torch.manual_seed(3)
    state = {}
    for name, tensor in head.items():
        part, rest = name.split(".", 1)
        wide = part == "conv"
        shape = (133, *tensor.shape[1:]) if wide else tensor.shape
        made = torch.randn(shape) * 0.3 if wide or tensor.dim() == 4 else tensor.clone()
        state[f"associate_keypoint_heads.4.{names[part]}.{rest}"] = made
    state["keypoint_head.final_layer.weight"] = torch.zeros(17, 4, 1, 1)
    torch.save({"state_dict": state, "meta": {"epoch": 210}}, path)
    return state


class Payload:
    """Unpickled, it makes a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.mark),)


def poison(path: Path, mark: Path) -> Path:
    """A weights file that makes ``mark`` when it is unpickled."""
    path.write_bytes(pickle.dumps({"state_dict": Payload(mark)}))
    return path
