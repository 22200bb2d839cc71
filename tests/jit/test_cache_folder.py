"""Compiled code that is kept is whole, is the right one, and is made by one process at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim import private_folder
from sim.jit import compiler, precompile
from sim.notices import notices_to

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with something like code in it, sealed."""
    made = tmp_path / "polyvalence" / "py311-0123456789ab-01234567"
    (made / "engines_1").mkdir(parents=True)
    (made / "engines_1" / "core.nbi").write_bytes(b"index")
    (made / "engines_1" / "core.1.nbc").write_bytes(b"code" * 100)
    private_folder.seal(made)
    return made


def python(code: str, *words: str) -> subprocess.Popen[str]:
    """A process of its own that runs these lines."""
    return subprocess.Popen([sys.executable, "-c", code, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True)


# ---- whole ----------------------------------------------------------------------------------------------------


def test_sealed_code_is_sound(folder: Path) -> None:
    assert private_folder.is_sound(folder)


@pytest.mark.parametrize("harm", ["cut", "other", "lost", "index", "no seal", "broken seal", "odd seal", "empty seal"])
def test_damaged_code_is_none(folder: Path, harm: str) -> None:
    code, told = folder / "engines_1" / "core.1.nbc", folder / private_folder.SEAL
    {
        "cut": lambda: code.write_bytes(code.read_bytes()[:-1]),
        "other": lambda: code.write_bytes(b"cude" * 100),
        "lost": code.unlink,
        "index": lambda: (folder / "engines_1" / "core.nbi").write_bytes(b""),
        "no seal": told.unlink,
        "broken seal": lambda: told.write_bytes(told.read_bytes()[:-1]),
        "odd seal": lambda: told.write_text("[1, 2]"),
        "empty seal": lambda: told.write_text("{}"),
    }[harm]()
    assert not private_folder.is_sound(folder)


def test_damaged_code_is_taken_away_and_compiled_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever Numba would stumble over is gone before it looks."""
    code = folder / "engines_1" / "core.1.nbc"
    code.write_bytes(b"half")
    there = []

    def compile_anew(task: tuple[object, tuple[float], Path], halted: Callable[[], bool]) -> None:
        where = task[2]
        there.append(sorted(path.name for path in where.rglob("*.nb?")))
        code.write_bytes(b"whole")
        private_folder.seal(where)

    monkeypatch.setattr(precompile, "cache_folder", lambda variant: folder)
    monkeypatch.setattr(precompile, "_run_process", compile_anew)
    heard: list[str] = []
    with notices_to(heard.append):
        assert [precompile.compiled_elsewhere(None, (1.0,)) for _ in range(2)] == [folder, folder]
    assert there == [[]]
    assert private_folder.is_sound(folder)
    assert [one[:62] for one in heard] == ["compiling the core for services of this kind, once for this ver"[:62]]


# ---- the right one ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["version", "_processor", "__file__"])
def test_another_library_processor_or_place_is_another_folder(
    part: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A home may serve machines of several kinds and several installations, and a library may be updated."""
    before = compiler.cache_folder()
    compiler._environment_digest.cache_clear()
    elsewhere = tmp_path / "sim" / "jit" / "compiler.py"
    kernel = tmp_path / "sim" / "engines" / "core" / "loop.py"
    kernel.parent.mkdir(parents=True)
    kernel.touch()
    monkeypatch.setattr(compiler, part, str(elsewhere) if part == "__file__" else lambda *_: "another")
    try:
        after = compiler.cache_folder()
    finally:
        compiler._environment_digest.cache_clear()
    assert after.parent == before.parent
    assert after != before
    assert compiler._FOLDER_NAME.fullmatch(after.name)


def test_somebody_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError

    for name in private_folder.SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    found = compiler.cache_folder()
    assert found.parent.name == "polyvalence"
    assert found.parent.parent.name == f"polyvalence-of-{os.getuid()}", "not one for all who have none"


# ---- whose it is ------------------------------------------------------------------------------------------------


def test_what_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "polyvalence" / "py311-0123456789ab-01234567"
    assert private_folder.can_write(folder)
    assert [one.stat().st_mode & 0o777 for one in (folder, folder.parent)] == [0o700, 0o700]


@pytest.mark.parametrize("open_to_all", ["folder", "polyvalence", "place"])
def test_code_where_everybody_writes_is_none(folder: Path, open_to_all: str) -> None:
    """Somebody else may have put it there; it would run with our rights."""
    place = {"folder": folder, "polyvalence": folder.parent, "place": folder.parent.parent}[open_to_all]
    place.chmod(0o777)
    assert not private_folder.is_sound(folder)
    used = private_folder.usable.__wrapped__(folder)
    assert used != folder
    assert used.parent.stat().st_mode & 0o077 == 0
    assert not any(used.iterdir())


def test_a_shared_place_that_protects_its_owners_will_do(folder: Path) -> None:
    """As the temporary folder does: everybody writes, but nobody takes away what is somebody else's."""
    folder.parent.parent.chmod(0o1777)
    assert private_folder.is_sound(folder)


@pytest.mark.parametrize("named", [True, False])
def test_code_of_another_user(folder: Path, named: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """None, unless somebody has named the place."""
    for name in private_folder.SETTINGS:
        monkeypatch.delenv(name, raising=False)
    if named:
        monkeypatch.setenv("POLYVALENCE_CACHE_DIR", str(folder.parent.parent))
    if os.getuid() == 0:  # what is root's is anybody's; but root may give away
        os.chown(folder, 54321, -1)
    else:
        monkeypatch.setattr(os, "getuid", lambda: folder.stat().st_uid + 1)
    assert private_folder.is_sound(folder) == named


def test_a_link_planted_by_somebody_is_not_followed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in private_folder.SETTINGS:
        monkeypatch.delenv(name, raising=False)
    link = folder.parent / "py311-0123456789ab-76543210"
    link.symlink_to(folder)
    assert private_folder.is_sound(folder)
    assert not private_folder.is_sound(link)


# ---- where nothing can be written -------------------------------------------------------------------------------


USE = """
import sys
from pathlib import Path
from sim import private_folder
from sim.jit import compiler as jit
private_folder.can_write = lambda folder: False
used = private_folder.usable(Path(sys.argv[1]))
print(used, private_folder.is_sound(used), used.parent.stat().st_mode & 0o077, sep="\\n")
print(jit.notice_of_compilation(Path(sys.argv[1])))
"""


def test_code_that_cannot_be_written_is_used_from_a_copy(folder: Path) -> None:
    """For this process and nobody else, and for no longer."""
    copy, sound, others, told = python(USE, str(folder)).communicate()[0].splitlines()
    assert (sound, others, told) == ("True", "0", "")
    assert not Path(copy).parent.exists()
    assert private_folder.is_sound(folder)


def test_where_nothing_can_be_kept_it_is_said(tmp_path: Path) -> None:
    copy, sound, _, told = python(USE, str(tmp_path / "x")).communicate()[0].splitlines()
    assert sound == "False"
    assert "it cannot be written" in told
    assert not Path(copy).parent.exists()


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "polyvalence").write_text("in the way", encoding="utf-8")
    assert not private_folder.can_write(tmp_path / "polyvalence" / "py311")


# ---- one at a time ----------------------------------------------------------------------------------------------


COMPILE = """
import sys, time
from pathlib import Path
from sim import private_folder
folder = Path(sys.argv[1])
with private_folder.alone(folder, 60.0):
    if not private_folder.is_sound(folder):
        time.sleep(0.3)
        (folder / "core.1.nbc").write_bytes(b"code")
        private_folder.seal(folder)
        print("compiled")
assert private_folder.is_sound(folder)
"""


def test_of_several_processes_one_compiles(tmp_path: Path) -> None:
    started = [python(COMPILE, str(tmp_path)) for _ in range(4)]
    assert sorted(one.communicate()[0] for one in started) == ["", "", "", "compiled\n"]
    assert all(one.returncode == 0 for one in started)


HOLD = """
import sys, time
from pathlib import Path
from sim import private_folder
with private_folder.alone(Path(sys.argv[1]), 60.0):
    print("in", flush=True)
    time.sleep(60.0)
"""


def test_nobody_waits_for_the_dead_nor_for_ever(tmp_path: Path) -> None:
    holder = python(HOLD, str(tmp_path))
    assert holder.stdout is not None
    assert holder.stdout.readline() == "in\n"
    try:
        with private_folder.alone(tmp_path, 0.2):  # while it is alive: only so long
            pass
    finally:
        holder.kill()
        holder.communicate()
    with private_folder.alone(tmp_path, 60.0), (tmp_path / "lock").open("a+b") as again:
        assert not private_folder._lock(again)


def test_where_there_is_no_folder_nobody_waits(tmp_path: Path) -> None:
    with private_folder.alone(tmp_path / "nowhere", 60.0):
        pass


# ---- what nobody needs any more -----------------------------------------------------------------------------------


def test_code_that_nobody_used_for_long_goes(folder: Path) -> None:
    old = time.time() - (compiler.KEPT_DAYS + 1) * 86400.0
    names = ["py311-aaaaaaaaaaaa", "py312-bbbbbbbbbbbb-00000000", "py311-cccccccccccc-00000000", "somebody-elses"]
    for name in names:
        other = folder.parent / name
        other.mkdir()
        (other / "a.nbc").write_bytes(b"code")
        if name != names[0]:
            private_folder.seal(other)
            os.utime(other / private_folder.SEAL, (old, old))
        os.utime(other, (old, old))
    private_folder.note_use(folder.parent / names[2])
    os.utime(folder / private_folder.SEAL, (old, old))
    private_folder.delete_unused(folder, compiler._FOLDER_NAME, compiler.KEPT_DAYS)
    assert sorted(path.name for path in folder.parent.iterdir()) == sorted([folder.name, *names[2:]])
