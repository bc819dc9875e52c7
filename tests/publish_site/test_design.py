"""The design system: small, readable in both themes, without outside requests."""

import re

import pytest
from markupsafe import Markup

from publish_site import design

CSS = design.STYLESHEET.read_text(encoding="utf-8")
# Foreground on background, and the least contrast WCAG 2.2 AA asks: 4.5 for text, 3 for borders of controls.
PAIRS = [
    *[(ink, paper, 4.5) for ink in ("ink", "muted", "azure", "gules", "vert", "or") for paper in ("argent", "field")],
    *[(ink, paper, 4.5) for ink in ("ink", "muted") for paper in ("azure-soft", "gules-soft", "vert-soft", "or-soft")],
    ("azure", "azure-soft", 4.5),
    ("gules", "gules-soft", 4.5),
    ("vert", "vert-soft", 4.5),
    ("or", "or-soft", 4.5),
    ("on-azure", "azure", 4.5),
    ("ink", "evidence", 4.5),
    ("edge", "argent", 3.0),
]


def colours(theme: str) -> dict[str, str]:
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", CSS.split("@media (prefers-color-scheme: dark)")[0]))
    dark = CSS.split("@media (prefers-color-scheme: dark)")[1].split("}\n}")[0]
    return light if theme == "light" else light | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark))


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_of_colours_reads_well(theme: str):
    known = colours(theme)
    poor = {
        (a, b): round(contrast(known[a], known[b]), 2) for a, b, least in PAIRS if contrast(known[a], known[b]) < least
    }
    assert poor == {}


def test_the_dark_theme_names_every_colour_anew():
    assert {name for name in colours("light") if colours("light")[name] != colours("dark")[name]} == set(
        colours("light")
    )


def test_the_style_sheet_is_small_and_asks_nobody():
    assert len(CSS.encode()) < 24 * 1024
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "http" not in CSS


def test_only_logical_sides_are_named():
    assert not re.search(
        r"(?<![\w-])(margin|padding|border)-(left|right)|(?<![\w-])(left|right):|text-align: (left|right)", CSS
    )


def test_macros_escape_what_they_are_given():
    template = design.environment().from_string(
        '{% from "design/macros.html" import aligned, badge, field, notice, plate, select, timeline %}'
        "{{ aligned([(x, True), (x, False)]) }}{{ badge(x, x) }}{{ plate(x, x) }}{{ plate('', x) }}"
        "{{ field('n', x, value=x, hint=x, problem=x) }}{{ select('s', x, [(x, x)]) }}"
        "{{ timeline([{'date': '2026-01-02', 'code': x, 'note': x}]) }}{% call notice('error') %}{{ x }}{% endcall %}"
    )
    made = template.render(x='"><script>')
    assert "<script" not in made
    assert made.count("&lt;script&gt;") >= 12


@pytest.mark.parametrize(
    ("given", "shown"), [("a\x00b", "a\ufffdb"), ("a\u202eb", "ab"), ("tab\tline\n", "tab\tline\n"), (7, 7)]
)
def test_clean_keeps_what_a_page_can_hold(given: object, shown: object):
    assert design.clean(given) == shown
    assert design.clean(Markup("\x00")) == "\x00"


@pytest.mark.parametrize("said", ["20190301", "2019W051", "2019-W05-1", "2019-02-30", "TM/2019/000001", ""])
def test_what_is_no_day_as_the_register_writes_it_stays_as_it_is(said: str):
    assert design.long_day(said) == said
    assert design.long_day("2019-03-01") == "1 March 2019"
