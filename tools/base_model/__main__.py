"""Make the base model again: labels, views, cross-validation, the model itself and its figures.

    python -m tools.base_model --material shared --work DIR label
    python -m tools.base_model --material shared --work DIR views
    python -m tools.base_model --material shared --work DIR fold webcam     (stage, still)
    python -m tools.base_model --material shared --work DIR final
    python -m tools.base_model --material shared --work DIR write

Each step does what is not done yet and may be stopped at any moment; the same command goes on. The
material is the folder with ``clips``, ``photos``, ``scenes`` and ``models``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tools.base_model import cache, labels, learn, publish
from tools.base_model.judge import judged
from tools.base_model.material import ALL, CLIPS, FOLDS, WHOLE, Fold

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Run one step."""
    arguments = _arguments()
    learn.one_thread()
    work, shared = arguments.work, arguments.material
    if arguments.step == "label":
        for clip in ALL:
            labels.label(clip, shared, work / "sessions", _tell)
    elif arguments.step == "views":
        _views(work)
    elif arguments.step == "fold":
        fold = next(fold for fold in FOLDS if fold.name == arguments.name)
        _fold(fold, work, shared)
    elif arguments.step == "final":
        _fold(WHOLE, work, shared)
    else:
        publish.write(work, ROOT / "assets" / "models" / "base")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.base_model", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--material", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("step", choices=["label", "views", "fold", "final", "write"])
    parser.add_argument("name", nargs="?", choices=[fold.name for fold in FOLDS], default="webcam")
    return parser.parse_args()


def _views(work: Path) -> None:
    sessions = work / "sessions"
    rooms = cache.collect_rooms(sessions, ALL, ROOT / "assets" / "backgrounds")
    for clip in ALL:
        if not clip.hard:
            cache.make(
                clip, sessions, (learn.CONFIG.height, learn.CONFIG.width), rooms, work / "views"
            )
            _tell(clip.name)


def _fold(fold: Fold, work: Path, shared: Path) -> None:
    plan = learn.PLANS[fold.name]
    folder = work / fold.name
    student = learn.learn(fold, work / "views", shared / "models", folder, plan, _tell)
    ask = publish.asked(student, folder / "asked.onnx")
    size = learn.CONFIG.height, learn.CONFIG.width
    clips = fold.judged() if fold.people else list(CLIPS)
    figures = {clip.name: judged(work / "sessions" / clip.name, ask, size) for clip in clips}
    (folder / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    for name, found in figures.items():
        _tell(f"{fold.name} {name}: {found}")


def _tell(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
