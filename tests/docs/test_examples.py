"""Every example of every page is run: commands, Python, scenarios.

Each page has a folder of its own, with the scenarios and the examples of the repository in it; its blocks run there
in the order of the page. Commands that take long are run with three replications. `make` and `pip` are left to the
continuous integration, which begins with them.

On the first page every command is a process, as at a reader's desk, and so is whatever asks a cluster or has a
pipe that is shut early. On the other pages a command is a call of the same function, for each process would read the
compiled core and the libraries anew.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.scenario.yaml_positions import read_tree
from tests.docs.pages import LANGUAGES, PAGES, ROOT, Fence, fences, name_of

NOT_HERE = ("make", "python -m pip", "pytest")
QUICK = "-n 3"
CALLED = re.compile(
    r"polyvalence (?P<words>(?!batch .*--cluster)[^|<>;&$`\n]+?)"
    r"(?: \| (?P<through>(?!head )[^|<>;&$`\n]+)| > (?P<into>[\w.]+))?"
)
"""A command that a call can stand for: alone, through one other command, or into a file."""
NOISE = re.compile(r"^compiling the core.*\n", re.MULTILINE)
Execute = Callable[[str], "subprocess.CompletedProcess[str]"]
WITH_EXAMPLES = [page for page in PAGES if fences(page)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a reader would stand: the scenarios beside, the command on the path."""
    for part in ("scenarios", "docs/examples"):
        shutil.copytree(ROOT / part, tmp_path / part)
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def bash(command: str) -> subprocess.CompletedProcess[str]:
    """Run as typed; what it says on both channels is one text."""
    script = f"set -eo pipefail\n{command}\n"
    return subprocess.run(
        ["bash", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300
    )


def call(command: str) -> subprocess.CompletedProcess[str]:
    """The same without a process, where that is possible."""
    found = CALLED.fullmatch(command)
    if found is None:
        return bash(command)
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        done = CliRunner().invoke(main, shlex.split(found["words"]), prog_name="polyvalence")
    output = done.output
    if found["into"]:
        Path(found["into"]).write_text(done.stdout, encoding="utf-8", newline="")
        output = done.stderr
    elif found["through"]:
        after = ["bash", "-c", found["through"]]
        output = (
            done.stderr + subprocess.run(after, input=done.stdout, capture_output=True, text=True, check=True).stdout
        )
    return subprocess.CompletedProcess(command, done.exit_code, output)


def said(output: str) -> str:
    """What the reader sees, without the remark of a first start."""
    return NOISE.sub("", output)


def pattern_of(expected: str) -> re.Pattern[str]:
    """The output shown, in which `...` stands for anything in its line, and alone in a line for any lines."""
    lines = []
    for line in expected.splitlines():
        anything = line.strip() == "..."
        lines.append(r"(?:.*\n)*?" if anything else re.escape(line).replace(r"\.\.\.", ".*") + r"\n")
    return re.compile("".join(lines))


# ---- the blocks -------------------------------------------------------------------------------------------


def run_console(fence: Fence, execute: Execute) -> None:
    """Commands after `$`, each followed by what it says."""
    for part in re.split(r"^\$ ", fence.body, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        done = execute(command)
        assert "Traceback" not in done.stdout, done.stdout
        if expected:
            assert pattern_of(expected).fullmatch(said(done.stdout)), f"$ {command}\n{done.stdout}"
        else:
            assert done.returncode == 0, f"$ {command}\n{done.stdout}"


def run_shell(fence: Fence, execute: Execute) -> None:
    """Commands whose output is not shown."""
    for line in fence.body.splitlines():
        command = re.split(r"\s+# ", line)[0].strip()
        if not command or command.startswith(("#", *NOT_HERE)):
            continue
        if re.match(r"polyvalence (run|compare) ", command) and " -n " not in command:
            command += f" {QUICK}"
        done = execute(command)
        assert done.returncode == 0, f"{command}\n{done.stdout}"


def run_python(fence: Fence, page: Path, names: dict[str, Any]) -> None:
    """The names of a page's earlier blocks are known in the later ones."""
    code = "\n" * fence.line + fence.body
    exec(compile(code, str(page), "exec"), names)


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=name_of)
def test_examples_of_a_page(page: Path, folder: Path) -> None:
    names: dict[str, Any] = {}
    execute = bash if page.name == "README.md" else call
    for fence in fences(page):
        if fence.name:
            (folder / fence.name).write_text(fence.body, encoding="utf-8")
    for fence in fences(page):
        if fence.language == "console":
            run_console(fence, execute)
        elif fence.language == "sh":
            run_shell(fence, execute)
        elif fence.language == "python":
            run_python(fence, page, names)


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=name_of)
def test_whole_scenarios_load(page: Path, folder: Path) -> None:
    for fence in fences(page):
        if fence.name:
            (folder / fence.name).write_text(fence.body, encoding="utf-8")
    for fence in fences(page):
        if fence.language == "yaml" and "calendar" in read_tree(fence.body, name_of(page)).value:
            path = folder / (fence.name or "unnamed.yaml")
            path.write_text(fence.body, encoding="utf-8")
            assert sim.load(path).designs


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=name_of)
def test_every_block_is_of_a_kind_that_is_tested(page: Path) -> None:
    assert {fence.language for fence in fences(page)} <= LANGUAGES


def test_what_a_call_stands_for(folder: Path) -> None:
    """Said, sent through another command, or written: as in a shell."""
    assert CALLED.fullmatch("polyvalence trace a.yaml | head -3") is None
    assert CALLED.fullmatch("polyvalence batch a.yaml --cluster b.json") is None
    for command in (
        "polyvalence check scenarios/o2.yaml",
        "polyvalence check docs/examples/mistakes.yaml",
        "polyvalence policies | cut -c1-20",
        "polyvalence schema > a.json",
    ):
        assert CALLED.fullmatch(command)
        by_call, by_shell = call(command), bash(command)
        assert (by_call.returncode, by_call.stdout) == (by_shell.returncode, by_shell.stdout)
    written = (folder / "a.json").read_bytes()
    call("polyvalence schema > b.json")
    assert (folder / "b.json").read_bytes() == written


def test_the_pattern_of_an_output() -> None:
    """Dots stand for anything, everything else for itself."""
    shown = pattern_of("a (1)\n...\nlast ... line\n")
    assert shown.fullmatch("a (1)\nb\nc\nlast but one line\n")
    assert shown.fullmatch("a (1)\nlast  line\n")
    assert not shown.fullmatch("a (2)\nlast x line\n")
    assert not shown.fullmatch("a (1)\nlast x line\nmore\n")
