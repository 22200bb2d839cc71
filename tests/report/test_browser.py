"""The page as a reader sees it: opened in a browser, on a screen and on a phone."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from sim.report import write_report

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER = next((found for name in NAMES if (found := shutil.which(name))), None)
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason=f"no browser found (looked for {', '.join(NAMES)})"),
]

MEASURE = """<script>
  document.querySelectorAll('section, figure, .verdict, table').forEach(
    one => one.setAttribute('data-high', Math.round(one.getBoundingClientRect().height)));
  document.querySelectorAll('figure').forEach(one => one.setAttribute('data-drawings',
    [...one.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().height > 20).length));
  document.documentElement.setAttribute('data-wide', document.documentElement.scrollWidth);
</script>"""
"""Added to a copy of the page: what the browser made of it."""


def browse(tmp_path: Path, page: Path, *more: str) -> subprocess.CompletedProcess[str]:
    profile = tmp_path / "profile"
    shutil.rmtree(profile, ignore_errors=True)
    command = [str(BROWSER), *QUIET, f"--user-data-dir={profile}", *more, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


def measured(tmp_path: Path, page: Path, width: int) -> str:
    """The page's elements after the browser laid it out at a width, in a frame (a window has a least width)."""
    copy = tmp_path / "measured.html"
    # the page itself allows no script
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text(encoding="utf-8"))
    copy.write_text(text.replace("</body>", MEASURE + "</body>"), encoding="utf-8")
    return browse(tmp_path, copy, f"--window-size={width},2000", "--dump-dom").stdout


@pytest.fixture(scope="module", params=["en", "fr"])
def page(request, compared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    return request.param, write_report(compared("everything"), folder / "report.html", request.param)


def test_the_verdict_is_in_the_page_and_nothing_fails(page, compared, tmp_path):
    language, path = page
    done = browse(tmp_path, path, "--enable-logging=stderr", "--v=0", "--window-size=1200,2000", "--dump-dom")
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", done.stdout)).split())
    assert " ".join(compared("everything").verdict_in(language).split()) in text
    assert "CONSOLE" not in done.stderr


@pytest.mark.parametrize("width", [1200, 500])
def test_every_part_has_a_height_and_nothing_sticks_out(page, tmp_path, width):
    _, path = page
    dom = measured(tmp_path, path, width)
    heights = [int(high) for high in re.findall(r'data-high="(\d+)"', dom)]
    assert len(heights) >= 8 + 6 and min(heights) > 30
    drawings = re.findall(r'data-drawings="(\d+)"', dom)
    assert drawings and set(drawings) == {"1"}, "each picture is seen once"
    assert int(re.search(r'data-wide="(\d+)"', dom)[1]) <= width


@pytest.mark.parametrize("width", [1200, 500])
def test_a_photograph_is_not_blank(page, tmp_path, width):
    from matplotlib.image import imread

    _, path = page
    photo = tmp_path / "page.png"
    browse(tmp_path, path, f"--window-size={width},3000", f"--screenshot={photo}")
    pixels = imread(photo)
    assert pixels.shape[1] == width
    dark = (pixels[..., :3].mean(axis=2) < 0.6).mean(axis=1)
    assert (dark > 0).mean() > 0.2, "text and pictures all the way down"
    assert 0.005 < (pixels[..., :3].min(axis=2) < 0.9).mean() < 0.6


def test_it_prints_on_paper(page, tmp_path):
    _, path = page
    paper = tmp_path / "page.pdf"
    browse(tmp_path, path, "--no-pdf-header-footer", f"--print-to-pdf={paper}")
    content = paper.read_bytes()
    assert content.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page\b", content))
    assert 3 <= pages <= 20
