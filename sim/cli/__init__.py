"""The command `polyvalence`: one small function for each verb.

An analyst types `polyvalence check study.yaml` between two phone calls; the answer has to be there at once,
and in words. So every command imports what it needs when it runs, and a fault of the input never shows a
traceback. The one surprising decision: exit codes are part of the contract (0 done, 2 bad input, 3 a
batch with failures, 130 interrupted, 1 anything else), and all but the batch's are decided in one place, `Desk.invoke`.
"""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from sim.cli.batch_command import batch
from sim.cli.catalogues import kpis, policies
from sim.errors import ScenarioError, TooLargeError, as_warning, harmless
from sim.version import __version__

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

BAD_INPUT, INTERRUPTED = 2, 130

FORCE_HELP = "Try it even if the estimate says that this machine can hardly do it."
POLICY_HELP = "A routing of your own: FILE.py, or FILE.py:NAME. It is a program and runs with all your rights."


class Desk(click.Group):
    """The group of commands, which turns whatever goes wrong into a line of text and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except (ScenarioError, TooLargeError) as error:
            click.echo(str(error), err=True)
            ctx.exit(BAD_INPUT)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            reason = harmless(f"{type(error).__name__}: {error}")
            hint = "`polyvalence --debug ...` shows where"
            click.echo(f"polyvalence stopped on an unexpected {reason} ({hint})", err=True)
            ctx.exit(1)


@click.group(cls=Desk, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="polyvalence")
@click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error.")
def main(debug: bool) -> None:
    """Specialise the advisers of a contact centre, or make them polyvalent? Simulate both and compare."""


for command in (batch, kpis, policies):
    main.add_command(command)


# --- the scenario file: new, check, show, schema ---------------------------------------------------------


@main.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
def check(files: tuple[str, ...]) -> None:
    """Say every mistake in scenario files, with its line, or "ok"."""
    from sim.cli.quick_start import briefly

    with briefly():
        right = [_is_right(file) for file in files]
    if not all(right):
        sys.exit(BAD_INPUT)


def _is_right(file: str) -> bool:
    """Whether a file is without a mistake; said as well."""
    from sim.cli.size_warning import told_of_size
    from sim.scenario.loading import load

    try:
        scenario = load(file)
        for warning in scenario.warnings:
            click.echo(as_warning(warning), err=True)
        if told := told_of_size(scenario):
            click.echo(harmless(f"{file}: warning: {told}"), err=True)
        click.echo(f"{harmless(file)}: ok ({_summary(scenario)})")
    except ScenarioError as error:
        click.echo(str(error), err=True)
        return False
    return True


def _summary(scenario: Scenario) -> str:
    from sim.scenario.scenario import IN_HOUSE

    centres = scenario.designs.values()
    parts = [
        (len(scenario.designs), "design"),
        (len({name for centre in centres for name in centre.contacts}), "contact type"),
        (len({name for centre in centres for name in centre.groups}), "group"),
        (len({name for centre in centres for name in centre.sites if name != IN_HOUSE}), "partner site"),
        (len(scenario.tables) + len(scenario.records), "table"),
    ]
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in parts if count)


@main.command()
@click.argument("file", type=click.Path())
@click.option("--design", "-d", metavar="D", help="Design to show; default: the first.")
def show(file: str, design: str | None) -> None:
    """Show a design whole, with every default written out."""
    from sim.scenario.loading import load
    from sim.scenario.show import resolved_text

    scenario = load(file)
    click.echo(resolved_text(scenario, design or next(iter(scenario.designs))), nl=False)


@main.command()
@click.argument("name")
def new(name: str) -> None:
    """Write NAME.yaml, a commented scenario to start from; never overwrites."""
    from sim.scenario.new_file import write_starter

    path = write_starter(name)
    click.echo(f"{path} is written; try: polyvalence check {path}")


@main.command()
@click.option("--designs", is_flag=True, help="The schema of one design, which may leave anything out.")
def schema(designs: bool) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from sim.scenario.schema import design_schema, file_schema

    click.echo(json.dumps(design_schema() if designs else file_schema(), indent=2, ensure_ascii=False))


# --- running and comparing ------------------------------------------------------------------------------


def _study(command: Any) -> Any:
    """The options that run and compare share."""
    options = (
        click.option("-n", "--replications", type=click.IntRange(1), help="Replications; default: the file's."),
        click.option("-p", "--precision", metavar="P", help="Run on until the interval is within e.g. '1 %'."),
        click.option("-s", "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed; default: the file's."),
        click.option("--engine", type=click.Choice(["core", "reference"]), help="Default: core where Numba is."),
        click.option("-j", "--jobs", type=click.IntRange(0), default=0, help="Workers; 0: all cores."),
        click.option("-o", "--out", type=click.Path(file_okay=False), help="Folder for tables and report."),
        click.option("--format", "form", type=click.Choice(["csv", "parquet"]), default="csv", help="Of the tables."),
        click.option("--lang", type=click.Choice(["en", "fr"]), default="en", help="Language of the output."),
        click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output, nothing else."),
        click.option("--intervals/--no-intervals", default=True, help="Rows by interval in the JSON."),
        click.option("--policy", metavar="FILE.py", help=POLICY_HELP),
        click.option("--force", is_flag=True, help=FORCE_HELP),
        click.option("-q", "--quiet", is_flag=True, help="No progress."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@main.command()
@click.argument("file", type=click.Path())
@click.option("--design", "-d", metavar="D", help="Design to run; default: all.")
@_study
def run(file: str, design: str | None, **how: Any) -> None:
    """Run the designs of a scenario and print their indicators."""
    from sim.experiments import run as run_scenario

    result = _answer(lambda asked: run_scenario(file, design, **asked), how)
    warned = _warnings(result, how["lang"])
    if how["as_json"]:
        click.echo(_json(result, result.provenance, [], warned, how))
    else:
        from sim.report.console import result_text

        click.echo(result_text(result, how["lang"]))
    _write(result, how["out"], how)


@main.command()
@click.argument("file", type=click.Path())
@click.option("--baseline", "-b", metavar="D", help="Design the others are compared with; default: the file's.")
@_study
def compare(file: str, baseline: str | None, **how: Any) -> None:
    """Compare the designs of a scenario on the same customers, and say which is better."""
    from pathlib import Path

    from sim.experiments import compare as compare_scenario

    how["out"] = how["out"] or (None if how["as_json"] else str(Path("results") / Path(file).stem))
    comparison = _answer(lambda asked: compare_scenario(file, baseline=baseline, **asked), how)
    warned = _warnings(comparison, how["lang"])
    if how["as_json"]:
        provenance = {
            **comparison.result.provenance,
            "baseline": comparison.baseline,
            "verdict": comparison.verdict,
        }
        click.echo(_json(comparison.result, provenance, comparison.difference_rows, warned, how))
    else:
        from sim.report.console import comparison_text

        click.echo(comparison_text(comparison, how["lang"]))
    _write(comparison, how["out"], how)


@main.command()
@click.argument("file", type=click.Path())
@click.option("--design", "-d", metavar="D", help="Design to invoice; default: all.")
@click.option("--replication", "-r", type=click.IntRange(0), help="The invoices of this replication, not the means.")
@_study
def invoice(file: str, design: str | None, replication: int | None, **how: Any) -> None:
    """Print the partners' invoices, month by month, line by line, and who bears the risk."""
    from sim.experiments import run as run_scenario

    if replication is not None and (how["replications"] or 0) <= replication:
        how["replications"] = replication + 1
    result = _answer(lambda asked: run_scenario(file, design, **asked), how)
    _warnings(result, how["lang"])
    if how["as_json"]:
        found = {"provenance": result.provenance, "invoices": result.invoice_rows(), "money": result.money_rows()}
        click.echo(json.dumps(_plain(found), ensure_ascii=False, allow_nan=False))
    else:
        from sim.report.invoices import invoice_text

        click.echo(invoice_text(result, how["lang"], replication))
    _write(result, how["out"], how)


@main.command()
@click.argument("file", type=click.Path())
@click.option("--design", "-d", metavar="D", help="Design to trace; default: the first.")
@click.option("--replication", "-r", type=click.IntRange(0), default=0, help="Number of the replication.")
@click.option("-s", "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed; default: the file's.")
@click.option("--engine", type=click.Choice(["core", "reference"]), help="Default: core where Numba is.")
@click.option("--policy", metavar="FILE.py", help=POLICY_HELP)
@click.option("--force", is_flag=True, help=FORCE_HELP)
def trace(file: str, design: str | None, engine: str | None, policy: str | None, **how: Any) -> None:
    """Print the contact log of one replication as CSV; both engines give the same bytes."""
    from sim.engines.run import known_engine
    from sim.experiments.contact_log import trace as lines
    from sim.experiments.results import known_design
    from sim.jit.compiler import told_to
    from sim.scenario import arguments
    from sim.scenario.loading import load

    scenario = load(file)
    chosen = design or next(iter(scenario.designs))
    try:
        known_design(scenario, chosen)
        chosen_engine = known_engine(engine)
        arguments.replication(how["replication"])
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    for warning in scenario.warnings:
        _say_aside(as_warning(warning))
    with told_to(_say_aside):
        for line in lines(scenario, chosen, engine=chosen_engine, policy=_policy(policy), **how):
            click.echo(line)


def _say_aside(sentence: str) -> None:
    """A sentence for the reader that is no part of the answer."""
    click.echo(harmless(sentence), err=True)


def _policy(given: str | None) -> Any:
    """The policy of this file; what it has to say is told on standard error."""
    from sim.engines.own_policy import policy_of

    policy = policy_of(given)
    if policy is not None:
        policy.tell = _say_aside
    return policy


def _answer(ask: Any, how: dict[str, Any]) -> Any:
    """Run with a progress bar; what the caller asked wrongly becomes a usage error."""
    from sim.cli.output_paths import need_folder
    from sim.scenario.units import share

    need_folder(how["out"])
    asked = {key: how[key] for key in ("replications", "seed", "engine", "jobs", "force")}
    try:
        asked["precision"] = share(how["precision"]) if how["precision"] is not None else None
        asked["policy"] = _policy(how["policy"])
        with _Bar(how["quiet"]) as bar:
            return ask({**asked, "tell": bar.tell})
    except (ScenarioError, TooLargeError):
        raise
    except ValueError as error:
        raise click.UsageError(harmless(str(error))) from None


class _Bar:
    """A progress bar on standard error, silent where nobody looks; says so when the core has to be compiled."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self.bar: Any = None
        self.shown: tuple[str, int] | None = None
        self.open = ExitStack()

    def __enter__(self) -> _Bar:
        from sim.jit.compiler import told_to

        if not self.quiet:
            self.open.enter_context(told_to(self.say))
        return self

    def __exit__(self, *_: object) -> None:
        self.open.close()
        if self.bar is not None:
            self.bar.close()

    def say(self, sentence: str) -> None:
        """A sentence beside the bar."""
        if self.bar is not None:
            self.bar.clear()
        _say_aside(sentence)

    def tell(self, design: str, done: int, wanted: int) -> None:
        """One more replication of a design is done."""
        from tqdm import tqdm

        if self.quiet:
            return
        if self.shown != (design, wanted):
            if self.bar is not None:
                self.bar.close()
            self.shown = (design, wanted)
            self.bar = tqdm(total=wanted, initial=done - 1, desc=design, unit="rep", disable=None, leave=False)
        self.bar.update(1)


Rows = list[dict[str, Any]]


def _warnings(answer: Any, language: str) -> Rows:
    """What makes the figures doubtful, told on standard error."""
    from sim.report.notes import warnings
    from sim.report.view import view_of
    from sim.report.words import phrase

    found = warnings(view_of(answer, language))
    for warned in found:
        click.echo(harmless(phrase("warned", language, text=warned.text)), err=True)
    return [warned._asdict() for warned in found]


def _json(result: Any, provenance: dict[str, Any], differences: Rows, warned: Rows, how: dict[str, Any]) -> str:
    """The contract's one object; what is not a number is null."""
    rows = result.rows(how["intervals"])
    found = {"provenance": provenance, "kpis": rows, "differences": differences, "warnings": warned}
    found |= {"invoices": result.invoice_rows(), "money": result.money_rows()}
    return json.dumps(_plain(found), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    from math import isfinite

    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not isfinite(value) else value


def _write(answer: Any, out: str | None, how: dict[str, Any]) -> None:
    """Tables and report, where a folder is given."""
    if out is None:
        return
    from pathlib import Path

    from sim.report.html import write_report
    from sim.report.tables import write_tables
    from sim.report.words import phrase

    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_tables(answer, folder, how["form"], how["lang"])
        page = write_report(answer, folder / "report.html", how["lang"])
    except (OSError, ValueError) as error:
        raise click.UsageError(f"the folder '{out}' cannot be written: {error}") from None
    click.echo(phrase("written", how["lang"], page=page), err=how["as_json"])
