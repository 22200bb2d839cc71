"""The page: one file that needs nothing else, says what the figures say, and is whole or not there."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser

import pytest

from sim.experiments import compare
from sim.experiments.comparison import Comparison
from sim.experiments.looks import Looks
from sim.kpis.dictionary import KPIS
from sim.report import write_report
from sim.report.assumptions import as_written, value_of
from sim.report.html import answer, command_line, report_html
from sim.report.view import view_of
from tests.report.shapes import AND, NASTY, SHAPES

SHOWN = (
    "answer_rate", "sl_offered", "sl_answered", "sl_early_abandon_out", "asa", "reply_time", "reply_within", "backlog",
    "occupancy", "fcr_true", "cost_per_contact", "cost_per_resolved",
)  # fmt: skip
EMPTY = {"meta", "br", "path", "rect", "line", "circle"}


class Page(HTMLParser):
    """The text of a page by section; fails on elements that are not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.sections: dict[str, str] = {"": ""}
        self.section = ""
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(key, value or "") for key, value in attrs]
        if tag == "section":
            self.section = dict(attrs)["id"]
            self.sections[self.section] = ""
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in EMPTY:
            return
        assert self.open.pop() == tag, tag
        if tag == "section":
            self.section = ""

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.sections[self.section] += data + " "

    @property
    def text(self) -> str:
        return flat(" ".join(self.sections.values()))


def flat(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.fixture(scope="module")
def page(compared):
    """`page["fr"]`: the page of everything on the floor."""
    return {language: report_html(compared("everything"), language) for language in ("en", "fr")}


# ---- self-contained --------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_the_page_needs_nothing_else(compared, shape):
    html = report_html(compared(shape), "fr")
    found = Page(html)
    outsiders = {"script", "link", "img", "iframe", "object", "embed", "base", "form", "a", "use", "image"}
    assert not outsiders & set(found.tags)
    assert not {"src", "href", "xlink:href", "srcset", "action"} & {key for key, _ in found.attributes}
    assert not [key for key, _ in found.attributes if key.startswith("on")]
    for word in ("http:", "https:", "url(", "@import", "src=", "href="):
        assert word not in html, word
    folder = os.path.dirname(compared(shape).scenario.path)
    assert len(folder) > 5 and folder not in html
    assert not {"nan", "None", "inf"} & set(found.text.split())
    assert "{" not in found.text.replace("{}", "")


def test_a_browser_may_load_nothing_and_run_nothing(page):
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page["en"])
    assert policy is not None
    allowed = dict(part.split(" ", 1) for part in policy[1].split("; "))
    assert allowed["default-src"] == "'none'"
    assert set(allowed) == {"default-src", "style-src", "form-action", "base-uri"}
    assert page["en"].index(policy[0]) < page["en"].index("<title>"), "before anything that it is to guard"


def test_names_cannot_move_the_page(scenario):
    """Escapes, bells and marks that turn the direction of reading stay out, in the title, too."""
    found = compare(
        scenario(r"""
            name: "a\e[31m\ab\u202Ec"
            question: "which\x9b?"
            calendar: {length: 1 h}
            contacts: {c: {channel: call, volume: {per_hour: 9}, handling: {talk: 1 min}, label: "l\u200f"}}
            groups: {g: {agents: 1, skills: {c: {}}}}
            designs: {x: {label: "d\u2069"}, y: {groups: {g: {agents: 2}}}}
        """),
        replications=2,
        engine="reference",
    )
    html = report_html(found, "en")
    controls = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
    assert controls.findall(html) == []
    assert "<title>a [31m b c</title>" in html


def test_the_same_results_make_the_same_page(page, compared):
    assert report_html(compared("everything"), "fr") == page["fr"]


# ---- what it says ----------------------------------------------------------------------------------------


def test_it_has_every_part(page):
    parts = ["figures", "pictures", "differences", "changes", "assumptions", "published", "definitions", "provenance"]
    for html in page.values():
        found = Page(html)
        assert [part for part in found.sections if part] == parts
        assert all(text.strip() for text in found.sections.values())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_question_and_verdict_stand_first(page, compared, language):
    comparison = compared("everything")
    text = Page(page[language]).sections[""]
    assert flat(comparison.scenario.question) in flat(text)
    assert flat(comparison.verdict_in(language)) in flat(text)
    assert f'<html lang="{language}">' in page[language]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_figures_are_those_of_the_result(page, compared, language):
    comparison = compared("everything")
    text = flat(Page(page[language]).sections["figures"])
    write = comparison.amounts(language)
    for kpi in SHOWN:
        assert flat(KPIS[kpi].label(language)) in text, kpi
        scope = {"sl_offered": "sales", "reply_time": "mail", "asa": "help"}.get(kpi)
        frame = comparison.kpis
        rows = frame[(frame["kpi"] == kpi) & (frame["interval"] == "")]
        rows = rows[(rows["scope"] == "type") & (rows["name"] == scope)] if scope else rows
        shown = [flat(write.amount(value, KPIS[kpi].unit)) in text for value in rows["estimate"]]
        assert sum(shown) >= 3, kpi


def test_differences_with_their_chances(page, compared):
    comparison = compared("everything")
    text = flat(Page(page["en"]).sections["differences"])
    for row in comparison.deciding():
        assert comparison.amounts().gap(row["difference"], "share") in text
        assert f"better in {100 * row['p_better']:.0f} %" in text


def test_changes_assumptions_and_sources(page):
    found = Page(page["en"]).sections
    assert "groups.callers.agents" in found["changes"] and "taken away" in found["changes"]
    assert "The base, unchanged." in found["changes"]
    assumptions = flat(found["assumptions"])
    assert "contacts.sales.patience weibull(2 min, shape 1.2) no record" in assumptions
    assert "groups.both.skills sales.slower: 10 % sales.resolves: 75 %" in assumptions
    assert "study.seed 7 any" in assumptions
    assert "the weather – nobody knows it" in assumptions
    assert "designs.split.groups – the people there are" in assumptions
    assert "contacts.sales.volume.per_day 110 annual report" in flat(found["published"])


def test_values_are_looked_up_where_they_are(compared):
    scenario = compared("everything").scenario
    assert value_of(scenario, "groups.callers.agents", "pool") == ("3",)
    assert value_of(scenario, "designs.more.groups.both.agents", "pool") == ("5",)
    assert value_of(scenario, "routing.agent", "pool") == ("longest-idle",)
    assert value_of(scenario, "calendar.opening", "pool") == ("mon-sun: 08:00-18:00",)
    assert value_of(scenario, "groups.nobody.agents", "pool") == ()
    assert as_written([0.5, 2.0, True, {"a": None}]) == "[0.5, 2, true, {a: }]"


def test_definitions_of_all_that_is_shown(page):
    text = flat(Page(page["fr"]).sections["definitions"])
    assert "Taux de décroché answer_rate traités ÷ présentés" in text
    assert "dans les totaux : appels et chats" in text
    assert "Coût par demande résolue" in text and "Total cost" not in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_how_to_make_it_again(page, compared, language, tmp_path, monkeypatch):
    """The lines of Python on the page, executed beside the scenario file, give the page again."""
    comparison = compared("everything")
    text = Page(page[language]).sections["provenance"]
    assert comparison.scenario.digest in text and "polyvalence" in text
    words = ["--lang", "fr", "--out", "results"] if language == "fr" else ["--out", "results"]
    command = ["polyvalence", "compare", "everything.yaml", "--baseline", "pool", "-n", "12", "--seed", "7", *words]
    assert command_line(view_of(comparison, language)) == " ".join(command) in text
    lines = re.search(r"(import sim\n.*?)</pre>", page[language], re.DOTALL)[1].replace("&#39;", "'")
    (tmp_path / "everything.yaml").write_text(SHAPES["everything"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(lines, {})
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == page[language]


def test_what_stopped_by_itself_is_made_again_without_a_number(compared):
    """So that it stops there again, with the same verdict and the same words about it."""
    asked = compared("everything")
    stopped = Comparison(asked.result, asked.baseline, Looks((12,), 1, "limit"))
    command = command_line(view_of(stopped))
    assert command == "polyvalence compare everything.yaml --baseline pool --seed 7 --out results"


# ---- other shapes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
def test_one_design_alone(ran, language):
    found = Page(report_html(ran("everything", "split"), language))
    assert [part for part in found.sections if part] == [
        "figures", "pictures", "assumptions", "published", "definitions", "provenance",
    ]  # fmt: skip
    assert "--design split" in found.sections["provenance"]
    assert "Two pools" in found.sections[""]


def test_all_designs_without_a_comparison(ran):
    result = ran("everything", None)
    text = answer(view_of(result))
    assert text.startswith("Answer rate, from") and "(One pool)" in text
    assert Page(report_html(result)).sections["figures"]


def test_one_replication_has_no_intervals(ran):
    found = Page(report_html(ran("everything", "pool", 1)))
    assert "One replication only" in found.sections["figures"]
    assert "nan" not in found.text.lower()


def test_precision_is_told(tmp_path):
    path = tmp_path / "idle.yaml"
    path.write_text(SHAPES["idle"], encoding="utf-8")
    comparison = compare(path, replications=2, precision=0.05)
    assert "5 % (reached)" in Page(report_html(comparison)).text


# ---- names from files ------------------------------------------------------------------------------------


def test_names_are_text_and_nothing_else(compared):
    html = report_html(compared("names"))
    found = Page(html)
    assert "<script" not in html and "<b>" not in html and "<u>" not in html and "<i>c" not in html
    assert NASTY in found.text and AND in found.text
    assert "$a_b$ 100%" in found.text
    assert "groups.<u>g</u>.agents" in found.sections["changes"]


# ---- whole or not there ----------------------------------------------------------------------------------


def test_it_is_written_and_its_path_returned(compared, tmp_path):
    path = write_report(compared("idle"), tmp_path / "new" / "page.html", "fr")
    assert path == tmp_path / "new" / "page.html"
    assert path.read_bytes().decode("utf-8").startswith("<!DOCTYPE html>")
    assert [one.name for one in path.parent.iterdir()] == ["page.html"]
    assert write_report(compared("idle"), str(path)) == path


def test_a_failure_leaves_no_file(compared, tmp_path, monkeypatch):
    def full(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="disk is full"):
        write_report(compared("idle"), tmp_path / "page.html")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_old_file(compared, tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    path.write_text("old", encoding="utf-8")

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.report.html.report_html", broken)
    with pytest.raises(KeyboardInterrupt):
        write_report(compared("idle"), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["page.html"]


def test_an_unknown_language_is_refused(compared, tmp_path):
    with pytest.raises(ValueError, match="allowed: en, fr"):
        write_report(compared("idle"), tmp_path / "page.html", "de")
    assert list(tmp_path.iterdir()) == []
