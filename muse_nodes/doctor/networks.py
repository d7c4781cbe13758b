"""What can run networks here, and which ones there are for each task."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from muse_nodes.doctor.finding import Case, Finding

_UNUSED = "; this version runs networks on the processor only"

_ACCELERATORS = (
    ("TensorRT-RTX", "tensorrt_rtx", ("tensorrt-rtx-cu12", "tensorrt-rtx-cu13", "tensorrt-rtx")),
    ("TensorRT", "tensorrt", ("tensorrt", "tensorrt-cu12", "tensorrt-cu13")),
    (
        "TensorRT-RTX for ONNX Runtime", "onnxruntime_ep_nv_tensorrt_rtx",
        ("onnxruntime-ep-nv-tensorrt-rtx-cu12", "onnxruntime-ep-nv-tensorrt-rtx-cu13"),
    ),
    ("CuPy", "cupy", ("cupy-cuda12x", "cupy-cuda13x", "cupy")),
)  # fmt: skip


def look_at_inference(case: Case) -> Iterator[Finding]:
    """The back ends that networks can run on."""
    try:
        import onnxruntime
    except (ImportError, OSError) as error:  # a library of the system is missing
        text = f"ONNX Runtime cannot be loaded: {error}"
        yield Finding(
            "inference",
            "missing",
            text,
            "Install it again.",
            "pip install --force-reinstall onnxruntime",
        )
    else:
        providers = onnxruntime.get_available_providers()
        names = ", ".join(str(p).removesuffix("ExecutionProvider") for p in providers)
        yield Finding("inference", "ok", f"ONNX Runtime {onnxruntime.__version__}: {names}")
    there = [
        f"{title} {_version(packages)}".strip()
        for title, module, packages in _ACCELERATORS
        if find_spec(module) is not None
    ]
    text = f"{', '.join(there)} installed{_UNUSED}" if there else f"No accelerator{_UNUSED}"
    yield Finding("inference GPU", "note", text)


def look_at_networks(case: Case) -> Iterator[Finding]:
    """What would run for each task."""
    from muse_nodes.engine.host import load_models

    folders = case.settings.all_model_folders(tuple(case.models))
    library = load_models(folders, case.settings.data)
    for task in ("segment", "pose", "face"):
        if case.stop.is_set():
            return
        lines = [line for line in library.list() if line.task == task and line.where is not None]
        runs = next((line.name for line in lines if line.runs), "")
        if runs:
            others = ", ".join(line.name for line in lines if line.name != runs)
            text = f"{runs} runs" + (f"; also on disk: {others}" if others else "")
            yield Finding(f"network {task}", "ok", text)
        else:
            yield Finding(
                f"network {task}", "missing", "None is on disk.",
                "See what there is to download, or name a folder with --models.",
                "muse models list",
            )  # fmt: skip


def _version(packages: tuple[str, ...]) -> str:
    for package in packages:
        try:
            return version(package)
        except PackageNotFoundError:
            continue
    return ""
