"""What the command says, to whom, and when it is silent."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pytest
from click.testing import CliRunner

import sim
import sim.cli.batch as command
from sim.cli import main


def invoke(*words: object):
    return CliRunner().invoke(main, ["batch", *map(str, words)])


def test_nothing_but_the_answer_where_nobody_looks(tiny: Path, tmp_path: Path) -> None:
    """Without a terminal there are no bars; the answer names the table and how to read it."""
    for more in ([], ["-q"]):
        result = invoke(tiny, "--store", tmp_path / "s", *more)
        assert result.exit_code == 0
        assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[0] == "1 variant, 2 designs to run"
    assert lines[1] == "replications: 0 run now, 12 kept from before"
    assert lines[2].startswith("table: ")
    assert lines[2].endswith("s/results.parquet")
    assert "pandas.read_parquet(" in lines[3]
    assert "SELECT * FROM " in lines[4]


def test_a_design_that_no_value_reaches_is_named(tiny: Path, tmp_path: Path) -> None:
    """`more` says itself how many agents there are."""
    result = invoke(tiny, "--store", tmp_path / "s", "--set", "groups.team.agents=3,4")
    assert result.exit_code == 0
    reported = [line for line in result.stdout.splitlines() if "does not reach" in line]
    assert reported == [f"the design 'more' of {tiny} is the same in all of them: what is set does not reach it"]


class Bar:
    """Stands for a bar of tqdm, and remembers."""

    made: ClassVar[list[Bar]] = []

    def __init__(self, **how: object) -> None:
        self.how, self.n = how, how["initial"]
        self.made.append(self)

    def update(self, more: int) -> None:
        self.n += more

    def clear(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


def test_the_time_left_counts_what_was_there_before(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three bars: variants checked, replications run, variants written. A resumed one begins where the first ended."""
    sim.batch(tiny, store=tmp_path / "s", replications=4, block=2)
    monkeypatch.setattr("tqdm.tqdm", Bar)
    monkeypatch.setattr(Bar, "made", [])
    result = invoke(tiny, "--store", tmp_path / "s", "-n", 6, "--block", 2)
    assert result.exit_code == 0, result.output
    assert "8 of 12 replications are there already" in result.stderr
    assert [(bar.how["desc"], bar.how["initial"], bar.n, bar.how["total"]) for bar in Bar.made] == [
        ("checking", 1, 1, 1), ("running", 8, 12, 12), ("writing", 1, 1, 1),
    ]  # fmt: skip
    assert all(bar.closed for bar in Bar.made)


def test_an_interrupt_says_what_is_kept(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(paths: object, **how: object) -> None:
        how["tell"]("run", 40, 100)
        raise KeyboardInterrupt

    gone: list[int] = []
    monkeypatch.setattr("sim.batches.batch", interrupted)
    monkeypatch.setattr(command, "_end_process", gone.append)
    result = invoke(tiny, "--store", tmp_path / "s", "-q")
    assert (result.exit_code, gone) == (130, [130])
    assert result.stderr == "interrupted; 40 of 100 replications are kept; the same command goes on from there\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--engine", "slow"], "'slow' is not one of"),
        (["--sample", "lhs"], "allowed: lhs:N"),
        (["--set", "x"], "a key and its values are wanted"),
        (["-n", "0"], "0 is not in the range"),
        (["--design", "fw"], "did you mean 'few'?"),
    ],
)
def test_bad_input_is_exit_2(words: list[str], said: str, tiny: Path, tmp_path: Path) -> None:
    result = invoke(tiny, "--store", tmp_path / "s", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "s").exists()


def test_a_folder_of_something_else_is_bad_input(tiny: Path) -> None:
    result = invoke(tiny, "--store", tiny.parent)
    assert result.exit_code == 2
    assert "holds other files and no batch" in result.stderr


def test_without_the_library_it_says_so(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    result = invoke(tiny, "--store", tmp_path / "s")
    assert result.exit_code == 2
    assert "pip install pyarrow" in result.stderr


def test_the_help_wakes_no_library() -> None:
    code = "import sys; from sim.cli import main; main(['batch', '--help'], standalone_mode=False); "
    code += "assert not {'numba', 'scipy', 'pandas', 'pyarrow', 'numpy', 'tqdm'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_duckdb_reads_the_table(tiny: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    done = sim.batch(tiny, store=tmp_path / "s", settings={"groups.team.agents": [3, 4]})
    asked = f"SELECT * FROM '{done.path}' WHERE kpi = 'answer_rate' AND scope = 'total' ORDER BY variant, design"
    found = duckdb.sql(asked).df()
    expected = done.results.query("kpi == 'answer_rate' and scope == 'total'").sort_values(["variant", "design"])
    pd.testing.assert_frame_equal(found, expected.reset_index(drop=True), check_dtype=False, check_exact=True)
