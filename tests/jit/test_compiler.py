"""The compiled code is never stale, and never in the way."""

from __future__ import annotations

import cProfile
import pstats
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import sim
from sim import private_folder
from sim.engines.reference.processes import Reference
from sim.floors import COMPILED, sources_of
from sim.jit import compiler, precompile
from sim.jit.expansion import EXPANSION, RARELY
from sim.model.chance import streams
from sim.plan.build import plan_design

PACKAGE = Path(compiler.__file__).parents[1]


def test_every_source_of_a_rule_decides_the_cache_folder() -> None:
    """Numba does not see an edit to a rule in another file; the folder's name does."""
    sources = {path.relative_to(PACKAGE).as_posix() for path in sources_of(COMPILED)}
    with_rules = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "\n@rule\n" in path.read_text(encoding="utf-8")
    }
    assert with_rules <= sources
    assert {"rules.py", "model/arrays.py", "jit/compiler.py", "engines/core/loop.py", "engines/clock.py"} <= sources


def test_an_edit_of_any_of_them_is_another_folder(tmp_path: Path) -> None:
    """Append a comment to each in a copy: each time a new digest."""
    copy = tmp_path / "sim"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    ask = [sys.executable, "-c", "from sim.jit.compiler import source_digest; print(source_digest())"]
    seen = {subprocess.run(ask, cwd=tmp_path, capture_output=True, text=True, check=True).stdout}
    edited = [copy / path.relative_to(PACKAGE) for path in sources_of(COMPILED) if path.stat().st_size > 8000]
    for path in edited:
        with path.open("a", encoding="utf-8") as source:
            source.write("# edited\n")
        seen.add(subprocess.run(ask, cwd=tmp_path, capture_output=True, text=True, check=True).stdout)
    assert len(seen) == len(edited) + 1


def test_the_users_own_numba_cache_is_left_alone() -> None:
    """Compiling the core neither sets the environment nor Numba's settings."""
    code = (
        "import os, numba; before = (os.environ.get('NUMBA_CACHE_DIR'), numba.config.CACHE_DIR);"
        "from sim.engines.core.loop import run; from sim.jit.compiler import compiled; compiled(run);"
        "assert before == (os.environ.get('NUMBA_CACHE_DIR'), numba.config.CACHE_DIR)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PACKAGE.parent)


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    """A file where the folder should be: the core is compiled all the same."""
    (tmp_path / "polyvalence").write_text("in the way", encoding="utf-8")
    code = (
        "from sim.engines.core.loop import run; from sim.jit.compiler import compiled; compiled(run); print('compiles')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PACKAGE.parent,
        env={"PATH": "", "POLYVALENCE_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "compiles\n"


def test_where_no_process_can_be_started_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The core is then compiled by the program itself; here only that nobody is told of the failure."""
    monkeypatch.setenv("POLYVALENCE_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nowhere"))
    folder = precompile.compiled_elsewhere(None, (1.0,))
    assert not private_folder.is_sound(folder)


class Endless:
    """Tables that take ten minutes to read; a file says when the reading has begun."""

    def __init__(self, begun: Path) -> None:
        self.begun = begun

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, (f"import pathlib, time; pathlib.Path({str(self.begun)!r}).touch(); time.sleep(600)",)


def test_whoever_stops_waiting_leaves_no_process_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process is told to stop as soon as it has begun; what else is called "sim" here does not mislead it."""
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "__init__.py").write_text("raise SystemExit(1)\n")
    monkeypatch.chdir(tmp_path)
    started = []

    class Watched(subprocess.Popen):
        def __init__(self, *words: object, **more: object) -> None:
            super().__init__(*words, **more)
            started.append(self)

    monkeypatch.setenv("POLYVALENCE_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(subprocess, "Popen", Watched)
    begun = tmp_path / "begun"
    folder = precompile.compiled_elsewhere(None, (Endless(begun),), halted=begun.exists)
    assert begun.exists()
    assert [one.returncode is not None for one in started] == [True]
    assert not private_folder.is_sound(folder)


def test_whoever_stops_waits_for_no_other_process_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else compiles, and this one is told to stop while it waits: nothing is cleared, nothing is started."""
    monkeypatch.setenv("POLYVALENCE_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(precompile, "LONGEST_COMPILATION_S", 30.0)
    folder = private_folder.usable(compiler.cache_folder())
    looked: list[None] = []

    def at_the_third_look() -> bool:
        looked.append(None)
        return len(looked) >= 3

    with private_folder.alone(folder, 60.0):
        (folder / "half").touch()
        precompile.compiled_elsewhere(None, (1.0,), halted=at_the_third_look)
        assert (folder / "half").exists()
    assert len(looked) == 4  # twice nobody had said so; then the waiting ends, and so does the rest


def test_a_process_that_fails_leaves_no_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it is handed here are no tables."""
    monkeypatch.setenv("POLYVALENCE_CACHE_DIR", str(tmp_path))
    folder = precompile.compiled_elsewhere(None, (1.0,))
    assert not private_folder.is_sound(folder)


# ---- which rules are rare -----------------------------------------------------------------------------------------

Function = tuple[str, str]
"""Its file and its name."""


def rare_rules() -> set[Function]:
    """All that the table calls rare, but for what is done once, at the end."""
    rare = (name.removeprefix("sim.").rsplit(".", 1) for name, how in EXPANSION.items() if how == RARELY)
    found = {(str(PACKAGE / f"{module.replace('.', '/')}.py"), name) for module, name in rare}
    return {(path, name) for path, name in found if name != "count_still_here"}


def calls_of_a_day(name: str, design: str) -> Counter[Function]:
    """How often the reference called each function on a day of a service of the repository."""
    compiled = plan_design(sim.load(f"scenarios/{name}.yaml"), design)
    plan = compiled.plan._replace(horizon=86400.0, warm_up=0.0, month_ends=compiled.plan.month_ends[:0])
    profile = cProfile.Profile()
    profile.runcall(Reference(plan, streams.of_replication(3, 1), False).run)
    found: Counter[Function] = Counter()
    for (path, _, function), (calls, *_) in pstats.Stats(profile).stats.items():
        found[str(Path(path)), function] += calls
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name, design", [("o2", "today"), ("retailer", "partner"), ("channels", "together"),
                                          ("interflora-experts", "before"), ("vente-privee", "shared")])  # fmt: skip
def test_what_is_called_rare_is_rare(name: str, design: str) -> None:
    """Whatever leads to a rare rule stands out of the loop's way: dear, if it is not rare."""
    rare, calls = rare_rules(), calls_of_a_day(name, design)
    contacts = calls[str(PACKAGE / "model" / "customers" / "returning.py"), "fill_contact"]
    assert contacts > 1000 and sum(calls[rule] for rule in rare) > 100
    assert {rule: calls[rule] for rule in rare if calls[rule] > 0.12 * contacts} == {}
