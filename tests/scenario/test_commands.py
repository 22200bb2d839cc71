"""The commands check, new, show and schema, as somebody types them."""

import gc
import json
import os
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

import sim
from sim.cli import main, short_process
from sim.scenario.new_file import starter_text
from sim.scenario.schema import design_schema, file_schema
from sim.scenario.yaml_positions import read_tree

ROOT = Path(__file__).parents[2]
HEAVY = ("numba", "scipy", "pandas", "matplotlib", "pyarrow", "simpy", "llvmlite", "IPython")
NOT_TO_CHECK = (
    *HEAVY, "numpy", "holidays", "hypothesis", "dateutil", "importlib.metadata", "email",
    "sim.plan.build", "sim.engines", "sim.report",
)  # fmt: skip
"""What `check` has no use for, beside the heavy libraries."""


def polyvalence(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def starter(tmp_path):
    path = tmp_path / "starter.yaml"
    path.write_text(starter_text("starter"), encoding="utf-8")
    return path


def test_check_says_ok(starter):
    result = polyvalence("check", starter)
    assert result.exit_code == 0
    assert result.stdout == f"{starter}: ok (2 designs, 2 contact types, 4 groups, 1 partner site)\n"


def test_check_says_every_problem_on_standard_error(starter, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(starter_text("x").replace("agents: 12", "agents: many").replace("45 s", "45"), encoding="utf-8")
    result = polyvalence("check", wrong, starter, tmp_path / "nope.yaml")
    assert result.exit_code == 2
    assert ": ok (" in result.stdout
    assert len(result.stderr.splitlines()) == 3
    assert "Traceback" not in result.output


@pytest.mark.parametrize("words", [["check"], ["chek"], ["check", "--fast"], ["show"], ["new"], ["--nonsense"]])
def test_wrong_usage_is_bad_input(words):
    assert polyvalence(*words).exit_code == 2


def test_new_writes_a_file_that_passes_and_never_overwrites(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert polyvalence("new", "my-service").exit_code == 0
    assert polyvalence("check", "my-service.yaml").exit_code == 0
    assert sim.load("my-service.yaml").name == "my-service"
    before = Path("my-service.yaml").read_bytes()
    for name in ("my-service", "my-service.yaml"):
        again = polyvalence("new", name)
        assert again.exit_code == 2
        assert "stays as it is" in again.stderr
    assert Path("my-service.yaml").read_bytes() == before
    assert os.listdir() == ["my-service.yaml"]


@pytest.mark.parametrize("name", ["no/such/folder/x", "", " ", "a\nb"])
def test_new_refuses_odd_names(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    assert polyvalence("new", name).exit_code == 2
    assert os.listdir() == []


def test_new_takes_any_title(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert polyvalence("new", 'l\'été: "2024" #1').exit_code == 0
    assert sim.load('l\'été: "2024" #1.yaml').name == 'l\'été: "2024" #1'


def test_new_does_not_follow_a_link(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("x.yaml").symlink_to("elsewhere.yaml")
    assert polyvalence("new", "x").exit_code == 2
    assert not Path("elsewhere.yaml").exists()


def test_show(starter):
    first = polyvalence("show", starter)
    assert first.exit_code == 0
    assert "designs:\n  polyvalent:" in first.stdout
    other = polyvalence("show", starter, "--design", "specialised")
    assert "writers:" in other.stdout
    wrong = polyvalence("show", starter, "--design", "specialized")
    assert wrong.exit_code == 2
    assert "did you mean 'specialised'" in wrong.stderr


def test_version():
    assert sim.__version__ in polyvalence("--version").stdout
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == sim.__version__


def test_an_unexpected_error_is_one_line_and_exit_1(starter, monkeypatch):
    def broken(path):
        raise RuntimeError("out\nof order")

    monkeypatch.setattr("sim.scenario.loading.load", broken)
    result = polyvalence("check", starter)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "--debug" in result.stderr
    assert isinstance(polyvalence("--debug", "check", starter).exception, RuntimeError)


def test_an_interrupt_is_exit_130(starter, monkeypatch):
    def interrupted(path):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.scenario.loading.load", interrupted)
    assert polyvalence("check", starter).exit_code == 130


# --- the schema -------------------------------------------------------------------------------------------


def test_the_committed_schema_is_the_current_one():
    committed = ROOT / "docs" / "scenario.schema.json"
    text = polyvalence("schema").stdout
    if os.environ.get("REFRESH"):
        committed.write_text(text, encoding="utf-8", newline="\n")
    assert committed.read_text(encoding="utf-8") == text, "REFRESH=1 pytest writes it anew"


def test_both_schemas_are_schemas():
    for schema in (file_schema(), design_schema(), json.loads(polyvalence("schema", "--designs").stdout)):
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", [None, *sorted((ROOT / "scenarios").rglob("*.yaml"))], ids=str)
def test_scenarios_fit_the_schema_and_load(path):
    text = starter_text("x") if path is None else path.read_text(encoding="utf-8")
    content = read_tree(text, "x.yaml").plain()
    validator = jsonschema.Draft202012Validator(file_schema())
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(content)] == []
    of_design = jsonschema.Draft202012Validator(design_schema())
    for design in (content.get("designs") or {}).values():
        assert list(of_design.iter_errors(design or {})) == []
    if path is not None:
        assert sim.load(path).designs


@pytest.mark.parametrize(
    "change",
    [
        {"queston": "x"},
        {"calendar": {"dayz": 3}},
        {"designs": {"a": {"calendar": {}}}},
        {"designs": {"a": {"groups": {"advisers": {"agnets": 3}}}}},
        {"contacts": {"a": {"channel": "cal"}}},
        {"study": {"warm_up": 3}},
    ],
)
def test_the_schema_underlines_slips(change):
    content = read_tree(starter_text("x"), "x.yaml").plain() | change
    assert not jsonschema.Draft202012Validator(file_schema()).is_valid(content)


# --- what is imported -------------------------------------------------------------------------------------

PROBE = """
import runpy, sys
sys.argv = ["polyvalence", *sys.argv[1:]]
try:
    runpy.run_module("sim", run_name="__main__", alter_sys=True)
except SystemExit as end:
    code = end.code or 0
print("MODULES", code, *sys.modules)
"""


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["check", "FILE"], ["schema"], ["show", "FILE"]])
def test_light_commands_import_nothing_heavy(words, starter):
    words = [str(starter) if word == "FILE" else word for word in words]
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    _, code, *modules = done.stdout.splitlines()[-1].split()
    assert code == "0"
    assert [name for name in modules if name.split(".")[0] in HEAVY] == []


@pytest.mark.parametrize("name", ["o2", "vente-privee"])
def test_check_imports_neither_the_engines_nor_all_holidays(name):
    line = [sys.executable, "-c", PROBE, "check", f"scenarios/{name}.yaml"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    _, code, *modules = done.stdout.splitlines()[-1].split()
    assert code == "0"
    assert "sim.scenario.checks.days" in modules
    assert [name for name in modules if name.startswith(NOT_TO_CHECK)] == []


def test_a_brief_command_leaves_everything_as_it_was():
    """Garbage is collected again, and the search for plugins is pydantic's own, also if it wants more of itself."""
    loader = import_module(short_process.PLUGIN_LOADER)
    with short_process.short_process():
        assert not gc.isenabled()
        assert sys.modules[short_process.PLUGIN_LOADER] is loader
    assert gc.isenabled()
    del sys.modules[short_process.PLUGIN_LOADER]
    with short_process.short_process():
        stand_in = sys.modules[short_process.PLUGIN_LOADER]
        assert stand_in.get_plugins() == ()
    assert short_process.PLUGIN_LOADER not in sys.modules
    with short_process.short_process():
        assert sys.modules[short_process.PLUGIN_LOADER].PYDANTIC_ENTRY_POINT_GROUP == "pydantic"
        assert stand_in is not sys.modules[short_process.PLUGIN_LOADER]
    assert sys.modules[short_process.PLUGIN_LOADER].get_plugins is not stand_in.get_plugins


def test_import_sim_is_lazy():
    line = "import sys, sim; sim.ScenarioError; sim.load; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", line], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = done.stdout.split()
    assert [name for name in modules if name.split(".")[0] in (*HEAVY, "numpy")] == []


def test_names_of_the_package():
    assert {"load", "run", "compare", "Scenario", "ScenarioError", "__version__"} <= set(dir(sim))
    assert sim.Scenario.__name__ == "Scenario"
    with pytest.raises(AttributeError, match="nonsense"):
        sim.nonsense
