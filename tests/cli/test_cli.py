"""The command as outside tools see it: exit codes, one JSON object, equal traces, nothing half-written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from sim.cli import COMMANDS, main
from sim.engines.core.loop import Core
from sim.jit import precompile
from sim.version import __version__
from tests.conftest import Start

ROOT = Path(__file__).parents[2]
O2 = ROOT / "scenarios" / "o2.yaml"

TINY = """
name: Tiny
calendar: {days: 1, opening: 08:00-12:00}
contacts:
  a: {channel: call, volume: {per_hour: 30}, handling: {talk: exponential(4 min)}, patience: exponential(2 min)}
groups:
  g: {agents: 2, wage_per_hour: 20, skills: {a: {}}}
designs:
  two: {}
  three: {groups: {g: {agents: 3}}}
study: {replications: 4}
"""


OVERLOADED = """
name: Overloaded
calendar: {days: 14, opening: 08:00-18:00, interval: 2 h}
contacts:
  mail: {channel: email, volume: {per_day: 120}, handling: {talk: exponential(6 min)}}
groups:
  desk: {agents: 1, skills: {mail: {}}}
designs:
  one: {}
  two: {groups: {desk: {agents: 2}}}
study: {replications: 3}
"""


@pytest.fixture
def overloaded(tmp_path: Path) -> Path:
    """An e-mail desk that is a sixth short in its first design."""
    path = tmp_path / "overloaded.yaml"
    path.write_text(OVERLOADED, encoding="utf-8")
    return path


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A small scenario file."""
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    return path


def call(*words: Any) -> Any:
    """The command, in this process."""
    return CliRunner().invoke(main, [str(word) for word in words])


def test_run_prints_one_json_object_of_the_contract(tiny: Path) -> None:
    """provenance, kpis, differences, warnings; rows with the agreed columns; plain numbers or null."""
    done = call("run", tiny, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert set(found) == {"provenance", "kpis", "differences", "warnings", "invoices", "money"}
    assert found["differences"] == found["warnings"] == []
    columns = {"design", "kpi", "scope", "name", "interval", "estimate", "low", "high", "unit", "n", "sections"}
    assert all(set(row) == columns for row in found["kpis"])
    assert {row["scope"] for row in found["kpis"]} == {"total", "type", "group", "site", "channel", "type-group"}
    assert {row["design"] for row in found["kpis"]} == {"two", "three"}
    whole = [row for row in found["kpis"] if row["interval"] == ""]
    assert len({(r["design"], r["kpi"], r["scope"], r["name"]) for r in whole}) == len(whole)
    assert any(row["interval"] == "mon 08:30" for row in found["kpis"])


def test_compare_adds_paired_differences_and_the_verdict(tiny: Path) -> None:
    """Differences from the baseline with interval and the share of replications won."""
    done = call("compare", tiny, "--json", "--no-intervals", "-n", 6)
    found = json.loads(done.stdout)
    row = next(r for r in found["differences"] if (r["kpi"], r["scope"]) == ("answer_rate", "total"))
    assert row["design"] == "three" and row["baseline"] == "two" and row["n"] == 6
    assert row["low"] <= row["difference"] <= row["high"] and 0 <= row["p_better"] <= 1
    assert "answer rate" in found["provenance"]["verdict"]
    assert (found["provenance"]["stopped"], found["provenance"]["looks"]) == ("fixed", [6])
    assert all(r["interval"] == "" for r in found["kpis"])


def test_the_json_of_compare_has_the_verdict_in_figures(tiny: Path) -> None:
    """State, what matters, the looks and why it stopped; the file allows four replications, so they end it."""
    found = json.loads(call("compare", tiny, "--json", "--no-intervals").stdout)
    verdict = found["verdict"]
    assert (verdict["state"], verdict["matters"], verdict["kpi"]) == ("better", "0.5 points", "answer_rate")
    assert (verdict["looks"], verdict["looks_taken"], verdict["replications"]) == ([4], 1, 4)
    assert verdict["comparisons"] == 1 and verdict["interval_confidence"] == pytest.approx(0.95)
    assert verdict["best"]["design"] == "three" and verdict["best"]["matters"] == 0.005
    assert [one["kpi"] for one in verdict["watched"]] == ["cost_per_resolved"]
    assert found["provenance"]["stopped"] == verdict["stopped"]
    assert verdict["text"] == found["provenance"]["verdict"] and verdict["basis"].startswith("4 replications of each")
    assert "verdict" not in json.loads(call("run", tiny, "--json", "-n", 2).stdout)


def test_one_replication_compares_without_a_verdict(tiny: Path) -> None:
    """In the JSON too: no state, no bounds."""
    verdict = json.loads(call("compare", tiny, "--json", "--no-intervals", "-n", 1).stdout)["verdict"]
    assert verdict["state"] == "none" and verdict["best"]["low"] is None


def test_one_replication_has_values_and_no_intervals(tiny: Path) -> None:
    """Bounds that nobody can know are null, never NaN."""
    found = json.loads(call("run", tiny, "--json", "-n", 1).stdout)
    assert all(row["low"] is None and row["high"] is None for row in found["kpis"] if row["kpi"] == "answer_rate")


def test_the_seed_decides(tiny: Path) -> None:
    """Same seed, same bytes; another seed, other figures."""
    texts = [call("run", tiny, "--json", "--seed", seed).stdout for seed in (5, 5, 6)]
    assert texts[0] == texts[1] != texts[2]


def test_traces_of_both_engines_are_byte_identical(tiny: Path) -> None:
    """The specification and the core tell the same day."""
    one, two = (call("trace", tiny, "--design", "two", "--engine", engine) for engine in ("core", "reference"))
    assert one.exit_code == two.exit_code == 0
    assert one.stdout_bytes == two.stdout_bytes
    assert one.stdout.startswith("contact,parent,attempt,type,channel,arrived,")
    assert one.stdout.count("\n") > 50


@pytest.mark.parametrize("verb", ["run", "compare", "trace"])
def test_bad_input_is_exit_2_with_the_place_and_no_traceback(verb: str, tmp_path: Path) -> None:
    """A mistake in the file is reported with line and remedy."""
    path = tmp_path / "bad.yaml"
    path.write_text(TINY.replace("4 min", "4"), encoding="utf-8")
    done = call(verb, path)
    assert done.exit_code == 2
    assert "bad.yaml:5:" in done.stderr and "has no unit" in done.stderr and "Traceback" not in done.output
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "{}", "--design", "tow"], "did you mean 'two'"),
        (["trace", "{}", "--design", "tree"], "did you mean 'three'"),
        (["compare", "{}", "--baseline", "one"], "'one' is not a design"),
        (["run", "{}", "--precision", "lots"], "'lots' is not a share"),
        (["run", "{}", "-n", "0"], "0 is not in the range"),
        (["run", "{}", "--engine", "warp"], "'warp' is not one of"),
        (["run", "missing.yaml"], "there is no such file"),
    ],
)
def test_a_wrong_call_is_exit_2_with_what_is_allowed(words: list[str], message: str, tiny: Path) -> None:
    """Every option says what it takes."""
    done = call(*(word.format(tiny) for word in words))
    assert done.exit_code == 2
    assert message in done.stderr and "Traceback" not in done.output


def test_a_comparison_needs_two_designs(tmp_path: Path) -> None:
    """One design has nothing to be compared with."""
    path = tmp_path / "single.yaml"
    path.write_text(TINY.split("designs:")[0], encoding="utf-8")
    done = call("compare", path)
    assert done.exit_code == 2 and "'base' is the only design" in done.stderr


def test_out_gets_tables_and_report_and_nothing_else(tiny: Path, tmp_path: Path) -> None:
    """Tidy tables, provenance and one page, no left-overs."""
    out = tmp_path / "out"
    done = call("compare", tiny, "--out", out, "--quiet")
    assert done.exit_code == 0, done.output
    names = sorted(path.name for path in out.iterdir())
    assert "report.html" in names and "kpis.csv" in names and "differences.csv" in names
    assert not [name for name in names if name.startswith(".") or name.endswith("tmp")]
    assert "report.html" in done.output


def test_an_out_folder_that_cannot_be_is_exit_2(tiny: Path, tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "taken").write_text("here first", encoding="utf-8")
    done = call("compare", tiny, "--out", tmp_path / "taken", "--quiet")
    assert done.exit_code == 2 and "Traceback" not in done.output
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "here first"


def test_kpis_lists_every_indicator_with_its_definition() -> None:
    """In words and as JSON, in both languages."""
    listed = json.loads(call("kpis", "--json").stdout)
    assert {"answer_rate", "sl_offered", "cost_per_resolved"} <= {entry["id"] for entry in listed}
    assert "Taux de décroché" in call("kpis", "--lang", "fr").stdout
    assert "(answered) / (offered)" in call("kpis").stdout


OUTS = ["/proc/x", "taken", "taken/below"]


@pytest.mark.parametrize("out", OUTS)
@pytest.mark.parametrize("verb", ["run", "compare", "invoice", "batch"])
def test_a_folder_that_cannot_be_written_is_told_before_the_run(
    verb: str, out: str, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So no engine is ever made, and nothing is left of the attempt."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Core, "__init__", None)
    (tmp_path / "taken").write_text("here first", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    done = call(verb, tiny, "--store" if verb == "batch" else "--out", out)
    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.output
    assert sorted(tmp_path.rglob("*")) == before


def test_a_report_that_is_a_folder_is_told_before_the_run(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "report.html").mkdir(parents=True)
    done = call("run", tiny, "--out", tmp_path / "out")
    assert done.exit_code == 2 and "'report.html' in it is a folder" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals are reported differently there")
def test_an_interrupt_is_exit_130_and_leaves_nothing(tmp_path: Path, start: Start) -> None:
    """Ctrl-C in the middle of a long comparison."""
    out = tmp_path / "out"
    words = [sys.executable, "-m", "sim", "compare", str(O2), "-n", "100000", "--out", str(out), "--quiet"]
    running = start(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(8)
    assert running.poll() is None
    running.send_signal(signal.SIGINT)
    stdout, stderr = running.communicate(timeout=60)
    assert running.returncode == 130, stderr.decode()
    assert stdout == b"" and b"Traceback" not in stderr
    assert not out.exists()


@pytest.mark.parametrize("words", [("trace",), ("run", "-n", "1", "--json")])
def test_a_wait_for_the_core_is_told_before_it(
    words: tuple[str, ...], tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error; not to whoever asked for quiet, nor where no core is wanted."""
    monkeypatch.setattr(precompile, "notice_of_compilation", lambda folder: "compiling the core")
    verb, *rest = words

    def said(*more: str) -> str:
        monkeypatch.setattr(Core, "kernels", {})  # as in a process that has just begun
        done = CliRunner().invoke(main, [verb, str(tiny), "-d", "two", *rest, *more])
        assert done.exit_code == 0, done.output
        assert "compiling" not in done.stdout
        return done.stderr

    assert said("--engine", "core").startswith("compiling the core\n")
    assert "compiling" not in said("--engine", "reference")
    if verb == "run":
        assert "compiling" not in said("--engine", "core", "--quiet")


@pytest.mark.parametrize("words", [("--version", "-v"), ("-v", "--version")])
def test_the_version_says_more_when_asked(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries, and whether the core is compiled the fast way."""
    monkeypatch.setenv("POLYVALENCE_FAST_COMPILE", "off")
    short, long = (CliRunner().invoke(main, asked).output.splitlines() for asked in (["--version"], list(words)))
    assert short == [f"polyvalence, version {__version__}"]
    assert long[0] == short[0]
    assert f"numba {version('numba')}" in long
    assert long[-1] == "fast compilation of the core is off: POLYVALENCE_FAST_COMPILE says so"


def test_everything_but_speed_works_without_numba(tiny: Path) -> None:
    """Where Numba is absent the reference runs; asking for the core says what is missing."""
    without = "import sys; sys.modules['numba'] = None; from sim.cli import main; main()"

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", without, "run", str(tiny), "-d", "two", "-n", "2", "-j", "1", "--json", *words]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)

    done = run()
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["provenance"]["engine"] == "reference"
    with_core = json.loads(call("run", tiny, "-d", "two", "-n", 2, "--json").stdout)
    assert found["kpis"] == with_core["kpis"]
    refused = run("--engine", "core")
    assert refused.returncode == 2 and "needs Numba" in refused.stderr


def test_where_numba_is_switched_off_the_reference_runs(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_core = json.loads(call("run", tiny, "-d", "two", "-n", 2, "--json").stdout)
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    done = call("run", tiny, "-d", "two", "-n", 2, "-j", 1, "--json")
    assert done.exit_code == 0
    assert "the reference engine runs" in done.stderr and "NUMBA_DISABLE_JIT" in done.stderr
    assert json.loads(done.stdout)["kpis"] == with_core["kpis"]
    refused = call("run", tiny, "--engine", "core")
    assert refused.exit_code == 2 and "switched off" in refused.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are POSIX")
def test_a_pipe_or_a_device_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    for path in (tmp_path / "pipe.yaml", Path("/dev/zero")):
        for words in (["check"], ["run"], ["batch", "--store", tmp_path / "s"]):
            done = call(*words, path)
            assert done.exit_code == 2
            assert "a scenario file is wanted" in done.stderr


def test_o2_answers_60_percent_today() -> None:
    """The published step 0, and the ladder's end, from the command line."""
    found = json.loads(call("compare", O2, "--json", "--no-intervals", "-n", 20, "--quiet").stdout)
    rate = {(r["design"], r["name"]): r["estimate"] for r in found["kpis"] if r["kpi"] == "answer_rate"}
    assert rate["today", "total"] == pytest.approx(0.60, abs=0.02)
    assert rate["specialised", "sales"] == pytest.approx(0.95, abs=0.02)
    assert rate["forecast", "sales"] == pytest.approx(0.95, abs=0.02)
    assert rate["forecast", "service"] == pytest.approx(0.85, abs=0.02)


# ---- warnings ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["compare"], ["run"], ["run", "-d", "one"]])
def test_a_line_without_end_is_a_warning(overloaded: Path, tmp_path: Path, words: list[str]) -> None:
    """On standard error in words, in the JSON as an object; the exit code stays 0."""
    verb, *more = words
    done = call(verb, overloaded, *more, "--json", "--no-intervals", "-q")
    assert done.exit_code == 0
    (warned,) = json.loads(done.stdout)["warnings"]
    assert (warned["design"], warned["type"]) == ("one", "mail")
    assert warned["interval"].startswith(("mon", "tue")) and warned["time_s"] < 2 * 86400
    begun = warned["interval"].capitalize()
    assert done.stderr.startswith(f"warning: the queue of 'mail' grows without end from {begun} of week 1 on in design")
    assert done.stderr.count("warning:") == 1
    assert warned["text"] in done.stderr


def test_a_warning_stands_in_the_report_in_both_languages(overloaded: Path, tmp_path: Path) -> None:
    for language, words in (("en", "grows without end"), ("fr", "s'allonge sans fin")):
        folder = tmp_path / language
        done = call("run", overloaded, "-q", "--lang", language, "-o", folder)
        assert words in done.stderr
        page = (folder / "report.html").read_text(encoding="utf-8")
        assert words in page.replace("&#39;", "'")
        assert 'id="warnings"' in page
    done = call("run", overloaded, "-d", "two", "-q", "-o", tmp_path / "two")
    assert done.stderr == ""
    assert 'id="warnings"' not in (tmp_path / "two" / "report.html").read_text(encoding="utf-8")


def test_every_command_is_found_where_the_table_says() -> None:
    """The table of commands names a file and a function for each, and the help lists them all."""
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert isinstance(command, click.Command) and command.name == name
    assert main.get_command(context, "nonsense") is None
    listed = call("--help").stdout
    assert all(f"  {name} " in listed for name in COMMANDS)


def test_a_command_imports_no_other_commands_file() -> None:
    """So the start of `check` does not grow with the other commands."""
    code = (
        "import sys; from sim.cli import COMMANDS, main\n"
        "main(['check', '--help'], standalone_mode=False)\n"
        "print(*sorted({f'sim.cli.{file}' for file in COMMANDS.values()} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.split() == ["sim.cli.check"]
