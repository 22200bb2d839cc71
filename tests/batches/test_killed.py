"""A batch that is killed at any instant, and started again, ends with the bytes of an undisturbed one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.batches.store import SHARDS
from sim.cli import main
from tests.batches.conftest import files_in
from tests.conftest import Start

COMMAND = [sys.executable, "-m", "sim", "batch"]
TABLES = ("results.parquet", "variants.csv", "manifest.json")


def shards(store: Path) -> dict[str, tuple[int, int]]:
    """The shards that are there, with what changes if one is written again: number of the file and time of writing."""
    found = {}
    for path in (store / SHARDS).glob("*/*"):
        if not path.name.startswith("."):
            about = path.stat()
            found[path.name] = (about.st_ino, about.st_mtime_ns)
    return found


def begin(words: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def wait_for(store: Path, count: int, process: subprocess.Popen[bytes]) -> None:
    """Until there are so many shards, or the process has ended."""
    while process.poll() is None and len(shards(store)) < count:
        time.sleep(0.005)


def killed(words: list[str], store: Path, kills: int, total: int, seed: int) -> dict[str, tuple[int, int]]:
    """Kill a batch again and again, between the first block and the last table; what was finished before each kill."""
    chance = random.Random(seed)
    finished: dict[str, tuple[int, int]] = {}
    for number in range(kills):
        process = begin(words)
        # from one block more than before up to all of them, where the table is being written
        least = len(finished) + 1
        wait_for(store, chance.randint(least, least + (total - least) // (kills - number)), process)
        time.sleep(chance.random() * 0.02)
        process.kill()
        process.communicate()
        finished |= {name: about for name, about in shards(store).items() if name not in finished}
    return finished


def compare(tmp_path: Path, words: list[str], kills: int, total: int) -> None:
    """The undisturbed batch beside the killed one."""
    undisturbed, store = tmp_path / "undisturbed", tmp_path / "killed"
    assert CliRunner().invoke(main, ["batch", *words, "--store", str(undisturbed)]).exit_code == 0
    assert len(shards(undisturbed)) == total
    finished = killed([*words, "--store", str(store)], store, kills, total, seed=kills)
    done = subprocess.run([*COMMAND, *words, "--store", str(store)], check=True, capture_output=True, text=True)
    assert files_in(store) == files_in(undisturbed), done.stdout
    after = shards(store)
    assert {name: after[name] for name in finished} == finished, "finished work was done again"
    assert len(finished) > kills


def test_killed_three_times(tiny: Path, tmp_path: Path) -> None:
    """12 variants of two designs, one block each."""
    words = [str(tiny), "--sample", "lhs:12", "--set", "contacts.sales.volume.per_hour=30.0..90.0", "-n", "40", "-q"]
    compare(tmp_path, words, kills=3, total=24)


@pytest.mark.slow
def test_killed_ten_times(tiny: Path, tmp_path: Path) -> None:
    """500 variants, by two keys."""
    words = [str(tiny), "--sample", "lhs:500", "--set", "contacts.sales.volume.per_hour=30.0..90.0", "-n", "20", "-q"]
    words += ["--set", "contacts.sales.patience=exponential(1 min..5 min)"]
    compare(tmp_path, words, kills=10, total=1000)


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("engine", ["core", "reference"])
def test_an_interrupt_is_resumable(engine: str, tiny: Path, tmp_path: Path, start: Start) -> None:
    """Ctrl-C: exit 130, no traceback, nobody left behind, and what was finished is kept."""
    store = tmp_path / "s"
    words = [str(tiny), "--store", str(store), "--engine", engine, "-n", "100000", "--block", "5", "-j", "2"]
    process = start([*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    wait_for(store, 3, process)
    os.kill(process.pid, signal.SIGINT)
    said = process.communicate(timeout=60)[0].decode()
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert "the same command goes on from there" in said
    kept = shards(store)
    assert len(kept) >= 3
    assert not any("/." in f"/{name}" for name in files_in(store)), "a draft is left"
    resumed = subprocess.run(
        [*COMMAND, *words[:-6], "-n", "10", "--block", "5", "-d", "few"], capture_output=True, text=True
    )
    assert resumed.returncode == 0, resumed.stderr
    assert "replications: 10 run now" not in resumed.stdout
    after = shards(store)
    assert {name: after[name] for name in kept} == kept
