"""The page of an evaluation of logos: the figures, and every miss as a pair of pictures with what stood above."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from PIL import Image

from desk.evaluation.logo_files import Item
from desk.evaluation.logos import Ranked
from desk.evaluation.words import DEPTHS
from publish_site import design

_ABOVE = 3  # hits shown of what stands above a miss
_SIDE = 72  # pixels
_MOST = 200  # misses: each has up to five pictures
_PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ found.strategy }}: what it finds of {{ questions }}</title><style>{{ style }}
td img { width: 4.5rem; height: 4.5rem; object-fit: contain; background: #fff; border: 1px solid #ccc }</style></head>
<body><div class="page"><main class="stack">
<h1>{{ found.strategy }}</h1>
<p class="lead">{{ found.n }} questions of {{ questions }} in a gallery of {{ "{:,}".format(found.gallery) }} pictures.
</p>
<div class="scroll"><table><caption>Share of the questions whose right picture is among the first</caption>
<thead><tr><th>Group</th>{% for depth in depths %}<th class="num">{{ depth }}</th>{% endfor %}</tr></thead><tbody>
{% for group, shares in found.recall.items() %}<tr><td>{{ group }}</td>
{% for depth in depths %}{% set low, high = found.interval[group][depth] %}<td class="num">{{ percent(shares[depth]) }}
<span class="small muted">{{ percent(low) }} to {{ percent(high) }}</span></td>{% endfor %}</tr>{% endfor %}
<tr><td>four bare hashes, all</td>
{% for depth in depths %}<td class="num">{{ percent(found.reference.all[depth]) }}</td>{% endfor %}</tr>
</tbody></table></div>
<p class="small muted">Beside each share its 95 % interval (bootstrap). Of the exact order a search shows
{% for depth, share in found.kept.items() %}{{ "%.1f"|format(100 * share) }} % of the first {{ depth }}
{{- ", " if not loop.last }}{% endfor %}.</p>
<h2>Not among the first ten ({{ count }}{{ ", of which " ~ misses|length if count > misses|length }})</h2>
<table class="cards"><thead>
<tr><th>Asked</th><th>To be found</th><th class="num">Rank</th><th>Stood above</th></tr></thead><tbody>
{% for one in misses %}<tr>
<td data-label="Asked">{{ picture(one.question.file) }} {{ one.question.brand }}</td>
<td data-label="To be found">{% for file in right(one.question) %}{{ picture(file) }} {% endfor %}</td>
<td data-label="Rank" class="num">{{ "%g"|format(one.rank) if one.rank else "over 100" }}</td>
<td data-label="Stood above">{% for item, _ in one.hits[:above] %}{{ picture(files[item]) }} {% endfor %}</td></tr>
{% endfor %}</tbody></table>
</main></div></body></html>
"""
)


def page(found: dict[str, Any], ranked: Sequence[Ranked], gallery: Sequence[Item], questions: str) -> str:
    """A whole page that needs no other file: the pictures stand in it, made small."""
    files = {one.item: one.file for one in gallery}
    missed = [one for one in ranked if not 0 < one.rank <= DEPTHS[1]]

    def right(question: Any) -> list[Path]:
        if question.target:
            return [files[question.target]]
        return [one.file for one in gallery if one.brand == question.brand and one.item != question.query][:2]

    return _PAGE.render(
        found=found,
        questions=questions,
        depths=[str(depth) for depth in DEPTHS],
        misses=missed[:_MOST],
        count=len(missed),
        above=_ABOVE,
        files=files,
        right=right,
        picture=_picture,
        style=design.STYLESHEET.read_text(encoding="utf-8"),
        percent=lambda share: f"{100 * share:.0f} %",
    )


def _picture(file: Path) -> Any:
    with Image.open(file) as opened:
        small = opened.convert("RGB")
    small.thumbnail((_SIDE, _SIDE))
    written = io.BytesIO()
    small.save(written, "PNG")
    return Markup('<img alt="" src="data:image/png;base64,{}">').format(base64.b64encode(written.getvalue()).decode())
