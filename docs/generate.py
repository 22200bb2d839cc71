"""Writes what the pages must not say from memory: indicators, the words of a scenario file, O2's figures.

    python -m docs.generate              the generated pages, in a second
    python -m docs.generate --figures    and O2's tables, verdict and picture, in a minute or two

Decision: the sentences are those of the code. A page that is generated is compared with the
code on every run of the tests, so it cannot say anything else.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import types
import typing
from pathlib import Path
from typing import Any

from annotated_types import Ge, Gt, Le

from sim.figures.sheets import MEANINGS
from sim.kpis.dictionary import KPIS, SCOPES, UNITS, Kpi
from sim.scenario import format_values
from sim.scenario.nouns import money, study, value_types
from sim.scenario.nouns.field_docstrings import sentence_of
from sim.scenario.nouns.routing import RankOrNever
from sim.scenario.nouns.value_types import Noun
from sim.scenario.policies import POLICIES
from sim.scenario.scenario import ScenarioFile
from sim.scenario.schema import design_schema, file_schema

DOCS = Path(__file__).parent
NOTE = "<!-- Written by `python -m docs.generate` from {source}; change it there. -->"


# ---- indicators -------------------------------------------------------------------------------------------


def indicators_page() -> str:
    """The dictionary of indicators as a page."""
    lines = [
        "# Indicators",
        "",
        NOTE.format(source="sim/kpis/dictionary.py"),
        "",
        "What exactly does a figure count? Every indicator, with its formula, its unit and its French name.",
        "`polyvalence kpis` prints the same list, `polyvalence kpis --lang fr` the French names.",
        "",
        "- A formula is made of sums over all replications: a ratio is the ratio of the sums, never a mean of ratios.",
        "- A contact counts in the interval in which it *arrived*, also when it is answered later. People's time",
        "  counts in the interval in which it passes.",
        "- *By interval*: also given for each interval of the week.",
        "- A ratio over nothing has no value. It is left out, and is neither 0 nor 100 %.",
        f"- Scopes: {', '.join(f'`{scope}`' for scope in SCOPES)}. Not every indicator has a value in every scope: a",
        "  contact type has no occupancy, a group has no abandonments.",
        "- *In totals: calls and chats, if there are any* means: in the scopes `total` and `site`, e-mails, tasks",
        "  and messages are left out unless there is nothing else. An e-mail that waits for a night would drown every",
        "  caller.",
        "- The scope `type-group`, with names such as `sales / advisers`, has what each group did of each type it can",
        "  take, where it answered any: contacts answered and their share of the type's, waits and handling of those.",
        "- Quantiles come from counts in bins, 64 for each doubling, exact to the width of a bin: at most 1.6 %",
        "  of the value (a wait of 0 s has a bin of its own). So they take no more room for more contacts. Those of",
        "  all waits (`wait_p90`) and of those answered (`answered_wait_p90`) differ where customers give up, either",
        "  way: the patient wait longest. `asa` is of those answered, `mean_wait` of all.",
        "",
        "The words of the formulas are at the end of the page.",
        "",
        "| indicator | unit | English | French | definition | better | by interval |",
        "|---|---|---|---|---|---|---|",
    ]
    for kpi in KPIS.values():
        better = {1: "more", -1: "less", 0: ""}[kpi.better]
        cells = (f"`{kpi.id}`", kpi.unit, kpi.english, kpi.french, _cell(_definition(kpi)), better)
        lines.append(f"| {' | '.join(cells)} | {'yes' if kpi.by_interval else ''} |")
    lines += _how_often()
    lines += ["", "## Units", "", "| unit | meaning | French |", "|---|---|---|"]
    lines += [f"| {unit} | {words['en']} | {words['fr']} |" for unit, words in UNITS.items()]
    lines += ["", "## The sums in the formulas", "", "| sum | what is counted |", "|---|---|"]
    lines += [f"| `{name}` | {meaning} |" for name, meaning in MEANINGS.items() if name in named_sums()]
    return "\n".join(lines) + "\n"


def _how_often() -> list[str]:
    """The measured coverage of the intervals, and where it is less."""
    with (DOCS / "coverage.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    services = [name for name in rows[0] if name not in ("what", "kpi")]
    of = {(row["what"], row["kpi"]): [row[name] or "–" for name in services] for row in rows}
    heads = [f"{what}, {name}" for what in ("itself", "difference") for name in services]
    lines = [
        "",
        "## How often the intervals hold",
        "",
        "Of two thousand intervals at 95 %, each of twenty replications, so many hold the truth, in %: of the",
        "indicator itself and of its difference between two designs, in a service where *plenty* happens, one where",
        "events are *scarce*, and one where they are *rare* (three calls a day). Where events are rare, intervals are",
        "exact and hold more often than they need to. No figure: the service has no such thing, or it never varies.",
        "[How it is measured](trusting-it.md#what-95--confidence-is-worth).",
        "",
        f"| indicator | {' | '.join(heads)} |",
        "|---|" + "---:|" * len(heads),
    ]
    for name in dict.fromkeys(row["kpi"] for row in rows):
        cells = [cell for what in ("value", "difference") for cell in of.get((what, name), ["–"] * len(services))]
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    lines += ["", *(f"- `{kpi.id}`: {kpi.caution}." for kpi in KPIS.values() if kpi.caution)]
    lines += [
        "- Differences of `overtime`, and of `paid_hours`, `wages` and `cost_total` where nothing but overtime makes",
        "  them differ, depend on a few long evenings, and hold less often.",
    ]
    return lines


def named_sums() -> set[str]:
    """The sums that a formula of an indicator names, and those by which others are explained."""
    named = {name for kpi in KPIS.values() for name in (*kpi.numerator, *kpi.denominator)}
    return {"in_time", "quick", "short", *named}


def _definition(kpi: Kpi) -> str:
    """The definition in the code, without the brackets around single words."""
    return re.sub(r"\((\w+)\)", r"\1", kpi.definition)


# ---- the words of a scenario file -------------------------------------------------------------------------

KINDS: tuple[tuple[Any, str], ...] = (
    (value_types.Date, "date"),
    (value_types.Number, "number"),
    (value_types.Whole, "whole number"),
    (value_types.Duration, "[duration](guides/scenario-files.md#durations)"),
    (value_types.Share, "[share](guides/scenario-files.md#shares)"),
    (value_types.Slowdown, "[share](guides/scenario-files.md#shares), may be negative"),
    (value_types.Factor, "[share](guides/scenario-files.md#shares), or a factor"),
    (value_types.Correlation, "[share](guides/scenario-files.md#shares), from -100 % to 100 %"),
    (value_types.Law, "[law](guides/scenario-files.md#laws)"),
    (value_types.Target, "[target](guides/scenario-files.md#targets)"),
    (value_types.Clock, "time of day"),
    (value_types.Window, "window of the day"),
    (value_types.Language, "language, two letters"),
    (value_types.Languages, "list of: languages, two letters"),
    (value_types.TimeZone, "name of a time zone"),
    (value_types.Period, "[period](guides/partners.md#periods)"),
    (value_types.HourFactors, "hours with factors"),
    (value_types.Rates, "instants with rates"),
    (value_types.Capacity, "number, or a CSV"),
    (value_types.Heads, f"number, 0 to {value_types.MOST_AGENTS}"),
    (value_types.CountsFile, "[CSV](guides/demand.md#several-queues-in-one-file)"),
    (value_types.FlowShare, "[share, perhaps by hours](guides/partners.md#who-gets-what)"),
    (study.Matters, "[least difference](guides/comparing.md#what-matters)"),
    (study.Indicators, "list of: indicators"),
    (value_types.OneOrMoreTypes, "contact type name, or [several with their shares](guides/transfers.md#the-rule)"),
    (value_types.Week, "[opening hours](guides/scenario-files.md#opening-hours)"),
    (RankOrNever, "rank from 1, or `never`"),
    (money.Rate, "[price](guides/contracts.md#prices)"),
    (money.Bound, "value of the indicator: a share, a duration or a number"),
    (money.NoticeText, "[notice](guides/contracts.md#bands)"),
    (money.Amount, "number"),
    (str, "text"),
    (bool, "true or false"),
)
NAMES = {
    "channels": "channels",
    "orders": "names of orders",
    "contacts": "contact type names",
    "becomes": "contact type names",
    "correlation": "contact type names",
    "queue": "numbers waiting ahead",
    "wait": "durations",
    "months": "months or ranges of them",
    "peaks": "dates, ranges of them, or feasts",
    "skills": "contact type names",
    "queue_above": "contact type names",
    "oldest_wait_above": "contact type names",
    "service_level_below": "contact type names",
    "free_agents_below": "group names",
    "busy_share_above": "group names",
    "agent_ranks": "names",
    "contact_ranks": "names",
    "ramp_up": "dates, ranges of them, or feasts",
    "share": "contact type names",
    "groups": "group names",
    "shifts": "names of shifts",
    "people": "names of people",
    "levels": "names of levels",
    "support": "names of roles",
    "sites": "site names",
    "fixed_per_month": "names of costs",
    "requests": "months (2024-03)",
    "designs": "design names",
    "weekdays": "days",
    "assumptions": "keys",
    "published": "keys or figures",
}
"""What the names in a mapping are."""
ALIKE = {"label": "Name in reports; default: the key.", "currency": "Currency of wages, prices and costs."}
"""Sentences for the fields that have none of their own."""
PER_CENT = (value_types.Share, value_types.Slowdown, value_types.Factor, value_types.Correlation)
"""Numbers that are written with a per cent sign."""


def reference_page() -> str:
    """Every word of a scenario file, from the models."""
    lines = [
        "# The words of a scenario file",
        "",
        NOTE.format(source="sim/scenario/scenario.py and sim/scenario/nouns"),
        "",
        "Which keys may stand in a scenario file, and what does each mean? The way of writing values is in",
        "[scenario files](guides/scenario-files.md). `polyvalence schema` prints the same as a JSON Schema for",
        "editors, `polyvalence show FILE` a file with every default written out.",
        "",
        "A key is required where the default says so. Unknown keys are refused.",
        "",
        "## The file",
        "",
        *_table(ScenarioFile),
        "",
        "## A design",
        "",
        design_schema()["description"],
        "",
        "| key | value | meaning |",
        "|---|---|---|",
    ]
    for key, one in design_schema()["properties"].items():
        value = "text" if key in ("from", "label") else f"differences, as in [the file](#the-file), of `{key}`"
        about = one["description"] if "description" in one else _about(ScenarioFile, key)
        lines.append(f"| `{key}` | {value} | {_cell(about)} |")
    for model in _models():
        lines += ["", f"## {model.__name__}", "", _line(model.__doc__ or ""), "", *_table(model)]
    return "\n".join(lines) + "\n"


def _models() -> list[type[Noun]]:
    """The models below the file, each once, in the order in which they are met."""
    found: list[type[Noun]] = []

    def visit(model: type[Noun]) -> None:
        for hint in typing.get_type_hints(model, include_extras=True).values():
            for one in (hint, *typing.get_args(hint)):
                if isinstance(one, type) and issubclass(one, Noun) and one not in found:
                    found.append(one)
                    visit(one)

    visit(ScenarioFile)
    return found


def _table(model: type[Noun]) -> list[str]:
    rows = ["| key | value | default | meaning |", "|---|---|---|---|"]
    hints = typing.get_type_hints(model, include_extras=True)
    for key, known in sorted(model.model_fields.items(), key=lambda item: not item[1].is_required()):
        value = _kind(key, hints[key]) + _bounds(hints[key], known.metadata)
        default = "required" if known.is_required() else _default(hints[key], known.default)
        rows.append(f"| `{key}` | {value} | {default} | {_cell(_about(model, key))} |")
    return rows


def _about(model: type[Noun], key: str) -> str:
    sentence = sentence_of(model, key) or ALIKE.get(key)
    if sentence is None:
        hint = typing.get_type_hints(model)[key]
        below = [one for one in (hint, *typing.get_args(hint)) if isinstance(one, type) and issubclass(one, Noun)]
        sentence = below[0].__doc__ if below else ""
    return _line(sentence or "")


def _kind(key: str, hint: Any) -> str:
    """What may stand there, in words."""
    for one, words in KINDS:
        if hint is one:
            return words
    if isinstance(hint, type) and issubclass(hint, Noun):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return ", ".join(f"`{word}`" for word in inside)
    if origin is dict:
        of = "[design](#a-design)" if key == "designs" else _kind(key, inside[1])
        return (
            f"{NAMES[key]} with a {of} each" if typing.get_origin(inside[1]) is not dict else f"{NAMES[key]} with {of}"
        )
    if origin is tuple:
        return f"list of: {_kind('', inside[0])}"
    if origin in (typing.Union, types.UnionType):
        return _kind(key, next(one for one in inside if one is not types.NoneType))
    raise TypeError(f"no words for {hint!r}")


def _bounds(hint: Any, metadata: list[Any]) -> str:
    """The limits of a number, in the way it is written; none where a share may be anything."""
    shares = any(one in PER_CENT for one in (hint, *typing.get_args(hint)))
    times = any(one is value_types.Duration for one in (hint, *typing.get_args(hint)))
    write = format_values.share if shares else _as_duration if times else "{:g}".format
    low = [write(one.ge) for one in metadata if isinstance(one, Ge)]
    low += [f"above {write(one.gt)}" for one in metadata if isinstance(one, Gt)]
    high = [write(one.le) for one in metadata if isinstance(one, Le) and one.le < 1e6]
    if not low or (low, high) == (["0 %"], ["100 %"]):
        return ""
    if high:
        return f", {low[0]} to {high[0]}"
    return f", {low[0]}" if low[0].startswith("above") else f", {low[0]} or more"


def _as_duration(seconds: float) -> str:
    return str(format_values.duration(float(seconds)))


def _default(hint: Any, value: Any) -> str:
    """A default as a file would say it; nothing where silence means no value."""
    if value is None or value == {} or value == () or isinstance(value, Noun):
        return ""
    if hint is value_types.Week:
        value = format_values.opening(value)
    elif hint in PER_CENT:
        value = format_values.share(value)
    elif isinstance(value, bool):
        value = str(value).lower()
    elif isinstance(value, float):
        value = f"{value:g}"
    return f"`{value}`" if value != "" else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


# ---- policies ---------------------------------------------------------------------------------------------

SIDES = {
    "agent": "Which agent for this contact",
    "contact": "Which contact for this agent",
    "both": "Both questions",
    "door": "Who may take what at all",
}


def policies_page() -> str:
    """Every policy of the router, from its table."""
    lines = [
        "# Policies of routing",
        "",
        NOTE.format(source="sim/scenario/policies.py"),
        "",
        "Which policies are there, how does the file say them, and who described them? How they work together is told",
        "in [routing](routing.md). `polyvalence policies` prints the same.",
    ]
    for side, title in SIDES.items():
        lines += ["", f"## {title}", "", "| policy | what it does | in the file | source |", "|---|---|---|---|"]
        for policy in (one for one in POLICIES if one.side == side):
            written = f"`{policy.written}`" if any(sign in policy.written for sign in ":_") else policy.written
            cells = (policy.name, policy.sentence, written, policy.source)
            lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


# ---- writing ----------------------------------------------------------------------------------------------

PAGES = {
    "guides/policies.md": policies_page,
    "guides/indicators.md": indicators_page,
    "scenario-reference.md": reference_page,
    "scenario.schema.json": lambda: json.dumps(file_schema(), indent=2, ensure_ascii=False) + "\n",
}


def main() -> None:
    """Write the generated pages, and on demand O2's figures."""
    parser = argparse.ArgumentParser(prog="python -m docs.generate", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--figures", action="store_true", help="also run O2 and renew its tables and picture")
    asked = parser.parse_args()
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
    if asked.figures:
        from docs.o2_figures import renew

        renew()


if __name__ == "__main__":
    main()
