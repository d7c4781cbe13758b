"""The command line as a function: arguments in, exit status and texts out, no user's settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from muse_command import Muse, Said

from muse_nodes.cli import main


@pytest.fixture
def muse(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Muse:
    """Runs one command in this process, with settings and data in an empty folder."""
    home = tmp_path / "home"
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(home))

    def run(*arguments: object) -> Said:
        capsys.readouterr()
        try:
            status = main([str(a) for a in arguments])
        except SystemExit as ended:  # argparse's way to refuse
            status = int(ended.code or 0)
        said = Said(status, *capsys.readouterr())
        assert "Traceback" not in said.text, said.text
        return said

    return run
