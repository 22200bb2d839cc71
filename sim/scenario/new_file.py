"""A first scenario on the disk, so that nobody starts from an empty page.

The newcomer types `polyvalence new my-service` and gets a file that runs, with a remark on each line that
needs one. The file appears whole or not at all, and never in the place of
another, even if two people type the command in the same second.
"""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path

from sim.errors import Problem, ScenarioError, shown

TITLE = "name: A first study"


def write_starter(name: str) -> Path:
    """Writes NAME.yaml and returns its path; a `ScenarioError` says why it could not."""
    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    if not Path(name).stem.strip() or not name.isprintable():
        raise _refused(path, f"a name such as my-service is wanted, not {shown(name)}")
    if not path.parent.is_dir():
        raise _refused(path, f"there is no folder {path.parent}")
    try:
        _place(path, starter_text(path.stem))
    except FileExistsError:
        raise _refused(
            path, f"the file {shown(path.name)} is there already and stays as it is; choose another name"
        ) from None
    except OSError as error:
        raise _refused(path, f"the file cannot be written: {error.strerror}") from None
    return path


def starter_text(title: str) -> str:
    """The commented scenario with a title of its own."""
    text = files("sim.scenario").joinpath("starter.yaml").read_text(encoding="utf-8")
    return text.replace(TITLE, f"name: {json.dumps(title, ensure_ascii=False)}", 1)


def _place(path: Path, text: str) -> None:
    """Written aside first; then a link, which fails where a file of the name stands."""
    if path.exists() or path.is_symlink():
        raise FileExistsError(path)
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with aside.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            with path.open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
    finally:
        aside.unlink(missing_ok=True)


def _refused(path: Path, message: str) -> ScenarioError:
    return ScenarioError([Problem(str(path), 0, 0, "", message)])
