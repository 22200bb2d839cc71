"""Text for the terminal: it fits, it lines up, and it explains its ±."""

from __future__ import annotations

import pytest

from sim.experiments import compare
from sim.report import comparison_text, result_text
from sim.report.console import WIDTH, _terminal_width
from sim.report.view import Value, view_of
from tests.report.shapes import SHAPES


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("shape", SHAPES)
def test_it_fits_a_terminal(compared, shape, language):
    text = comparison_text(compared(shape), language)
    assert max(_terminal_width(line) for line in text.splitlines()) <= WIDTH
    assert all(line == line.rstrip() for line in text.splitlines())
    assert "nan" not in text and "\t" not in text and "\u00a0" not in text
    assert not text.endswith("\n")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_tells_the_whole_story(compared, language):
    comparison = compared("everything")
    text = " ".join(comparison_text(comparison, language).split())
    assert text.startswith("Everything on the floor ====")
    for part in (comparison.scenario.question, comparison.verdict_in(language)):
        assert " ".join(part.split()) in text
    row = comparison.deciding()[0]
    assert comparison.amounts(language).gap(row["difference"], "share") in text
    expected = "the true value lies within it with 95 % confidence"
    assert (expected if language == "en" else "la vraie valeur s'y trouve avec 95 % de confiance") in text


def test_figures_stand_in_columns(compared):
    lines = comparison_text(compared("everything")).splitlines()
    rule = next(number for number, line in enumerate(lines) if set(line) == {"-"})
    head = lines[rule - 1]
    assert "One pool" in head and "Two pools" in head
    end = head.index("Two pools") + len("Two pools")
    figures = [line for line in lines[rule + 1 : lines.index("", rule)] if "±" in line]
    assert figures
    assert all(line[end - 1] != " " and line[end : end + 2] in ("", "  ") for line in figures)


def test_the_uncertainty_is_the_interval_of_the_tables(compared):
    """After ± where both sides are written alike, else as a range: nowhere another interval than in the tables."""
    comparison, shown = compared("everything"), 0
    text = " ".join(comparison_text(comparison).split())
    rows = comparison.kpis[comparison.kpis["scope"] == "total"]
    for row in rows[rows["kpi"].isin(["occupancy", "answer_rate", "fcr_true"])].to_dict("records"):
        value, low, high = (100 * row[name] for name in ("estimate", "low", "high"))
        below, above = f"{value - low:.1f}", f"{high - value:.1f}"
        uncertainty = [f"± {above}"] if below == above else [f"({low:.1f} –", f"{high:.1f} %)"]
        assert all(part in text for part in (f"{value:.1f} %", *uncertainty)), (row, text)
        shown += 1
    assert shown == 9


def test_too_many_designs_go_on_in_another_table(scenario):
    """Seven designs: the uncertainty goes below the figures, and the designs into two tables of about equal width."""
    designs = "\n".join(f"          design number {n}: {{groups: {{g: {{agents: {n}}}}}}}" for n in range(1, 8))
    made = scenario(f"""
        name: Seven
        calendar: {{days: 1, opening: 09:00-12:00}}
        contacts: {{a: {{channel: call, volume: {{per_hour: 9}}, handling: {{talk: 4 min}}}}}}
        groups: {{g: {{agents: 1, skills: {{a: {{}}}}}}}}
        designs:
{designs}
    """)
    text = comparison_text(compare(made, replications=2))
    assert "Designs 1 to 4 of 7" in text and "Designs 5 to 7 of 7" in text
    assert text.count("Occupancy") == 2
    assert max(_terminal_width(line) for line in text.splitlines()) <= WIDTH


def test_names_cannot_move_the_cursor(scenario):
    made = scenario("""
        name: "red \\e[31m and\\nnew line"
        calendar: {days: 1, opening: 09:00-12:00}
        contacts: {a: {channel: call, label: "b\\rc", volume: {per_hour: 9}, handling: {talk: 4 min}}}
        groups: {g: {agents: 1, skills: {a: {}}}}
        designs: {x: {}, y: {label: "工作 y", groups: {g: {agents: 2}}}}
    """)
    text = comparison_text(compare(made, replications=2))
    assert "\x1b" not in text and "\r" not in text
    assert text.splitlines()[0] == "red [31m and new line"
    assert "工作 y" in text


def test_a_plain_result(ran):
    text = result_text(ran("everything", "split", 4), "fr")
    assert "Two pools" in text and "Réponse :" in text and "écart avec" not in text
    alone = result_text(ran("everything", "pool", 1))
    assert "One replication only" in alone and "±" not in alone


@pytest.mark.parametrize(
    ("value", "unit", "half", "span"),
    [
        ((0.1055, 0.1051, 0.1060), "share", "0.1", "10.5 – 10.6 %"),  # 0.04 and 0.05: the same but for the rounding
        ((0.6030, 0.5964, 0.6082), "share", "", "59.6 – 60.8 %"),
        ((0.0750, 0.0748, 0.0752), "share", "0.02", "7.48 – 7.52 %"),
        ((0.9998, 0.9997, 0.9999), "share", "", "99.97 – 99.99 %"),
        ((0.5, 0.5, 0.5), "share", "0.0", ""),
        ((0.0002, 0.0, 0.0004), "share", "", "0.00 – 0.04 %"),
        ((1.41, 1.4062, 1.4138), "ratio", "0.00", "1.41 – 1.41"),
        ((7.0, 6.99, 9.0), "s", "", "7.0 s – 9.0 s"),
        ((4.2, 4.1988, 4.2013), "money", "0.00", "4.20 – 4.20"),
        ((168.0, 168.0, 168.0), "h", "0", ""),
    ],
)
def test_sides_that_are_as_good_as_equal_stand_after_one_sign(compared, value, unit, half, span):
    """A range is for intervals that are really longer on one side; what is as good as nothing is not shown."""
    view = view_of(compared("everything"), "en")
    value_shown = Value(*value)
    assert (view.half(value_shown, unit), view.span(value_shown, unit)) == (half, span)
