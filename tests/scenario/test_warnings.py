"""What is odd in a file and used all the same: said by `check`, by `run`, in the JSON and on the page."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from tests.model.customers.arrivals import text


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
        ({"weekdays": {"mon": 1, "sat": 0.5}, "hours": {"mon-fri": "always"}}, 7, "'sat' is a day without hours"),
        ({"weekdays": {"sat": 0.5}, "hours": {"mon-fri": "always"}}, 7, "volume: no hour of demand lies in the run"),
        ({"hours": {"sat": "8h-18h"}}, 5, "volume: no hour of demand lies in the run, so nobody comes"),
    ],
)
def test_words_of_the_year_that_meet_nothing(tmp_path, volume, days, words):
    told = warned(tmp_path, {"per_day": 10, **volume}, days)
    assert len(told) == bool(words)
    assert words in "".join(told)


def test_a_factor_for_holidays_without_a_holiday(tmp_path):
    told = warned(tmp_path, {"per_day": 1, "holidays": 0.5}, 7, calendar={"country": "FR", "start": "2024-01-02"})
    assert ["there is no public holiday in the run, 2024-01-02 to 2024-01-08" in one for one in told] == [True]
    assert warned(tmp_path, {"per_day": 1, "holidays": 0.5}, 7, calendar={"country": "FR"}) == []


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


# ---- doors that are shut ----------------------------------------------------------------------------------------

TEN = {"opening": {"mon-fri": "08:00-18:00"}}


@pytest.mark.parametrize(
    ("volume", "words"),
    [
        ({"per_day": 480}, ""),
        ({"per_day": 480, "hours": "always"}, "70 % of 'a' come outside its opening hours"),
        ({"per_day": 480, "hours": {"mon-fri": "07:00-17:00"}}, "10 % of 'a'"),
        ({"per_day": 480, "hours": {"mon-fri": "07:56-18:00"}}, ""),
        ({"per_week": 480, "profile": "p.csv"}, "49 % of 'a'"),
        ({"per_week": 480, "profile": "p.csv", "hours": "8h-18h"}, "29 % of 'a'"),
        ({"per_week": 480, "profile": "p.csv", "weekdays": {"mon-fri": 1}}, "29 % of 'a'"),
        ({"counts": "c.csv"}, "25 % of 'a'"),
        ({"counts": "d.csv"}, ""),
        ({"counts": "d.csv", "hours": "09:00-19:00"}, "10 % of 'a'"),
        ({"recorded": "r.csv"}, "50 % of 'a'"),
        ({"per_order": {"of": "web", "contacts": 1}}, "70 % of 'a'"),
        ({"rates": {"2024-01-01 12:00": "30 per h", "2024-01-01 20:00": "0 per h"}}, "25 % of 'a'"),
        ({"rates": {"9 h": "1 per min", "18 h": "0 per h"}}, ""),
        ({"per_order": {"of": "web", "contacts": 1, "after": "1 h"}}, ""),
    ],
)
def test_demand_at_a_shut_door_is_told_by_the_check(tmp_path, volume, words):
    """Shares by hand: the profile has 5 of 7 in the opened hours of a weekday, and five days of seven count."""
    (tmp_path / "p.csv").write_text("from,all\n07:00,2\n08:00,5\n")
    (tmp_path / "c.csv").write_text("at,n\n2024-01-01 17:30,3\n2024-01-01 18:00,1\n")
    (tmp_path / "d.csv").write_text("date,n\n2024-01-01,300\n")
    (tmp_path / "r.csv").write_text("at\n2024-01-01 07:59:59\n2024-01-01 17:59:59\n")
    orders = {"orders": {"web": {"volume": {"per_day": 9, "hours": "always"}}}} if "per_order" in volume else {}
    told = [one for one in warned(tmp_path, volume, 7, calendar=TEN, **orders) if "find the doors shut" in one]
    assert len(told) == bool(words)
    assert words in "".join(told)


def test_whoever_comes_again_is_not_told(tmp_path):
    path = tmp_path / "a.yaml"
    told = text({"a": {"per_day": 9, "hours": "always"}}, calendar=TEN)
    path.write_text(told.replace("patience: 0 s", "outside_hours: next_opening"), encoding="utf-8")
    assert sim.load(path).warnings == ()


def test_shut_doors_stand_in_the_headline(tmp_path):
    """20 of 24 hours shut: as a line of the summary, as a warning in both languages, in the JSON; nothing where no door
    is shut."""
    path = tmp_path / "a.yaml"
    path.write_text(text({"a": {"per_hour": 20, "hours": "always"}}, 2, calendar={"opening": "08:00-12:00"}))
    runner = CliRunner()
    asked = ["run", str(path), "-n", "3", "-q", "--engine", "reference"]
    english, french = (runner.invoke(main, [*asked, "--lang", language]) for language in ("en", "fr"))
    assert "Share blocked" in english.stdout
    assert "Taux de dissuasion" in french.stdout
    assert "% of 'a' (" in english.stderr
    assert "are lost at a shut door" in english.stderr
    assert "arrivent hors des horaires d'ouverture" in french.stderr
    found = json.loads(runner.invoke(main, [*asked, "--json"]).stdout)["warnings"]
    assert [one["type"] for one in found if "lost at a shut door" in one["text"]] == ["a"]
    path.write_text(text({"a": {"per_hour": 20}}, 2, calendar={"opening": "08:00-12:00"}))
    open_door = runner.invoke(main, asked)
    assert "Share blocked" not in open_door.stdout
    assert open_door.stderr == ""


def test_what_all_designs_share_is_warned_of_once(tmp_path):
    """Three designs with the same shut door: one line with the least and the most; of one design, its name."""
    path = tmp_path / "a.yaml"
    floor = text({"a": {"per_hour": 20, "hours": "always"}}, 2, calendar={"opening": "08:00-12:00"})
    fewer = "{contacts: {a: {volume: {per_hour: 20, hours: '07:00-12:00'}}}}"
    path.write_text(f"{floor}\ndesigns:\n  one: {{}}\n  two: {{groups: {{all: {{agents: 9}}}}}}\n  three: {fewer}\n")
    asked = ["run", str(path), "-n", "3", "-q", "--engine", "reference", "--json"]

    def shut(*more):
        found = json.loads(CliRunner().invoke(main, [*asked, *more]).stdout)["warnings"]
        return [one for one in found if "shut door" in one["text"]]

    (found,) = shut()
    assert re.match(
        r"\d\d\.\d – \d\d\.\d % of 'a' \(\d\d – \d{3} contacts in a run\) come .* in every design", found["text"]
    )
    assert (found["design"], found["type"]) == ("", "a")
    path.write_text(path.read_text().replace("hours: '07:00-12:00'", "hours: null"))
    (found,) = shut()
    assert re.search(r"^\d\d\.\d( – \d\d\.\d)? % of 'a' .* come .* in the designs 'one', 'two' and", found["text"])
    (found,) = shut("-d", "one")
    assert found["design"] == "one" and "in design" not in found["text"]
