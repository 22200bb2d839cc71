"""Invoices as they are read: terminal, JSON, files, page; and every indicator a ladder may stand on."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.engines.run import block_of, engine_for, replicate
from sim.errors import ScenarioError
from sim.figures.money.invoices import _row_of, months
from sim.figures.sheets import AT, COLUMNS
from sim.figures.summing import sheets_of, totals_of
from sim.kpis.dictionary import KPIS
from sim.model import layout
from sim.plan.build import plan_design
from sim.report import write_report
from sim.report.invoices import clause, reason
from sim.scenario.checks.money import ANSWERS, MONEY, TIME, WHOLE
from tests.figures.money.test_invoices import STORY


@pytest.fixture
def story(tmp_path):
    """The story worked by hand, as a file."""
    path = tmp_path / "story.yaml"
    path.write_text(STORY, encoding="utf-8")
    return str(path)


def call(*words: str) -> str:
    done = CliRunner().invoke(main, [*words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Invoice of lille, 2024-02 (base)", "−10.00 %", "454.55", "below 90 %")),
     ("fr", ("Facture de lille, 2024-02 (base)", "−10,00 %", "454,55", "en dessous de 90 %"))],
)  # fmt: skip
def test_the_invoice_in_the_terminal(story, language, words):
    text = call("invoice", story, "-r", "0", "-q", "--lang", language)
    assert all(word in text for word in words), text
    means = call("invoice", story, "-n", "2", "-q", "--lang", language)
    assert "±" in means
    assert "±" not in text


def test_the_invoice_as_json(story):
    reported = json.loads(call("invoice", story, "-n", "2", "-q", "--json"))
    assert set(reported) == {"provenance", "invoices", "money"}
    assert sum(row["amount"] for row in reported["invoices"] if row["item"] == "total") == pytest.approx(968.26)
    assert {row["what"] for row in reported["money"]} >= {"cost_total", "invoice", "invoice_per_hour"}
    same = json.loads(call("run", story, "-n", "2", "-q", "--json", "--no-intervals"))
    assert same["invoices"] == reported["invoices"]


def test_a_service_without_partners_has_no_invoices(tmp_path):
    path = tmp_path / "alone.yaml"
    text = STORY[: STORY.index("    sites:")] + "    study: {replications: 2}\n"
    path.write_text(text.replace("site: lille, ", ""), encoding="utf-8")
    assert "no partner" in call("invoice", str(path), "-q")
    assert json.loads(call("invoice", str(path), "-q", "--json"))["invoices"] == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_has_the_invoices(story, tmp_path, language):
    result = sim.run(story, replications=2)
    page = write_report(result, tmp_path / "page.html", language).read_text(encoding="utf-8")
    assert 'id="invoices"' in page
    assert ("968,26" if language == "fr" else "968.26") in page
    assert ("Échelle" in page or "Bonus ou malus" in page) == (language == "fr")


def test_every_reason_has_a_french_word(story):
    result = sim.run(story, replications=2)
    for why in set(result.invoices["why"]) | set(result.invoice_lines["why"]):
        assert reason(why, "fr") != why, why
    assert clause("ladder", "sl_offered calls", "fr") == "Bonus ou malus (Qualité de service, sur présentés, calls)"


# ---- on which indicators a ladder may stand ----------------------------------------------------------------------

FLOOR = """
    name: everything a partner does
    calendar: {start: 2024-01-25, days: 14, opening: 08:00-18:00}
    contacts:
      calls: {channel: call, volume: {per_week: 200}, handling: {talk: exponential(4 min)}, patience: exponential(60 s)}
      mails: {channel: email, volume: {per_week: 100}, handling: {talk: exponential(4 min)}}
    groups:
      here: {agents: 1, skills: {calls: {}, mails: {}}}
      there: {agents: 1, site: lille, skills: {calls: {}, mails: {}}}
    sites:
      lille:
        share: {calls: 50 %, mails: 50 %}
        price: {per_contact: 4}
        contract: {ladders: [{kpi: KPI, TYPEsteps: [{above: BOUND, pays: SIGN1 %}]}]}
"""
BOUNDS = {"share": "50 %", "s": "30 s"}


@pytest.mark.parametrize("kind", ["", "type: calls, "])
def test_an_indicator_is_refused_or_known_every_month(scenario, kind):
    """Whatever the check lets pass has all its sums, in both months; what it refuses, it refuses for a reason."""
    known = []
    for kpi in KPIS.values():
        sign = "-" if kpi.better < 0 else ""
        text = FLOOR.replace("KPI", kpi.id).replace("TYPE", kind).replace("BOUND", BOUNDS.get(kpi.unit, "10"))
        try:
            loaded = scenario(text.replace("SIGN", sign))
        except ScenarioError as error:
            assert "not known" in str(error) or "depends on" in str(error) or "is known of people" in str(error), error
            continue
        planned = plan_design(loaded, "base")
        if not known:
            tally, _ = replicate(engine_for(planned, "core"), planned, 1, 0)
        ladder = loaded.designs["base"].sites["lille"].contract.ladders[0]
        for its, sums in months(planned, block_of(tally)):
            row = sheets_of(its, totals_of(its, sums), (_row_of("lille", ladder),))[0, 0]
            used = {*kpi.numerator, *kpi.denominator} - ROSTERS
            assert np.isfinite([row[AT[name]] for name in used]).all(), kpi.id
        known.append(kpi.id)
    assert {"sl_offered", "asa", "abandonment_rate", "aht", "backlog", "reply_within"} - set(known) == set()
    assert ("occupancy" in known) == (kind == "")
    assert not {"cost_total", "wait_p90", "target_met", "revenue"} & set(known)


ROSTERS = {"break_s", "off_floor_s", "training_s", "pause_s", "absence_s"}
"""Known where people have a roster."""


def test_the_sums_of_the_check_are_those_of_the_books():
    assert set(layout.SERVED.names or ()) == ANSWERS
    assert set(COLUMNS) >= TIME | MONEY | WHOLE
