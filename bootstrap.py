"""Set MUSE Nodes up and run it, with nothing but Python: ``python3 bootstrap.py run``.

It makes a virtual environment beside itself, installs the project into it and hands over to the
verb. A note in the environment says what was installed, so that the next start takes no time.
Only the standard library is used, and no syntax that an older Python cannot read before it has
been told that it is too old.
"""

import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
if sys.version_info[:2] < OLDEST:
    sys.stderr.write(
        f"MUSE Nodes needs Python 3.11 or newer, and this is {sys.version.split()[0]}. "
        "Install a newer one and start bootstrap.py with it.\n"
    )
    sys.exit(2)

USAGE = """\
python3 bootstrap.py VERB [ARGUMENTS]

  run                   the default live graph: in the editor if there is one and a display, else
                        300 frames without a window, to out/live.mp4 (the demo scene stands in
                        for a missing camera)
  run OPTIONS           the same without a window, with options of 'muse run'
  run GRAPH [OPTIONS]   any graph, as 'muse run'
  test [OPTIONS]        the tests; options go to pytest
  lint                  ruff, mypy and the import contracts
  anything else         goes to 'muse' as it is: nodes, check GRAPH, plan GRAPH, doctor, --help ...

The environment is made in .venv beside this file, or where MUSE_VENV says.
"""

ROOT = Path(__file__).resolve().parent
NOTE = "muse-bootstrap.json"
"""File in the environment that says what has been installed; without it nothing is known."""

QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What PySide6-Essentials 6.11 and its X11 plug-in load from the system, with Debian's packages."""

VIRTUAL_DISPLAY = ["xvfb", "xauth", "libgl1-mesa-dri"]
"""Debian's packages for a display without a screen: tests of what is drawn with OpenGL need one."""

DEVELOPMENT = {"dev", "vcam", "editor", "train", "tensorrt"}
"""Extras for the tests and checks: the virtual camera is tested with a driver made of Python, the
teachers with tiny networks, and engines are built without a GPU."""

EDITOR = ("edit", "--graph", "--screenshot", "--page", "--language", "--select", "--run-seconds")
"""First words for ``muse`` that open the editor; the path of a graph does so too."""

TRAINING = ("train", "convert", "report", "personalise")
"""First words for ``muse`` and names of graphs that need what trains networks."""


class SetupError(Exception):
    """The machine cannot be set up: a whole sentence for the user, and what to try."""


def say(text: str) -> None:
    """Tell the user what is going on, at once even through a pipe."""
    print(text, flush=True)


def call(command: list[str], folder: Path | None = None, *, quiet: bool = False) -> int:
    """Run a command and return its exit status; ``quiet`` leaves only its errors to be seen.

    Ctrl-C reaches the command as well; it is left to end by itself, so that a video is closed.
    """
    output = subprocess.DEVNULL if quiet else None
    with subprocess.Popen(command, cwd=folder, stdout=output) as process:
        while True:
            try:
                status = process.wait()
            except KeyboardInterrupt:
                continue
            return status if status >= 0 else 128 - status


# --- the environment -----------------------------------------------------------------------------


def python_of(venv: Path) -> Path:
    """The Python of a virtual environment, whether it exists or not."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def version_of(venv: Path) -> str:
    """Version of the environment's Python ("3.11.7"); empty when there is none that starts."""
    question = "import platform; print(platform.python_version())"
    try:
        answer = subprocess.run(
            [str(python_of(venv)), "-I", "-c", question], capture_output=True, text=True
        )
    except OSError:
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def read_note(venv: Path) -> dict[str, object]:
    """What is known about the environment; empty when nothing is or the note is damaged."""
    try:
        note = json.loads((venv / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def write_note(venv: Path, note: dict[str, object]) -> None:
    """Write the note beside its place and rename it, so that it is whole or not there."""
    fresh = venv / (NOTE + ".new")
    fresh.write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    fresh.replace(venv / NOTE)


def prepare(root: Path, venv: Path, extras: set[str]) -> Path:
    """Make the environment hold the project in ``root`` with ``extras``; returns its Python.

    Nothing is done when the note says that nothing has changed: the same pyproject.toml, Python
    and place, and extras that were asked for before. An environment that the user made is
    used and kept; one that does not start, or whose first installation was interrupted, is made
    again. Raises SetupError with a sentence when that is not possible.
    """
    version, note = version_of(venv), read_note(venv)
    before = note.get("extras")
    known = {str(extra) for extra in before} if isinstance(before, list) else set()
    wanted: dict[str, object] = {
        "python": version,
        "project": str(root),
        "pyproject": hashlib.sha256((root / "pyproject.toml").read_bytes()).hexdigest(),
        "extras": sorted(known | extras),
    }
    if version and note == wanted:
        return python_of(venv)
    if not version or note == {"unfinished": True}:
        make_environment(venv)
        wanted["python"] = version_of(venv)
    elif tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        raise SetupError(
            f"The environment {venv} has Python {version}, and MUSE Nodes needs 3.11 or newer. "
            "Delete that folder, or set MUSE_VENV to another one, and start again."
        )
    install(root, venv, sorted(known | extras))
    write_note(venv, wanted)
    return python_of(venv)


def make_environment(venv: Path) -> None:
    """Make a virtual environment in the folder ``venv``, in the place of a broken one."""
    ensure_venv_module()
    try:
        if venv.is_dir() and any(venv.iterdir()):
            if not (venv / NOTE).exists() and not (venv / "pyvenv.cfg").exists():
                raise SetupError(
                    f"The folder {venv} is in the way: it holds something else than a virtual "
                    "environment. Move it away, or set MUSE_VENV to another folder."
                )
            say(f"The environment in {venv} is incomplete; making it again.")
            shutil.rmtree(venv)
        venv.mkdir(parents=True, exist_ok=True)
        write_note(venv, {"unfinished": True})
    except OSError as error:
        raise SetupError(
            f"The folder {venv} cannot be written ({error.strerror}). Close programs that use it, "
            "or set MUSE_VENV to another folder."
        ) from None
    if call([sys.executable, "-m", "venv", str(venv)]) != 0:
        raise SetupError(f"Making the virtual environment {venv} failed; the reason is above.")


def install(root: Path, venv: Path, extras: list[str]) -> None:
    """Install the project editable with its extras; pip speaks only of errors."""
    what = str(root) + (f"[{','.join(extras)}]" if extras else "")
    say(f"Installing MUSE Nodes into {venv} (about a minute the first time) ...")
    python = str(python_of(venv))
    if call([python, "-I", "-c", "import pip"]) != 0:
        call([python, "-m", "ensurepip", "--upgrade", "--default-pip"])
    pip = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    if call([*pip, "--editable", what]) != 0:
        raise SetupError(
            "Installing failed; the reason is above. Check the network connection and the disk "
            "space, and start again."
        )


# --- what the system has to give -----------------------------------------------------------------


def is_debian() -> bool:
    """True on Debian and what descends from it."""
    return Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def ensure_venv_module() -> None:
    """Debian keeps a part of Python's ``venv`` in a package of its own: get it, or say how."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    if not is_debian():
        raise SetupError("This Python has no 'venv' module; install a complete Python 3.11.")
    apt_install([f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"], "Python's venv module")
    importlib.invalidate_caches()


def ensure_qt_libraries() -> None:
    """Install the system libraries that Qt needs on Linux, or say which are missing."""
    if not sys.platform.startswith("linux"):
        return
    missing = [library for library in QT_LIBRARIES if not can_load(library)]
    if not missing:
        return
    if not is_debian():
        raise SetupError(
            f"The editor needs system libraries that are missing: {', '.join(missing)}. Install "
            "them with your system's package manager and start again."
        )
    apt_install([QT_LIBRARIES[library] for library in missing], "the system libraries of Qt")


def offer_virtual_display() -> None:
    """Install a display without a screen where that is possible; the tests do without it, too."""
    if sys.platform == "win32" or not is_debian() or os.geteuid() != 0:
        return
    if shutil.which("xvfb-run") is None:
        try:
            apt_install(VIRTUAL_DISPLAY, "a virtual display for the tests")
        except SetupError as error:
            say(f"{error}\nTests that draw on a display are left out.")


def can_load(library: str) -> bool:
    """True when the system's loader finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def apt_install(packages: list[str], what: str) -> None:
    """Install Debian packages as root; for anybody else print the exact command."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    by_hand = f"sudo apt-get update && sudo {' '.join(command)}"
    if sys.platform == "win32" or os.geteuid() != 0:
        raise SetupError(f"{what[0].upper()}{what[1:]} must be installed first:\n  {by_hand}")
    say(f"Installing {what} ...")
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    call(["apt-get", "update", "-qq"], quiet=True)  # without a network the old lists may do
    if call([*command, "-qq"], quiet=True) != 0:
        raise SetupError(f"apt could not install {what}; try it by hand:\n  {by_hand}")


# --- the verbs -----------------------------------------------------------------------------------


def has_display() -> bool:
    """True where a window can be shown."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def has_editor(root: Path) -> bool:
    """True when this checkout has the editor package."""
    return (root / "muse_nodes" / "editor" / "__init__.py").is_file()


def muse(python: Path, arguments: list[str], folder: Path | None = None) -> int:
    """Run the command line; ``-P`` keeps the modules of the current folder out of it."""
    return call([str(python), "-P", "-m", "muse_nodes", *arguments], folder)


def opens_editor(arguments: list[str]) -> bool:
    """True when these words for ``muse`` open a window."""
    first = arguments[0].split("=")[0] if arguments else ""
    return first in EDITOR or first.endswith(".json") or "--window" in arguments


def extras_for(arguments: list[str]) -> set[str]:
    """The extras that these words for ``muse`` need."""
    words = {argument.split("=")[0] for argument in arguments}
    found = {"train"} if {*arguments[:1]} & {*TRAINING} else set()
    if opens_editor(arguments):
        return found | {"editor"}
    if arguments[:1] == ["control"] or "--control" in words:
        found |= {"control"}
    return found | ({"hotkeys"} if "--hotkeys" in words else set())


def run(arguments: list[str], venv: Path) -> int:
    """The default live graph in the editor, or without a window into ``out/``."""
    if arguments and not arguments[0].startswith("-"):
        return muse(prepare(ROOT, venv, extras_for(arguments)), ["run", *arguments])
    if not arguments and has_display() and has_editor(ROOT):
        ensure_qt_libraries()
        return muse(prepare(ROOT, venv, {"editor"}), [])
    python = prepare(ROOT, venv, extras_for(arguments))
    out = ROOT / "out"
    out.mkdir(exist_ok=True)
    command = ["run", "live", "--headless"]
    if not {"--frames", "--seconds"} & {argument.split("=")[0] for argument in arguments}:
        command += ["--frames", "300"]
    command += ["--tap", f"composite.image={out / 'live.mp4'}", "--stats", str(out / "live.json")]
    status = muse(python, [*command, *arguments])
    if status == 0:
        say(f"The picture is in {out / 'live.mp4'}, the statistics in {out / 'live.json'}.")
    return status


def test(arguments: list[str], venv: Path) -> int:
    """The tests; pytest has the last word."""
    ensure_qt_libraries()
    offer_virtual_display()
    python = prepare(ROOT, venv, DEVELOPMENT)
    return call([str(python), "-m", "pytest", *arguments], ROOT)


def lint(venv: Path) -> int:
    """All checks, one after the other; 1 when any of them complains."""
    python = prepare(ROOT, venv, DEVELOPMENT)
    contracts = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    checks = {
        "ruff check": ["-m", "ruff", "check", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "."],
        "mypy": ["-m", "mypy"],
        "import contracts": ["-c", contracts],
    }
    failed = [name for name, what in checks.items() if call([str(python), *what], ROOT) != 0]
    say(f"These checks failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    """Do what the first argument says; returns the exit status."""
    venv = Path(os.environ.get("MUSE_VENV") or ROOT / ".venv").absolute()
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    try:
        if verb in ("--help", "-h", "help"):
            say(USAGE)
            return 0
        if verb == "run":
            return run(rest, venv)
        if verb == "test":
            return test(rest, venv)
        if verb == "lint":
            return lint(venv)
        if opens_editor(arguments):
            ensure_qt_libraries()
        return muse(prepare(ROOT, venv, extras_for(arguments)), arguments)
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{error.filename or 'A file'} cannot be used: {error.strerror}.\n")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
