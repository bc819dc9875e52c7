"""The page of an evaluation: the figures, and every miss with what stood in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2 import Environment

from desk.evaluation.words import DEPTHS, Ranked
from publish_site import design

_ABOVE = 5  # hits shown of what stands above a miss
_PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ found.strategy }}: what it finds of {{ pairs }}</title><style>{{ style }}</style></head>
<body><div class="page"><main class="stack">
<h1>{{ found.strategy }}</h1>
<p class="lead">{{ found.n }} pairs of {{ pairs }} in a gallery of {{ "{:,}".format(found.gallery) }} names.</p>
<div class="scroll"><table><caption>Share of the pairs whose mark is among the first</caption>
<thead><tr><th>Group</th>{% for depth in depths %}<th class="num">{{ depth }}</th>{% endfor %}</tr></thead><tbody>
{% for group, shares in found.recall.items() %}<tr><td>{{ group }}</td>
{% for depth in depths %}{% set low, high = found.interval[group][depth] %}<td class="num">{{ percent(shares[depth]) }}
<span class="small muted">{{ percent(low) }} to {{ percent(high) }}</span></td>{% endfor %}</tr>{% endfor %}
<tr><td>the reference score, all</td>
{% for depth in depths %}<td class="num">{{ percent(found.reference.all[depth]) }}</td>{% endfor %}</tr>
</tbody></table></div>
<p class="small muted">Beside each share its 95 % interval (bootstrap).
{% if found.kept %}Of the exact order a search shows
{% for depth, share in found.kept.items() %}{{ "%.1f"|format(100 * share) }} % of the first {{ depth }}
{{- ", " if not loop.last }}{% endfor %} ({{ found.placed_exactly }} questions).{% endif %}</p>
<h2>Not among the first ten ({{ misses|length }})</h2>
<table class="cards"><thead>
<tr><th>Asked</th><th>To be found</th><th class="num">Rank</th><th>Stood above</th></tr></thead><tbody>
{% for one in misses %}<tr><td data-label="Asked">{{ one.pair.query }}</td>
<td data-label="To be found">{{ one.pair.target }}</td>
<td data-label="Rank" class="num">{{ one.rank or "over 100" }}</td>
<td data-label="Stood above">
{% for name, _ in one.hits[:above] %}{{ name }}{{ ", " if not loop.last }}{% endfor %}</td></tr>
{% endfor %}</tbody></table>
</main></div></body></html>
"""
)


def page(found: dict[str, Any], ranked: Sequence[Ranked], pairs: str) -> str:
    """A whole page that needs no other file."""
    return _PAGE.render(
        found=found,
        pairs=pairs,
        depths=[str(depth) for depth in DEPTHS],
        misses=[one for one in ranked if one.pair.counts and not 0 < one.rank <= DEPTHS[1]],
        above=_ABOVE,
        style=design.STYLESHEET.read_text(encoding="utf-8"),
        percent=lambda share: f"{100 * share:.0f} %",
    )
