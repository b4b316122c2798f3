"""Settings of JupyterLab as `make lab` opens it: a shared notebook is saved without its outputs.

The outputs of the notebooks that all periods share are those of one period, and small counts may be among them; the
build keeps executed notebooks in `output/`. A notebook of a period's own folder is saved as it stands.
"""

import warnings
from pathlib import PurePosixPath
from typing import Any

SHARED = "notebooks"  # the folder whose notebooks every period runs


def without_outputs(model: dict[str, Any], path: str, **_: object) -> None:
    """Take the outputs out of a shared notebook that is about to be saved."""
    if model["type"] != "notebook" or PurePosixPath(path.strip("/")).parent != PurePosixPath(SHARED):
        return
    for cell in model["content"]["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None


if "get_config" in globals():  # JupyterLab reads this file, and gives it that function
    warnings.filterwarnings("ignore", message="Overriding existing pre_save_hook")  # the file is read twice
    settings = globals()["get_config"]()
    settings.ContentsManager.pre_save_hook = without_outputs
    settings.LabApp.default_url = f"/lab/tree/{SHARED}"
    settings.KernelManager.transport_encryption = "auto"
