"""The figures of a batch are those of `run`, whoever computed them, in whichever order, and after whatever."""

from __future__ import annotations

import multiprocessing
import pickle
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

import sim
from sim.batches.batching import Batch
from sim.batches.tasks import Task, run_block, work_of
from sim.experiments.result_tables import KPI_COLUMNS

TEAMS = {"groups.team.agents": [3, 4]}


def bits(batch: Batch) -> bytes:
    return batch.path.read_bytes()


def test_a_variant_has_the_figures_of_run(tiny: Path, tmp_path: Path) -> None:
    """Estimates and intervals to the last bit, row by row, for every design and file, in blocks that do not divide:
    also with an invoice a month, and with tables beside the file."""
    invoiced = tmp_path / "invoiced.yaml"
    partner = "sites: {lille: {price: {per_contact: 4.20}, contract: {}}}\ngroups:\n  team: {site: lille, "
    invoiced.write_text(tiny.read_text().replace("groups:\n  team: {", partner, 1))
    files = [tiny, invoiced, "scenarios/retailer.yaml", "scenarios/demand.yaml"]
    done = sim.batch(files, store=tmp_path / "s", replications=5, seed=3, block=2)
    assert set(done.results["file"]) == set(map(str, files))
    assert (done.results.query("file == @invoiced.as_posix() and kpi == 'cost_total'")["estimate"] > 0).all()
    for file, rows in done.results.groupby("file"):
        expected = sim.run(str(file), replications=5, seed=3).kpis
        found = rows[list(KPI_COLUMNS)].reset_index(drop=True)
        pd.testing.assert_frame_equal(found, expected, check_exact=True, check_dtype=False)


def test_more_replications_than_sections(tiny: Path, tmp_path: Path) -> None:
    """Waits are kept by section, replication r in section r mod 40: so their quantiles have the intervals of `run`."""
    done = sim.batch(tiny, store=tmp_path / "s", replications=93, block=50)
    expected = sim.run(tiny, replications=93).kpis
    pd.testing.assert_frame_equal(done.results[list(KPI_COLUMNS)], expected, check_exact=True, check_dtype=False)
    assert (expected["kpi"] == "wait_p90").any()


def test_a_value_that_is_set_is_as_if_the_file_said_so(tiny: Path, tmp_path: Path) -> None:
    done = sim.batch(tiny, store=tmp_path / "s", settings=TEAMS)
    tiny.write_text(tiny.read_text().replace("agents: 4", "agents: 3"))
    expected = sim.run(tiny).kpis
    found = done.results.query("`groups.team.agents` == 3")[list(KPI_COLUMNS)].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected, check_exact=True, check_dtype=False)
    assert set(done.results.query("`groups.team.agents` == 3")["scenario_digest"]) == {sim.load(tiny).digest}


class Backwards(Executor):
    """Holds everything back and answers the last first, each after a journey as bytes."""

    def __init__(self) -> None:
        self.held: list[tuple[Future, bytes]] = []

    def submit(self, function, *args):
        assert function is run_block
        future: Future = Future()
        self.held.append((future, pickle.dumps(args)))
        if len(self.held) == 4:
            self.answer()
        return future

    def answer(self) -> None:
        while self.held:
            future, args = self.held.pop()
            future.set_result(run_block(*pickle.loads(args)))


def test_workers_executors_and_order_do_not_matter(tiny: Path, tmp_path: Path) -> None:
    """One thread, three threads, processes, somebody's executor that answers the last task first: the same bytes."""
    asked = {"settings": TEAMS, "block": 2}
    first = bits(sim.batch(tiny, store=tmp_path / "one", jobs=1, **asked))
    assert bits(sim.batch(tiny, store=tmp_path / "three", jobs=3, **asked)) == first
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        assert bits(sim.batch(tiny, store=tmp_path / "pool", executor=pool, **asked)) == first
    with ThreadPoolExecutor(2) as pool:
        assert bits(sim.batch(tiny, store=tmp_path / "threads", executor=pool, **asked)) == first
        assert pool.submit(int).result() == 0, "somebody else's executor is not shut down"
    backwards = Backwards()
    sized = {"settings": TEAMS, "replications": 8, "block": 2}  # three different designs, four blocks each
    assert bits(sim.batch(tiny, store=tmp_path / "back", executor=backwards, **sized)) == bits(
        sim.batch(tiny, store=tmp_path / "forth", **sized)
    )


def test_the_reference_gives_the_same_figures(tiny: Path, tmp_path: Path) -> None:
    """In processes of their own; only the names of the shards differ."""
    core = sim.batch(tiny, store=tmp_path / "core", replications=2).results
    reference = sim.batch(tiny, store=tmp_path / "reference", replications=2, engine="reference", jobs=2).results
    pd.testing.assert_frame_equal(core, reference, check_exact=True)


def test_a_killed_worker_is_replaced(tiny: Path, tmp_path: Path) -> None:
    """One of two processes is killed in the middle of the run; the bytes are those of an undisturbed one."""
    killed = []

    def kill_one(what: str, done: int, wanted: int) -> None:
        if what == "run" and 0 < done < wanted and not killed:
            killed.append(multiprocessing.active_children()[0])
            killed[0].kill()

    asked = {"engine": "reference", "replications": 4, "block": 1, "jobs": 2}
    disturbed = sim.batch(tiny, store=tmp_path / "disturbed", tell=kill_one, **asked)
    assert killed
    assert disturbed.failures == ()
    assert bits(disturbed) == bits(sim.batch(tiny, store=tmp_path / "undisturbed", **asked))


def test_the_digest_of_a_piece_of_work(tiny: Path) -> None:
    """It changes with what decides the sums, the order of rows included, and with nothing else."""
    text = tiny.read_text()

    def digest(*changes: tuple[str, str], design: str = "few") -> str:
        changed = text
        for old, new in changes:
            assert old in changed
            changed = changed.replace(old, new)
        tiny.write_text(changed)
        return work_of(sim.load(tiny), design).digest

    same = digest()
    assert digest(("few", "some"), design="some") == same
    assert digest(("name: tiny", "name: small"), ("channel: call", "channel: call\n    label: Calls")) == same
    assert digest(("agents: 6", "agents: 7"), ("replications: 6", "replications: 7, seed: 9")) == same
    two = (
        "team: {agents: 4, skills: {sales: {}}}",
        "team: {agents: 4, skills: {sales: {}}}\n  b: {agents: 1, skills: {sales: {}}}",
    )
    turned = (two[0], "b: {agents: 1, skills: {sales: {}}}\n  " + two[0])
    others = [digest(("agents: 4", "agents: 5")), digest(design="more"), digest(two), digest(turned)]
    others += [
        digest(("replications: 6", f"{key}: {value}")) for key, value in (("warm_up", "1 h"), ("fcr_window", "1 h"))
    ]
    assert len({same, *others}) == 7


def test_a_task_is_small_and_has_no_path(tiny: Path, tmp_path: Path) -> None:
    """It can go to a machine that knows nothing of our folders."""
    sent: list[bytes] = []

    class Watching(ThreadPoolExecutor):
        def submit(self, function, task: Task):
            sent.append(pickle.dumps(task))
            return super().submit(function, task)

    with Watching(1) as pool:
        sim.batch(tiny, store=tmp_path / "s", executor=pool)
    assert len(sent) == 2
    for message in sent:
        assert len(message) < 10_000
        task = pickle.loads(message)
        assert str(tmp_path).encode() not in message + pickle.dumps(task.work.load())
