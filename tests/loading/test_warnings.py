"""What is odd in a file and used all the same: said by `check`, by `run`, in the JSON and on the page."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from tests.demand.arrivals import text


def warned(tmp_path, volume, days=7, **more):
    (tmp_path / "a.yaml").write_text(text({"a": volume}, days, **more), encoding="utf-8")
    return [f"{one.key}: {one.message}" for one in sim.load(tmp_path / "a.yaml").warnings]


JANUARY = "the run, 2024-01-01 to 2024-01-07, so it changes nothing"


@pytest.mark.parametrize(
    ("volume", "days", "words"),
    [
        ({"months": {"nov-dec": 1.5}}, 7, f"months.nov-dec: 'nov-dec' is no month of {JANUARY}"),
        ({"months": {"nov-dec": 1.5}}, 330, ""),
        ({"months": {"nov-dec": 1, "jan": 2}}, 7, ""),
        ({"peaks": {"2024-02-01": 2}}, 7, f"peaks.2024-02-01: '2024-02-01' is no day of {JANUARY}"),
        ({"peaks": {"epiphany": 2, "christmas-eve": 3}}, 7, f"'christmas-eve' is no day of {JANUARY}"),
        ({"peaks": {"2024-01-06": 2}, "hours": {"mon-fri": "always"}}, 7, "a day without hours of demand"),
        ({"weekdays": {"mon": 1, "sat": 0.5}}, 2, "'sat' is no day of the run, 2024-01-01 to 2024-01-02"),
        ({"weekdays": {"mon": 1, "sat": 0.5}}, 6, ""),
    ],
)
def test_words_of_the_year_that_meet_nothing(tmp_path, volume, days, words):
    told = warned(tmp_path, {"per_day": 10, **volume}, days)
    assert len(told) == bool(words)
    assert words in "".join(told)


def test_a_warning_is_told_everywhere(tmp_path):
    """By `check` with the place, by `run` on standard error and in the JSON; the exit code stays 0."""
    volume = {"per_day": 1, "months": {"dec": 2}}
    (tmp_path / "a.yaml").write_text(text({"a": volume}, 1), encoding="utf-8")
    path = str(tmp_path / "a.yaml")
    runner = CliRunner()
    checked = runner.invoke(main, ["check", path])
    assert checked.exit_code == 0
    assert "a.yaml:10:9: contacts.a.volume.months.dec: warning: 'dec' is no month of the run" in checked.stderr
    assert "ok (1 design" in checked.stdout
    ran = runner.invoke(main, ["run", path, "-n", "2", "-q", "--engine", "reference", "--json"])
    assert ran.exit_code == 0
    assert "warning: a.yaml:10:9: contacts.a.volume.months.dec: 'dec' is no month" in ran.stderr
    assert ["'dec' is no month" in one["text"] for one in json.loads(ran.stdout)["warnings"]] == [True]
