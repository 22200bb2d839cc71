"""The store: whole files or none, damaged shards, full disks, two batches at once, and what has changed since."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import sim
from sim.batches import StoreError
from sim.batches.shards import CorruptError, pack, unpack
from sim.batches.store import STRAY_S, Store, _host
from sim.batches.tasks import Task, run_block
from sim.cli import main
from tests.batches.conftest import files_in

TEAMS = {"groups.team.agents": [2, 3, 4]}


class Counting(ThreadPoolExecutor):
    """Remembers the tasks it is given."""

    def __init__(self) -> None:
        super().__init__(1)
        self.tasks: list[Task] = []

    def submit(self, function, task: Task):
        self.tasks.append(task)
        return super().submit(function, task)


class Interrupt:
    """An interrupt at the moment in which so many replications are kept."""

    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self, what: str, done: int, wanted: int) -> None:
        if what == "run" and done >= self.at:
            raise KeyboardInterrupt


def shard_files(store: Path) -> list[Path]:
    return sorted(path for path in (store / "shards").glob("*/*"))


# ---- shards -----------------------------------------------------------------------------------------------------


def test_a_shard_reads_back_to_the_last_bit() -> None:
    import numpy as np

    tables = {
        "odd": np.array([[np.nan, -0.0, 1e-300], [np.inf, 2.0**53 + 2, 0.1]]),
        "whole": np.array([[[0.0, 4294967295.0]], [[7.0, 1.0]]]),
        "empty": np.zeros((2, 0)),
        "too large": np.array([[4294967296.0], [1.0]]),
        "below": np.array([[-1.0], [1.0]]),
        "minus nothing": np.array([[-0.0], [1.0]]),
    }
    about, found = unpack(pack({"key": "x"}, tables))
    assert about == {"key": "x"}
    for name, table in tables.items():
        assert found[name].tobytes() == table.tobytes(), name
        assert found[name].shape == table.shape


@pytest.mark.parametrize("at", [0, 30, -40, -1])
def test_an_altered_shard_is_no_shard(at: int) -> None:
    import numpy as np

    shard = bytearray(pack({"key": "x"}, {"one": np.arange(20.0).reshape(4, 5)}))
    shard[at] ^= 1
    for wrong in (bytes(shard), bytes(shard[:-5]), b""):
        with pytest.raises(CorruptError):
            unpack(wrong)


# ---- going on ---------------------------------------------------------------------------------------------------


def test_finished_work_is_never_repeated(tiny: Path, tmp_path: Path) -> None:
    """Interrupted twice, then whole: what is kept is not run again, and a fourth batch runs nothing."""
    asked = {"store": tmp_path / "s", "settings": TEAMS, "block": 2}
    for at in (4, 14, None, None):
        kept = Store(tmp_path / "s").keys()
        with Counting() as counting:
            if at is None:
                sim.batch(tiny, executor=counting, **asked)
            else:
                with pytest.raises(KeyboardInterrupt):
                    sim.batch(tiny, executor=counting, tell=Interrupt(at), **asked)
                assert len(Store(tmp_path / "s").keys()) == at / 2
        assert not kept & {task.key for task in counting.tasks}
    assert counting.tasks == []
    whole = sim.batch(tiny, store=tmp_path / "undisturbed", settings=TEAMS, block=2)
    assert files_in(tmp_path / "s") == files_in(whole.store)


def test_equal_variants_share_their_work(tiny: Path, tmp_path: Path) -> None:
    """`more` has six agents whatever the base has; `few` with six agents is the same, too."""
    with Counting() as counting:
        done = sim.batch(tiny, store=tmp_path / "s", settings={"groups.team.agents": [4, 5, 6]}, executor=counting)
    assert len(counting.tasks) == 3
    assert done.ran == 3 * 6
    answers = done.results.query("kpi == 'answer_rate' and scope == 'total'")
    assert len(answers) == 6
    assert answers["estimate"].nunique() == 3


def test_more_replications_keep_the_whole_blocks(tiny: Path, tmp_path: Path) -> None:
    sim.batch(tiny, store=tmp_path / "s", replications=5, block=2)
    more = sim.batch(tiny, store=tmp_path / "s", replications=8, block=2)
    assert (more.kept, more.ran) == (2 * 4, 2 * 4)
    assert more.spare == 2, "the blocks of one replication"
    pruned = sim.batch(tiny, store=tmp_path / "s", replications=8, block=2, prune=True)
    assert (pruned.ran, pruned.spare, len(shard_files(tmp_path / "s"))) == (0, 0, 8)


@pytest.mark.parametrize("damage", ["cut", "altered", "empty", "exchanged"])
def test_a_damaged_shard_is_made_again(damage: str, tiny: Path, tmp_path: Path) -> None:
    """As after a power cut, on a disk that had promised more than it held."""
    asked = {"store": tmp_path / "s", "block": 2}
    before = sim.batch(tiny, **asked)
    whole = files_in(tmp_path / "s")
    path, other = shard_files(tmp_path / "s")[:2]
    content = path.read_bytes()
    damaged = {
        "cut": content[:-50],
        "altered": content[:-50] + bytes(50),
        "empty": b"",
        "exchanged": other.read_bytes(),
    }
    path.write_bytes(damaged[damage])
    again = sim.batch(tiny, **asked)
    assert again.ran == 2
    assert before.path == again.path
    assert files_in(tmp_path / "s") == whole


MANIFESTS = {
    "gone": None,
    "empty": b"",
    "cut": b'{"program": "0.1.0"',
    "deep": b"[" * 100_000,
    "null": b"null",
    "a list": b"[1, 2]",
    "a key missing": b'{"program": "x", "engine": "core"}',
    "other kinds": b'{"program": 1, "engine": [], "variants": {}}',
    "odd variants": b'{"program": "x", "engine": "core", "variants": [3, null, {"file": 4}]}',
    "odd designs": b'{"program": "", "engine": "", "variants": [{"file": "", "settings": {}, "designs": {"a": []}}]}',
    "not text": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("content", MANIFESTS.values(), ids=MANIFESTS)
def test_a_damaged_manifest_costs_nothing(content: bytes | None, tiny: Path, tmp_path: Path) -> None:
    """It is reported, and written anew; nothing that is finished is run again."""
    asked = {"store": tmp_path / "s", "block": 2}
    sim.batch(tiny, **asked)
    whole = files_in(tmp_path / "s")
    manifest = tmp_path / "s" / "manifest.json"
    manifest.unlink() if content is None else manifest.write_bytes(content)
    said: list[str] = []
    again = sim.batch(tiny, **asked, say=said.append)
    how = "missing" if content is None else "damaged"
    assert said == [f"the manifest is {how} and is written anew; what is finished is kept"]
    assert (again.ran, again.kept) == (0, 12)
    assert files_in(tmp_path / "s") == whole


def test_what_is_made_again_is_not_counted_as_kept(tiny: Path, tmp_path: Path) -> None:
    sim.batch(tiny, store=tmp_path / "s", block=2)
    for path in shard_files(tmp_path / "s")[:2]:
        path.write_bytes(b"damaged")
    again = sim.batch(tiny, store=tmp_path / "s", block=2)
    assert (again.ran, again.kept) == (4, 8)


@pytest.mark.parametrize("taken", [".", "shards", "manifest.json"])
def test_a_store_taken_away_during_the_run(taken: str, tiny: Path, tmp_path: Path) -> None:
    """What is lost is run again, and the batch ends as if nothing had been: with its manifest, so that it can go on."""
    undisturbed = sim.batch(tiny, store=tmp_path / "undisturbed", block=2)
    lost, times = (tmp_path / "s" / taken).resolve(), iter([True])

    def take_away(what: str, done: int, wanted: int) -> None:
        if what == "run" and done == 8 and next(times, False):
            shutil.rmtree(lost) if lost.is_dir() else lost.unlink(missing_ok=True)

    sim.batch(tiny, store=tmp_path / "s", block=2, tell=take_away, jobs=1)
    assert files_in(tmp_path / "s") == files_in(undisturbed.store)
    assert sim.batch(tiny, store=tmp_path / "s", block=2).ran == 0


def test_drafts_of_the_dead_are_swept_and_no_others(tiny: Path, tmp_path: Path) -> None:
    """A draft of this process, or a young one from elsewhere, may be written to at this moment."""
    sim.batch(tiny, store=tmp_path / "s", replications=1)
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended.wait()
    folder = shard_files(tmp_path / "s")[0].parent
    names = {
        f".x.{_host()}-{ended.pid}-1.part": False,
        f".x.{_host()}-{os.getpid()}-1.part": True,
        ".x.elsewhere-5-1.part": True,
        ".y.elsewhere-5-1.part": False,
        ".vimrc": True,
    }
    for name in names:
        (folder / name).touch()
    os.utime(folder / ".y.elsewhere-5-1.part", (0, 1))
    assert STRAY_S < 1e9
    Store(tmp_path / "s").open()
    assert {name: (folder / name).exists() for name in names} == names


def test_a_folder_of_something_else_is_refused(tiny: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds other files and no batch"):
        sim.batch(tiny, store=tmp_path)
    assert os.listdir(tmp_path) == ["tiny.yaml"]


def test_two_batches_at_once(tiny: Path, tmp_path: Path) -> None:
    """On one store, at the same time: both end well, with the same bytes."""
    words = [str(tiny), "--set", "groups.team.agents=1..8", "-n", "20", "--block", "4", "-q"]
    command = [sys.executable, "-m", "sim", "batch", *words, "--store"]
    both = [subprocess.Popen([*command, str(tmp_path / "s")], stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert CliRunner().invoke(main, ["batch", *words, "--store", str(tmp_path / "alone")]).exit_code == 0
    assert files_in(tmp_path / "s") == files_in(tmp_path / "alone")


# ---- a full disk ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("calls", [1, 2, 4, 7, 10])
def test_a_full_disk(calls: int, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever write fails: one plain sentence, exit 1, nothing half-written; and the batch goes on later."""
    count = 0
    fsync = os.fsync

    def full(handle: int) -> None:
        nonlocal count
        count += 1
        if count >= calls:
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(handle)

    words = ["batch", str(tiny), "--store", str(tmp_path / "s"), "--block", "2", "-q"]
    monkeypatch.setattr(os, "fsync", full)
    stopped = CliRunner().invoke(main, words)
    assert stopped.exit_code == 1
    assert stopped.stderr.count("\n") == 1
    assert "No space left on device" in stopped.stderr
    assert "what is finished is kept" in stopped.stderr
    assert not [name for name in files_in(tmp_path / "s") if name.endswith(".part")]
    monkeypatch.undo()
    assert CliRunner().invoke(main, words).exit_code == 0
    undisturbed = sim.batch(tiny, store=tmp_path / "undisturbed", block=2)
    assert files_in(tmp_path / "s") == files_in(undisturbed.store)


def test_a_limit_of_the_system(tiny: Path, tmp_path: Path) -> None:
    """A real refusal of the system, in the middle of writing the table: files may grow to 8 kB."""
    resource = pytest.importorskip("resource", reason="limits of a process are POSIX")
    words = ["batch", str(tiny), "--store", str(tmp_path / "s"), "--block", "1", "-q"]
    limited = subprocess.run(
        [sys.executable, "-m", "sim", *words],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000)),
        env={**os.environ, "NUMBA_DISABLE_JIT": "0", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert limited.returncode == 1, limited.stderr
    assert "File too large" in limited.stderr
    assert "Traceback" not in limited.stderr
    assert not (tmp_path / "s" / "results.parquet").exists()
    assert not [name for name in files_in(tmp_path / "s") if name.endswith(".part")]
    assert len(shard_files(tmp_path / "s")) == 12
    assert CliRunner().invoke(main, words).exit_code == 0


# ---- what has changed -------------------------------------------------------------------------------------------


def test_a_changed_scenario_is_noticed(tiny: Path, tmp_path: Path) -> None:
    """Of the two designs the one that changes is run again, and that is reported; a comment changes nothing."""
    asked = {"store": tmp_path / "s", "settings": {"groups.team.agents": [2, 3]}}
    sim.batch(tiny, **asked)
    said: list[str] = []
    tiny.write_text(tiny.read_text().replace("name: tiny", "name: tiny  # looked at on Monday"))
    assert sim.batch(tiny, say=said.append, **asked).ran == 0
    assert said == []
    tiny.write_text(tiny.read_text().replace("agents: 6", "agents: 7"))
    again = sim.batch(tiny, say=said.append, **asked)
    assert again.ran == 6
    assert said == [f"{tiny} has changed: 2 of 4 cases are run again (designs: more)"]
    fresh = sim.batch(tiny, store=tmp_path / "fresh", settings={"groups.team.agents": [2, 3]})
    assert again.path.read_bytes() == fresh.path.read_bytes(), "nothing of the old scenario is mixed in"
    assert again.spare == 1


def test_another_program_runs_everything_again(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sim.batch(tiny, store=tmp_path / "s")
    for name in ("sim.batches.planning.program", "sim.batches.batching.program", "sim.batches.tasks.program"):
        monkeypatch.setattr(name, lambda: "9.9.9-0123")
    said: list[str] = []
    assert sim.batch(tiny, store=tmp_path / "s", say=said.append).ran == 12
    assert len(said) == 1
    assert "9.9.9-0123" in said[0]


def test_a_worker_with_another_program_refuses(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.batches.planning.program", lambda: "9.9.9-0123")
    result = CliRunner().invoke(main, ["batch", str(tiny), "--store", str(tmp_path / "s"), "-q"])
    assert result.exit_code == 1
    assert "install the same" in result.stderr


def test_another_question_takes_the_old_table_away_first(tiny: Path, tmp_path: Path) -> None:
    """At no instant does the table of one question stand beside the manifest of another."""
    store = tmp_path / "s"
    sim.batch(tiny, store=store)
    with pytest.raises(KeyboardInterrupt):
        sim.batch(tiny, store=store, replications=7, tell=Interrupt(0))
    assert not (store / "results.parquet").exists()


# ---- the table --------------------------------------------------------------------------------------------------


def test_the_table_is_tidy(tiny: Path, tmp_path: Path) -> None:
    """A column for each key that is set, as numbers where they are; units and provenance in the schema."""
    words = ["groups.team.agents=2,3", "contacts.sales.patience=1 min,never", "contacts.sales.volume.per_hour=40.0,60"]
    grid = {
        "contacts.sales.handling.talk": "lognormal(2 min..4 min/2 min, cv 80 %)",
        "study.warm_up": ["0 s", "15 min"],
    }
    done = sim.batch(tiny, store=tmp_path / "s", settings=words, grid=grid, replications=2)
    frame = done.results
    assert frame["variant"].nunique() == 2 * 2 * 2 * 2 * 2
    assert frame["groups.team.agents"].dtype == "int64"
    assert set(frame["contacts.sales.patience"]) == {"1 min", "never"}
    assert set(frame["contacts.sales.volume.per_hour"]) == {40.0, 60.0}
    assert set(frame["contacts.sales.handling.talk"]) == {120.0, 240.0}
    assert set(frame["study.warm_up"]) == {0.0, 900.0}
    assert not frame.duplicated(["variant", "design", "kpi", "scope", "name", "interval"]).any()
    schema = pq.read_schema(done.path)
    assert schema.field("contacts.sales.handling.talk").metadata == {b"unit": b"s"}
    assert b'"program"' in schema.metadata[b"polyvalence"]
    listed = pd.read_csv(done.store / "variants.csv")
    assert listed["contacts.sales.handling.talk"][0] == "lognormal(2 min, cv 80 %)"
    assert (listed["state"] == "done").all()


def test_the_seed_may_be_swept(tiny: Path, tmp_path: Path) -> None:
    """Any key of the scenario, the study's too; seeds do not share their work."""
    done = sim.batch(tiny, store=tmp_path / "s", settings={"study.seed": [1, 2], "name": ["a", "b"]})
    assert set(done.results["seed"]) == {1, 2}
    assert done.ran == 2 * 2 * 6
    assert "set name" in done.results


# ---- failures ---------------------------------------------------------------------------------------------------


def test_a_failing_design_does_not_stop_the_others(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 3, the others in the table, and a list of what failed; next time it is tried again."""
    words = ["batch", str(tiny), "--store", str(tmp_path / "s"), "--set", "groups.team.agents=3,4", "-q"]
    bad = threading.Lock()

    def run_some(task: Task, *more: object) -> bytes:
        with bad:
            if task.work.load().designs[task.work.design].groups["team"].agents == 3:
                raise ArithmeticError("three\nare too few")
        return run_block(task, *more)

    monkeypatch.setattr("sim.batches.running.run_block", run_some)
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 3
    assert "1 variant failed" in result.stderr
    failures = pd.read_csv(tmp_path / "s" / "failures.csv")
    assert list(failures["design"]) == ["few"]
    assert list(failures["reason"]) == ["ArithmeticError: three\\nare too few"]
    table = pd.read_parquet(tmp_path / "s" / "results.parquet")
    assert set(zip(table["groups.team.agents"], table["design"], strict=True)) == {(3, "more"), (4, "few"), (4, "more")}
    monkeypatch.undo()
    assert CliRunner().invoke(main, words).exit_code == 0
    assert not (tmp_path / "s" / "failures.csv").exists()


def test_a_broken_executor_keeps_what_is_finished(tiny: Path, tmp_path: Path) -> None:
    from concurrent.futures import BrokenExecutor

    class Breaking(Counting):
        def submit(self, function, task: Task):
            if len(self.tasks) == 2:
                raise BrokenExecutor
            future = super().submit(function, task)
            future.exception()
            return future

    with Breaking() as breaking, pytest.raises(RuntimeError, match="what is finished is kept"):
        sim.batch(tiny, store=tmp_path / "s", block=2, executor=breaking)
    assert sim.batch(tiny, store=tmp_path / "s", block=2).ran == 12 - 4


def test_a_store_that_is_a_file(tiny: Path) -> None:
    with pytest.raises(StoreError):
        sim.batch(tiny, store=tiny)
