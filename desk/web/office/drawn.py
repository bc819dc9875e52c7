"""The drawing of a workflow as SVG: without styles of its own, with a title and a description. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from markupsafe import Markup

from offices.drawing import LINE, PADDING, Drawing, Line

EDGE = 6.0  # around the drawing
HEAD = 5.0  # of an arrow


def svg(drawing: Drawing, ident: str, title: str, *, here: str | None = None) -> Markup:
    """`ident` names its parts on the page; the status `here` is marked as the one in which a file stands."""
    words = [f"{len(drawing.statuses)} statuses and the actions between them, from the filing downwards."]
    words += [f"The file stands in: {' '.join(one.lines)}." for one in drawing.statuses if one.code == here]
    width, height = drawing.width + 2 * EDGE, drawing.height + 2 * EDGE
    named = f'aria-labelledby="{escape(ident)}-t {escape(ident)}-d"'
    size = f'width="{width:g}" height="{height:g}" viewBox="{-EDGE:g} {-EDGE:g} {width:g} {height:g}"'
    parts = [
        f'<svg class="workflow" role="img" {named} {size}>',
        f'<title id="{escape(ident)}-t">{escape(title)}</title>',
        f'<desc id="{escape(ident)}-d">{escape(" ".join([*words, "The table below says the same."]))}</desc>',
        *(_line(one) for one in drawing.lines),
        f'<circle class="start" cx="{drawing.start.middle:g}" cy="{drawing.start.y + 8:g}" r="8"></circle>',
    ]
    for step in drawing.steps:
        box = step.box
        parts.append(f'<g class="step{" back" if step.back else ""}">')
        parts.append(f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"></rect>')
        parts += [*_words(step.lines, box.middle, box.y), "</g>"]
    for status in drawing.statuses:
        box = status.box
        parts.append(f'<g class="status {escape(status.group)}{" here" if status.code == here else ""}">')
        parts.append(f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="3"></rect>')
        parts += _words(status.lines, box.middle, box.y, "name")
        parts += [*_words(status.stays, box.middle, box.y + LINE * len(status.lines), "stays"), "</g>"]
    return Markup("\n".join([*parts, "</svg>"]))  # noqa: S704 - all words in it are escaped above


def _words(lines: Sequence[str], x: float, top: float, kind: str = "") -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        named = f' class="{kind}"' if kind else ""
        yield f'<text x="{x:g}" y="{top + PADDING / 2 + number * LINE - 4:g}"{named}>{escape(line)}</text>'


def _line(line: Line) -> str:
    (x, y), *rest = line.points
    path = [f"M{x:g} {y:g}"]
    for to_x, to_y in rest:
        half = (y + to_y) / 2
        path.append(f"L{to_x:g} {to_y:g}" if x == to_x else f"C{x:g} {half:g} {to_x:g} {half:g} {to_x:g} {to_y:g}")
        x, y = to_x, to_y
    drawn = f'<path class="way{" back" if line.up else ""}" d="{"".join(path)}"></path>'
    if not line.ends:
        return drawn
    tip_x, tip_y = line.points[0] if line.up else line.points[-1]
    away = HEAD * 1.6 if line.up else -HEAD * 1.6
    head = f"M{tip_x:g} {tip_y:g}L{tip_x - HEAD:g} {tip_y + away:g}L{tip_x + HEAD:g} {tip_y + away:g}Z"
    return f'{drawn}<path class="head" d="{head}"></path>'
