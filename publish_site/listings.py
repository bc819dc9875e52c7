"""Which pages of which lists are others than before."""

from __future__ import annotations

from collections.abc import Iterator

from publish_site import lists
from publish_site.news import FED, News
from publish_site.pages import Listing
from publish_site.standing import Standing


def touched(standing: Standing) -> Iterator[Listing]:
    """The pages of the lists that this build touches."""
    for scheme, value in standing.touched():
        yield from _of(standing, scheme, value)


def _of(standing: Standing, scheme: str, value: str) -> Iterator[Listing]:
    count, places = standing.places(scheme, value)
    blocks = -(-count // lists.BLOCK)
    folder = lists.folder(scheme, value)
    fed = scheme in FED
    dated = fed and News(standing).has_deadlines(scheme, value)
    newest = standing.listed(scheme, value, max(0, count - lists.BLOCK), lists.BLOCK)[::-1]
    yield Listing(scheme, value, folder, newest, blocks, count, 0, fed, dated)
    if blocks < 2:  # noqa: PLR2004 - a list of one block has one page
        return
    for block in range(1, blocks + 1):
        first = (block - 1) * lists.BLOCK
        if places.any_in(first, first + lists.BLOCK):
            cards = standing.listed(scheme, value, first, lists.BLOCK)
            yield Listing(scheme, value, folder, cards, blocks, count, block, fed, dated)
