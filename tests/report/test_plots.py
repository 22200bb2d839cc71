"""Pictures: whatever the shape of the results, nothing is cut off, nothing overlaps, and nothing changes by itself."""

from __future__ import annotations

import subprocess
import sys
from xml.etree import ElementTree

import matplotlib
import pytest

from sim.report import plots
from sim.report.drawing import BASELINE_COLOUR, NARROW, WIDE, Picture, mark_styles, svg_of, text_width, wrapped
from sim.report.pictures import picture_specs
from sim.report.view import view_of

SHAPES = ("everything", "names", "six", "mail", "idle")


def pictures(results, language, width, titled=True):
    return {e.name: e.picture(width, titled) for e in picture_specs(view_of(results, language))}


# ---- nothing is cut off, nothing overlaps ---------------------------------------------------------------


def boxes(picture: Picture):
    """(text, box) of every text that is drawn."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(picture)
    canvas.draw()
    return [
        (text.get_text(), text.get_window_extent(canvas.get_renderer())) for text in picture.texts if text.get_text()
    ]


def nothing_is_cut_off(name, found, edge):
    for text, box in found:
        inside = edge.x0 <= box.x0 and box.x1 <= edge.x1 and edge.y0 <= box.y0 and box.y1 <= edge.y1
        assert inside, f"{name}: '{text}' is cut off"


def nothing_overlaps(name, found):
    for number, (text, box) in enumerate(found):
        for other, there in found[:number]:
            apart = not box.padded(-1.5).overlaps(there.padded(-1.5))
            assert apart, f"{name}: '{text}' stands on '{other}'"


def marks_are_inside(name, panel):
    """Nothing is clipped in the drawing, so nothing may lie outside its field; and no field is empty."""
    (left, right), (low, high) = sorted(panel.x), sorted(panel.y)
    margin_x, margin_y = 0.001 * (right - left), 0.001 * (high - low)
    assert panel.lines, f"{name}: an empty field"
    for line in panel.lines:
        for x, y in zip(*line.get_data(), strict=True):
            if x == x and y == y:
                assert left - margin_x <= x <= right + margin_x, f"{name}: {x}"
                assert low - margin_y <= y <= high + margin_y, f"{name}: {y}"


@pytest.mark.parametrize(("width", "language"), [(WIDE, "en"), (WIDE, "fr"), (NARROW, "fr")])
@pytest.mark.parametrize("shape", SHAPES)
def test_pictures_are_clean(compared, shape, language, width):
    """Whatever the shape: no text cut off or on another, no mark outside, no empty field, and it fits on a page."""
    for name, picture in pictures(compared(shape), language, width).items():
        found = boxes(picture)
        nothing_is_cut_off(name, found, picture.bbox.padded(1.0))
        nothing_overlaps(name, found)
        for panel in picture.panels:
            marks_are_inside(name, panel)
        across, down = picture.get_size_inches()
        assert width == NARROW or down / across <= 245 / 180, f"{name} is too high for a sheet of paper"


# ---- which pictures there are ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "names"),
    [
        ("everything", ["answer_rate", "hours", "waits", "backlog", "costs", "differences"]),
        ("names", ["answer_rate", "hours", "waits", "differences"]),
        ("mail", ["reply_time", "waits", "backlog", "differences"]),
        ("idle", ["answer_rate", "hours"]),
    ],
)
def test_only_what_there_is_to_see(compared, shape, names):
    found = [spec.name for spec in picture_specs(view_of(compared(shape)))]
    assert found == names


def test_a_plain_result_has_pictures_too(ran):
    names = [spec.name for spec in picture_specs(view_of(ran("everything", "pool")))]
    assert names == ["answer_rate", "hours", "waits", "backlog"]
    assert next(iter(picture_specs(view_of(ran("names", "b", 1))))).name == "answer_rate"


def test_where_there_is_nothing_it_says_why(compared):
    with pytest.raises(ValueError, match="no call and no chat"):
        plots.answer_rate_by_hour(compared("mail"))
    with pytest.raises(ValueError, match="nobody waits"):
        plots.waits(compared("idle"))
    with pytest.raises(ValueError, match="no wages and no prices"):
        plots.costs(compared("idle"))
    with pytest.raises(ValueError, match="did you mean"):
        plots.designs_side_by_side(compared("idle"), "anser_rate")
    with pytest.raises(ValueError, match="allowed: en, fr"):
        plots.designs_side_by_side(compared("idle"), language="de")


@pytest.mark.parametrize(
    "kpi", ["occupancy", "asa", "cost_per_resolved", "target_met", "backlog", "paid_hours", "wait_p90"]
)
def test_any_indicator_can_be_drawn(compared, kpi):
    picture = plots.designs_side_by_side(compared("everything"), kpi)
    assert "One pool" in svg_of(picture)


def test_comparison_plots_itself(compared):
    assert isinstance(compared("everything").plot(), Picture)
    assert isinstance(compared("everything").plot("asa"), Picture)


# ---- what they say ---------------------------------------------------------------------------------------


def message(results, name, language="en"):
    return {e.name: e.message for e in picture_specs(view_of(results, language))}[name]


def test_messages_claim_what_is_clear(compared):
    comparison = compared("everything")
    best = max(comparison.deciding(), key=lambda row: row["difference"])
    assert best["low"] > 0
    label, gap = comparison.scenario.labels[best["design"]], comparison.amounts().gap(best["difference"], "share")
    assert message(comparison, "differences") == f"{label} against One pool: {gap} (answer rate)"
    assert message(comparison, "answer_rate").startswith(f"{label}: answer rate ")


def test_messages_do_not_claim_what_is_not(compared):
    assert message(compared("idle"), "answer_rate") == "Answer rate: no design beats a (100.0 %)"
    assert message(compared("idle"), "hours", "fr").startswith("Presque aucun contact")


def test_colours_are_those_of_the_design_everywhere(compared):
    comparison = compared("everything")
    styles = mark_styles(["pool", "split", "more"], "pool")
    assert styles["pool"].colour == BASELINE_COLOUR
    assert len({look.colour for look in styles.values()}) == 3
    for name, picture in pictures(comparison, "en", WIDE).items():
        drawn = svg_of(picture)
        expected = ["split", "more"] if name == "differences" else ["pool", "split", "more"]
        assert all(styles[design].colour in drawn for design in expected), name


def test_six_designs_look_different():
    styles = mark_styles([f"d{n}" for n in range(7)], "d2")
    assert len({look.colour for look in styles.values()}) == 7
    assert len({(look.dash, look.marker) for look in styles.values()}) >= 6


# ---- nothing changes by itself ---------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["everything", "mail"])
def test_same_results_same_bytes(compared, shape):
    """Also where the user has other settings of matplotlib."""
    once = {name: svg_of(picture) for name, picture in pictures(compared(shape), "fr", WIDE).items()}
    with matplotlib.rc_context({"font.size": 30, "svg.hashsalt": "x", "lines.linewidth": 9, "text.color": "red"}):
        again = {name: svg_of(picture) for name, picture in pictures(compared(shape), "fr", WIDE).items()}
    assert once == again
    for drawn in once.values():
        assert "<dc:date>" not in drawn
        ElementTree.fromstring(drawn)


def test_settings_of_the_user_are_left_alone(compared):
    before = dict(matplotlib.rcParams)
    svg_of(plots.designs_side_by_side(compared("everything")))
    assert dict(matplotlib.rcParams) == before


def test_notebooks_show_a_drawing(compared):
    assert plots.waits(compared("everything"))._repr_svg_().startswith("<?xml")


def test_text_of_a_drawing_stays_text(compared):
    assert ">Two pools</text>" in svg_of(plots.designs_side_by_side(compared("everything")))


def test_nothing_is_imported_before_it_is_needed():
    """And pyplot, which would keep every figure alive, never."""
    code = (
        "import sys; import sim.report.plots, sim.report.html, sim.report.tables, sim.report.console\n"
        "assert not {'matplotlib', 'pandas', 'jinja2', 'pyarrow'} & set(sys.modules), sorted(sys.modules)\n"
        "from sim.report import drawing, pictures\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# ---- lines of text ---------------------------------------------------------------------------------------


def test_long_names_are_folded():
    lines = wrapped("one two three four five six seven", 60)
    assert all(text_width(line) <= 60 for line in lines)
    assert len(lines) == 3 and lines[-1].endswith("…")
    assert wrapped("Donaudampfschifffahrtsgesellschaftskapitänsmütze", 60, most=9)[0] != ""
    assert all(text_width(line) <= 60 for line in wrapped("x" * 200, 60))
    assert wrapped("", 60) == [""]
    assert wrapped("a\x00b\nc", 60) == ["a b c"]
    assert wrapped("60.0 % of them", 40)[0] == "60.0\u00a0%"
