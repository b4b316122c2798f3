"""JupyterLab on the notebooks of a period."""

import os
import subprocess
import sys
from pathlib import Path


def open_lab(root: Path, name: str | None = None) -> int:
    """Open JupyterLab in `notebooks/`; with a period's name, the notebooks open that period by themselves."""
    chosen = {"SARABOOK_PERIOD": name} if name else {}
    encrypted = "--KernelManager.transport_encryption=auto"
    command = [sys.executable, "-m", "jupyterlab", encrypted]
    return subprocess.call(command, cwd=root / "notebooks", env={**os.environ, **chosen})
