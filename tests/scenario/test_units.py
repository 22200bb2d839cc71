"""Words with units: what is read, what is refused, and that the way back leads to the same number."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import distributions, format_values, units
from sim.scenario.distributions import Law
from sim.scenario.units import Target


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("45 s", 45),
        ("4min", 240),
        ("1 h 30 min", 5400),
        ("1 h 30", 5400),
        ("1h05", 3900),
        ("3,5 min", 210),
        ("2 days", 172800),
        ("2 j", 172800),
        ("1 week", 604800),
        ("0 s", 0),
        (" 90 Seconds ", 90),
    ],
)
def test_durations(text, seconds):
    assert units.duration(text) == seconds


@pytest.mark.parametrize(
    "value", [4, 4.5, "4", "", " ", "-5 s", "4 m", "min", "4 min 3", None, True, [], "9" * 400 + " s"]
)
def test_no_durations(value):
    with pytest.raises(ValueError, match=r"."):
        units.duration(value)


def test_a_bare_number_is_told_how_to_be_written():
    with pytest.raises(ValueError, match=r"a bare number \(4\) has no unit; write e.g. '4 s' or '4 min'"):
        units.duration(4)
    with pytest.raises(ValueError, match="did you mean 'minutes'"):
        units.duration("4 minuts")


@pytest.mark.parametrize(
    ("value", "fraction"),
    [("15 %", 0.15), ("15%", 0.15), ("0,15", 0.15), (0.15, 0.15), ("12,5 %", 0.125), (1, 1.0)],
)
def test_shares(value, fraction):
    assert units.share(value) == fraction


@pytest.mark.parametrize("value", [80, True, "some", "15 % %", None, "nan", "nan %", "1e3", float("inf")])
def test_no_shares(value):
    with pytest.raises(ValueError, match=r"."):
        units.share(value)


def test_times_of_day():
    assert [units.clock(text) for text in ("08:30", "8h30", "8h", "24:00", "0:00")] == [
        30600,
        30600,
        28800,
        86400,
        0,
    ]
    for text in ("25:00", "24:01", "8:60", "8", 830, None, "-1:00"):
        with pytest.raises(ValueError, match="is not a time of day"):
            units.clock(text)


def test_days():
    assert units.days_named("mon-fri") == [0, 1, 2, 3, 4]
    assert units.days_named("Sat - Sun") == [5, 6]
    assert units.days_named("sat-mon") == [5, 6, 0]
    assert units.days_named("wednesday") == [2]
    assert units.days_named("all") == list(range(7))
    assert units.days_named("lun-ven") == units.days_named("lundi au vendredi") == [0, 1, 2, 3, 4]
    assert units.days_named("Sam. à dim.") == units.days_named("week-end") == [5, 6]
    assert [units.days_named(one) for one in ("mardi", "Mercredis", "jeu", "tous")] == [[1], [2], [3], list(range(7))]
    for text in ("monk", "mon-", "-fri", "", "lundo", "mon-tue-wed"):
        with pytest.raises(ValueError, match="is not a day"):
            units.days_named(text)


@pytest.mark.parametrize("dash", ["-", "\u2013", "\u2014", " \u2013 "])
def test_hours_with_a_longer_dash(dash):
    assert units.opening(f"08:00{dash}18:00") == units.opening("08:00-18:00")
    assert units.window(f"22:00{dash}06:00") == (22 * 3600, 30 * 3600)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("exp(3 min)", "exponential(3 min)"),
        ("normal(3 min, 1 min)", "lognormal(4 min, cv 50 %), which is never below 0"),
        ("erlang(3 min, 2)", "gamma(4 min, cv 50 %): of k phases the cv is 1 / √k"),
        ("constant(3 min)", "3 min, without a law"),
    ],
)
def test_laws_by_other_names_are_told_how_they_are_written(text, written):
    with pytest.raises(ValueError) as told:
        distributions.law(text)
    assert str(told.value).endswith(f"; it is written {written}")


def test_opening_hours():
    french = units.opening({"lun-ven": "8h-12h30", "Jours fériés": "fermé", "dimanche": "toujours"})
    assert french == units.opening({"mon-fri": "08:00-12:30", "holidays": "closed", "sun": "always"})
    week = units.opening({"mon-fri": "08:00-12:00, 14:00-18:00", "fri": ["8h-12h"], "sat": "closed"})
    assert week[0] == ((28800, 43200), (50400, 64800))
    assert week[4] == ((28800, 43200),)
    assert week[5] == week[6] == ()
    assert units.opening("always") == units.ALWAYS
    assert units.opening("08:00-20:00") == (((28800, 72000),),) * 7
    assert units.opening("22:00-06:00") == (((79200, 108000),),) * 7
    assert units.opening({"fri": "20:00-00:00"})[4] == ((72000, 86400),)
    assert units.opening(["08:00-12:00", "14:00-18:00"])[6] == week[0]
    assert format_values.opening(units.opening({"fri": "20:00-04:00"}))["fri"] == "20:00-04:00"
    wrong = (
        5,
        {},
        "open",
        {"mon": "8-20"},
        {"mon": 0},
        {"mon": "20:00-20:00"},
        {"mon": "24:00-08:00"},
        {"mon": None},
        {"mon": "08:00-12:00, 11:00-13:00"},
        {"mon": "22:00-06:00, 23:00-24:00"},
        {"fri": "22:00-06:00", "sat": "04:00-12:00"},
        {"sun": "22:00-06:00", "mon": "00:00-12:00"},
    )
    for value in wrong:
        with pytest.raises(ValueError, match=r"."):
            units.opening(value)


def test_targets():
    assert units.target("80 % in 20 s") == Target(0.8, 20.0)
    assert units.target("0.9 within 8 h") == Target(0.9, 28800.0)
    for value in ("20 s", "120 % in 20 s", "0 % in 20 s", 80, "80 % in 20"):
        with pytest.raises(ValueError, match=r"."):
            units.target(value)


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("45 s", Law("deterministic", 45.0)),
        ("deterministic(45 s)", Law("deterministic", 45.0)),
        ("never", Law("never", math.inf)),
        ("Exponential(3 min)", Law("exponential", 180.0)),
        ("exponential(3,5 min)", Law("exponential", 210.0)),
        ("weibull(2 min, shape 1.2)", Law("weibull", 120.0, 1.2)),
        ("weibull(mean 2 min,shape 2)", Law("weibull", 120.0, 2.0)),
        ("weibull(scale 2 min, shape 1)", Law("weibull", 120.0, 1.0)),
        ("weibull(scale 2 min, shape 2)", Law("weibull", 120.0 * math.gamma(1.5), 2.0)),
        ("lognormal(6 min, cv 80 %)", Law("lognormal", 360.0, 0.8)),
        ("lognormal(6 min, cv 0,8)", Law("lognormal", 360.0, 0.8)),
        ("gamma(4 min, sd 1 min)", Law("gamma", 240.0, 0.25)),
    ],
)
def test_laws(text, law):
    assert distributions.law(text) == law


@pytest.mark.parametrize(
    "value",
    [
        4, "exponential()", "exponential(0 s)", "exponential(1 s, 2 s)", "weibull(2 min)",
        "weibull(2 min, 1.2)", "weibull(2 min, shape 0)", "weibull(2 min, shape 99)",
        "lognormal(6 min, 80 %)",
        "lognormal(6 min, cv x)", "normal(3 s)", "never()", "exponential(3)", None, "gamma(",
        "gamma(4 min, sd 9 h)",
    ],
)  # fmt: skip
def test_no_laws(value):
    with pytest.raises(ValueError, match=r"."):
        distributions.law(value)


@given(st.floats(0, 1e9))
def test_a_duration_written_and_read_is_the_same(seconds):
    assert units.duration(format_values.duration(seconds)) == seconds


@given(st.one_of(st.floats(0, 1), st.integers(0, 10000).map(lambda n: n / 10000)))
def test_a_share_written_and_read_is_the_same(fraction):
    assert units.share(format_values.share(fraction)) == fraction


@given(
    st.one_of(
        st.builds(Law, st.just("deterministic"), st.floats(0, 1e6), st.just(0.0), st.just(())),
        st.builds(Law, st.just("exponential"), st.floats(1e-3, 1e6), st.just(0.0), st.just(())),
        st.builds(
            Law,
            st.sampled_from(["weibull", "lognormal", "gamma"]),
            st.floats(1e-3, 1e6),
            st.floats(0.05, 20),
            st.just(()),
        ),
        st.just(Law("never", math.inf)),
    )
)
def test_a_law_written_and_read_is_the_same(law):
    assert distributions.law(distributions.as_text(law)) == law


def test_words_for_people():
    durations = {0.0: "0 s", 0.5: "0.5 s", 90.0: "1 min 30 s", 5400.0: "1 h 30 min", 90000.0: "1 day 1 h"}
    assert {seconds: format_values.duration(seconds) for seconds in durations} == durations
    shares = {0.07: "7 %", 0.125: "12.5 %", 1.0: "100 %", -0.1: "-10 %", 2.5: "250 %"}
    assert {fraction: format_values.share(fraction) for fraction in shares} == shares
    assert format_values.target(Target(0.8, 20.0)) == "80 % in 20 s"
    week = units.opening({"mon-fri": "08:00-20:00", "sat": "08:00-12:00, 14:00-16:00"})
    assert format_values.opening(week) == {
        "mon-fri": "08:00-20:00",
        "sat": ["08:00-12:00", "14:00-16:00"],
        "sun": "closed",
    }
    assert units.opening(format_values.opening(week)) == week
