"""A figure as an <svg> element for a page, without identifiers or references.

matplotlib writes a document of its own, with a header, a licence, marks that are defined once and used many times, and
clipping paths; several such documents in one page have clashing identifiers. Decision: every mark is written out where
it is used, so the page can be shown to be self-contained by searching its text for references.
"""

from __future__ import annotations

import re
from functools import partial
from xml.etree import ElementTree

from sim.report.drawing import Picture, svg_of

_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_FONT = re.compile(r"font-family: [^;]*;?|(?<=px) '[^']*'")
LONG = 400
"""A path with more characters is a curve of many points, whose coordinates are rounded to tenths of a point."""
_DROPPED = ("id", "clip-path", "version", "width", "height")


def inline_svg(picture: Picture) -> str:
    """The picture as an <svg> element for a page; its texts take the page's font."""
    root = ElementTree.fromstring(svg_of(picture))
    _plain_names(root)
    marks = {one.get("id", ""): one for one in root.iter("path") if one.get("id")}
    _expand_uses(root, marks)
    for one in root.iter():
        _tidy(one)
    root.set("role", "img")
    root.set("aria-label", picture.alt)
    root.set("style", "stroke-linejoin: round; stroke-linecap: butt")
    return ElementTree.tostring(root, encoding="unicode")


def _plain_names(root: ElementTree.Element) -> None:
    """Remove the XML namespaces from names: HTML needs none for an <svg>."""
    for one in root.iter():
        if isinstance(one.tag, str):
            one.tag = one.tag.rpartition("}")[2]
        for key in list(one.attrib):
            if "}" in key:
                one.set(key.rpartition("}")[2], one.attrib.pop(key))


def _expand_uses(element: ElementTree.Element, marks: dict[str, ElementTree.Element]) -> None:
    """Replace each use of a mark by the mark; remove definitions, licence and style sheets."""
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag in ("defs", "metadata", "style"):
            element.remove(child)
        elif child.tag == "use":
            _replace_use(child, marks[child.attrib.pop("href")[1:]])
        else:
            _expand_uses(child, marks)


def _replace_use(use: ElementTree.Element, mark: ElementTree.Element) -> None:
    x, y = use.attrib.pop("x", "0"), use.attrib.pop("y", "0")
    style = "; ".join(part for part in (use.get("style"), mark.get("style")) if part)
    use.tag = "path"
    use.set("d", mark.get("d", ""))
    use.set("transform", f"translate({x} {y})")
    use.set("style", style)


def _tidy(element: ElementTree.Element) -> None:
    for key in _DROPPED:
        element.attrib.pop(key, None)
    for key in ("d", "x", "y", "transform", "viewBox"):
        if key in element.attrib:
            digits = 1 if len(element.attrib[key]) > LONG else 2
            shorter = _NUMBER.sub(partial(_rounded, digits), element.attrib[key])
            element.set(key, " ".join(shorter.split()))
    if element.tag == "text" and "style" in element.attrib:
        element.set("style", _FONT.sub("", element.attrib["style"]).strip())
    if element.text is not None and not element.text.strip():
        element.text = None
    if element.tail is not None and not element.tail.strip():
        element.tail = None


def _rounded(digits: int, number: re.Match[str]) -> str:
    text = f"{float(number.group()):.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
