"""Every notebook runs from the top, with few replications, and says its answer; it is kept without outputs."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

from jupyter_client.kernelspec import KernelSpec  # noqa: E402
from jupyter_client.manager import AsyncKernelManager  # noqa: E402

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SECONDS = 240


class ThisPython(AsyncKernelManager):
    """A kernel of the running interpreter, whatever kernels are installed on this machine."""

    @property
    def kernel_spec(self) -> KernelSpec:
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="this Python", language="python")


def run(path: Path) -> Any:
    """The notebook after its last cell."""
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=SECONDS, kernel_manager_class=ThisPython, resources={"metadata": {"path": str(FOLDER)}}
    )
    return client.execute()


def text_of(notebook: Any) -> str:
    """Everything the cells have printed."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "".join(output.get("text", "") for output in outputs)


def kinds_of(notebook: Any) -> set[str]:
    """Kinds of what the cells show."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return {kind for output in outputs for kind in output.get("data", {})}


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


def test_specialise_or_polyvalent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The verdict, the pictures, the smallest number for sales, and where the answer turns."""
    monkeypatch.setenv("REPLICATIONS", "4")  # fewer would leave the verdict open
    monkeypatch.delenv("MPLBACKEND", raising=False)  # the kernel draws into the notebook unless told otherwise
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(FOLDER.parent), os.environ.get("PYTHONPATH", "")]))
    done = run(FOLDER / "01-specialise-or-polyvalent.ipynb")
    text = " ".join(text_of(done).split())
    assert "Specialised, forecast schedules beats Polyvalent, forecast schedules on answer rate" in text
    assert "of the sales calls are answered with" in text
    assert re.search(r"resolving less answer more calls than the specialists up to [369] % slower", text)
    assert {"image/svg+xml", "image/png", "text/html"} <= kinds_of(done)
