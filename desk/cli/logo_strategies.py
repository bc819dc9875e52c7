"""What `blazon strategies` does with strategies for logos: two pictures explained, two versions held side by side."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import typer

from desk.cli.asked import content
from desk.cli.console import emit, progress_bars
from desk.cli.context import open_context
from desk.evaluation import logo_files
from desk.evaluation.differences import between_logos
from desk.evaluation.logo_scratch import logo_scratch
from desk.looking import workers
from mappings.indices import Layout
from search_api.logos import NothingDrawn
from search_api.looking import looking
from similarity.logos import keys
from similarity.logos.pair import compare
from similarity.logos.strategy import LogoStrategy

ASKED = 20  # questions, where none are given
T = TypeVar("T")


def some(gallery: Sequence[T]) -> Sequence[T]:
    """The questions where none are given: ASKED of the gallery, evenly."""
    return gallery[:: max(1, len(gallery) // ASKED)][:ASKED]


def explain(strategy: LogoStrategy, asked: Path, candidate: Path, *, json_output: bool) -> None:
    """Every comparison of two picture files. InvalidRequest, PictureRefused, NothingDrawn."""
    files = content(asked, "QUERY"), content(candidate, "CANDIDATE")
    with closing(looking(1)) as looks:
        one, other = map(looks.look, files)
    if not one or not other:
        raise NothingDrawn
    found = compare(strategy, one, other)
    if json_output:
        emit(asdict(found))
        return
    shown = "a search shows it" if found.hit else f"below {strategy.order.least} %, so that no search shows it"
    typer.echo(f"{found.rank / 10_000:.1f} % by outline and details ({found.strategy}): {shown}")
    for each in found.comparisons:
        typer.echo(f"{each.title} ({each.measure}): {each.value} {each.unit}, {each.level or '-'}: {each.sentence}")


def changes(before: LogoStrategy, after: LogoStrategy, gallery: Path, queries: Path | None) -> dict[str, Any]:
    """What enters and leaves the first hundred, in a gallery of pictures. BadFile."""
    items = logo_files.gallery(gallery)
    asked = logo_files.named(queries) if queries else [(one.item, one.file) for one in some(items)]
    with (
        open_context() as context,
        progress_bars() as bars,
        workers(keys.kept_bytes) as kept,
        workers(keys.asked_bytes) as asking,
    ):
        looks = logo_files.looks([one.file for one in items], kept)
        with logo_scratch(context.engine, [one.item for one in items], looks, Layout(), bars) as place:
            seen = logo_files.looks([file for _, file in asked], asking, keys.asking)
            questions = [(name, look) for (name, _), look in zip(asked, seen, strict=True)]
            return between_logos(place, before, after, questions, bars)
