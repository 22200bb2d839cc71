"""The folder of a batch: finished shards, the manifest, and the tables.

It must be right at every instant, for the next instant may be a power cut. So a file is written beside its final path
under a name that begins with a dot, flushed to the disk, and renamed in one step; the folder is flushed, too. Decision:
there is no lock and no list of what is done. The name of a shard is a digest of what it contains, so two batches at
once on one store at worst compute the same bytes twice.
"""

from __future__ import annotations

import json
import os
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from sim.batches.shards import CorruptError, unpack

MANIFEST = "manifest.json"
SHARDS = "shards"
STRAY_S = 3600.0
"""Age, s, from which on a draft of an unknown process is taken for abandoned."""
_SHELF = re.compile(r"[0-9a-f]{2}|\..*")
_numbers = count(1)


class StoreError(RuntimeError):
    """The folder cannot be used; the files in it are intact."""


class Store:
    """A folder with the shards of batches; its methods raise StoreError where the disk fails."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)

    def open(self) -> None:
        """Create the folder where it is missing, and remove the drafts of a killed batch.

        ValueError for a folder that holds other files and no batch.
        """
        with self._store_errors("made"):
            self.folder.mkdir(parents=True, exist_ok=True)
            found = [name for name in os.listdir(self.folder) if not name.startswith(".")]
            if found and MANIFEST not in found and not self._has_shards():
                raise ValueError(f"the folder '{self.folder}' holds other files and no batch; name a new folder")
            (self.folder / SHARDS).mkdir(exist_ok=True)
            for draft in self._drafts():
                if _is_stray(draft):
                    draft.unlink(missing_ok=True)

    def _has_shards(self) -> bool:
        """Whether there is a folder of shards, empty or not, though the manifest is missing."""
        try:
            found = os.listdir(self.folder / SHARDS)
        except OSError:
            return False
        return all(_SHELF.fullmatch(name) for name in found)

    def _drafts(self) -> Iterator[Path]:
        yield from self.folder.glob(".*.part")
        yield from (self.folder / SHARDS).glob("*/.*.part")

    # ---- shards -------------------------------------------------------------------------------------------------

    def keys(self) -> set[str]:
        """The names of the shards in the store."""
        with self._store_errors("read"):
            return {path.name for path in (self.folder / SHARDS).glob("*/*") if not path.name.startswith(".")}

    def read(self, key: str) -> dict[str, Any] | None:
        """The tables of a shard; None where it is missing or damaged, and a damaged one is removed."""
        path = self._path(key)
        try:
            about, tables = unpack(path.read_bytes())
            if about["key"] == key:
                return tables
        except FileNotFoundError:
            return None
        except (CorruptError, KeyError):
            pass
        except OSError as error:
            raise StoreError(f"the shard '{path}' cannot be read: {error.strerror}") from None
        self.remove(key)
        return None

    def write(self, key: str, shard: bytes) -> None:
        """Store a shard under its name."""
        with self.atomic_file(self._path(key)) as draft:
            draft.write_bytes(shard)

    def remove(self, key: str) -> None:
        """Remove a shard, if it exists."""
        with self._store_errors("written"):
            self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / SHARDS / key[:2] / key

    # ---- other files --------------------------------------------------------------------------------------------

    def manifest(self) -> Any:
        """The manifest of the last request, as it was read; None where nothing can be read.

        Its form is not checked: see `manifest.is_sound`.
        """
        try:
            return json.loads((self.folder / MANIFEST).read_bytes())
        except (OSError, ValueError, RecursionError):
            return None

    def has_manifest(self) -> bool:
        """Whether there is a manifest, damaged or not."""
        return (self.folder / MANIFEST).exists()

    def write_json(self, name: str, content: Any) -> None:
        """Write a file of plain data."""
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        with self.atomic_file(self.folder / name) as draft:
            draft.write_text(text, encoding="utf-8", newline="\n")

    def delete(self, name: str) -> None:
        """Remove a file of this name, if it exists."""
        with self._store_errors("written"):
            (self.folder / name).unlink(missing_ok=True)

    @contextmanager
    def atomic_file(self, path: Path) -> Iterator[Path]:
        """A temporary name to write to, renamed to `path` when it is complete and on the disk; StoreError if that
        fails."""
        draft = path.with_name(f".{path.name}.{_host()}-{os.getpid()}-{next(_numbers)}.part")
        with self._store_errors("written"):
            try:
                if not path.parent.exists():  # a new subfolder of shards; or the folder was removed
                    path.parent.mkdir(parents=True, exist_ok=True)
                    _folder_to_disk(path.parent.parent)
                yield draft
                _to_disk(draft)
                os.replace(draft, path)
            except BaseException:
                with suppress(OSError):
                    draft.unlink()
                raise
            _folder_to_disk(path.parent)

    @contextmanager
    def _store_errors(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or str(error)
            raise StoreError(
                f"the store '{self.folder}' cannot be {what}: {reason}; what is finished is kept, "
                "and the same command goes on from there"
            ) from None


def _folder_to_disk(path: Path) -> None:
    """Flush the entries of a folder to the disk; Windows does that itself."""
    if hasattr(os, "O_DIRECTORY"):
        _to_disk(path, os.O_RDONLY)


def _to_disk(path: Path, how: int = os.O_RDWR) -> None:
    handle = os.open(path, how)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _host() -> str:
    return "".join(sign for sign in socket.gethostname() if sign.isalnum())[:24] or "host"


def _is_stray(draft: Path, alive: Callable[[int], bool] | None = None) -> bool:
    """Whether the writer of a draft has ended: a process of this machine that runs no more, or any other after an
    hour."""
    *_, host, process, _number = draft.name.removesuffix(".part").replace("-", ".").split(".")
    if host == _host() and process.isdigit() and os.name == "posix":
        return not (alive or _is_running)(int(process))
    try:
        return time.time() - draft.stat().st_mtime > STRAY_S
    except FileNotFoundError:
        return False


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
