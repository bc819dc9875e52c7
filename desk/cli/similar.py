"""`blazon similar --words WORDS`: marks that are written or sound alike, with the evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from pydantic_core import PydanticCustomError

from desk.batch import Row, Search, run
from desk.cli import goods as applied
from desk.cli.console import emit, progress_bars, tell
from desk.cli.context import open_context
from desk.strategies import catalogue, speaking
from mappings.record import StatusGroup
from search_api.certificate import Certified, said
from search_api.errors import InvalidRequest
from search_api.index import PublicIndex, StaffIndex
from search_api.languages import spoken
from search_api.similar import SimilarAnswer
from search_api.similar import similar as find
from search_api.text import nice_class, without_controls


def similar(
    words: Annotated[str | None, typer.Option("--words", help="The words of the mark.")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="CSV of marks (also .gz), each searched for; see docs/desk.md.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where the results of --file go: .csv or .jsonl.")] = None,
    column: Annotated[
        str | None, typer.Option("--column", help="Column of --file with the words: words, name or mark if left out.")
    ] = None,
    strategy: Annotated[str, typer.Option("--strategy", help="Name, or name.vVERSION.")] = "verbal",
    class_: Annotated[
        list[str] | None, typer.Option("--class", help="Only marks in this Nice class; repeat for more.")
    ] = None,
    before: Annotated[
        dt.datetime | None, typer.Option("--before", formats=["%Y-%m-%d"], help="Only earlier rights than this day.")
    ] = None,
    dead_since: Annotated[
        dt.datetime | None,
        typer.Option("--dead-since", formats=["%Y-%m-%d"], help="No marks that ended before this day."),
    ] = None,
    goods: Annotated[
        list[str] | None,
        typer.Option("--goods", help="Goods applied for: '25: shoes; boots'; repeat for more classes."),
    ] = None,
    related_classes: Annotated[
        bool, typer.Option("--related-classes", help="Also the classes related to --class, else to those of --goods.")
    ] = False,
    least_degree: Annotated[
        str | None,
        typer.Option("--least-degree", help="Only goods at least so related: identical, high, average, low."),
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Only pending marks and those in force.")] = False,
    public: Annotated[bool, typer.Option("--public", help="Ask the public's index, not the staff's.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Hits at most.")] = 50,
    language: Annotated[
        str | None, typer.Option("--language", help="Of the sentences; the office's first when left out.")
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
) -> None:
    """Find marks like these words, and say why."""
    one = _one(words, file, out, json_output=json_output)
    classes = [_checked("--class", nice_class, number) for number in class_ or ()]
    wanted = applied.wanted(goods or (), related_classes=related_classes, least_degree=least_degree)
    with open_context() as context:
        office = context.settings.office
        reader = PublicIndex if public else StaffIndex
        index = reader(context.engine, context.deployment)
        chosen = catalogue(office).get(strategy)
        voice = speaking(context.office, office).get(language)
        judged = applied.judged(wanted, office)

        def search(row: Row) -> SimilarAnswer:
            answer = find(
                index,
                chosen,
                row.words,
                classes=row.classes or classes,
                status_groups=[StatusGroup.PENDING, StatusGroup.REGISTERED] if live else [],
                before=row.before or (before.date() if before else None),
                dead_since=dead_since.date() if dead_since else None,
                goods=judged,
                limit=limit,
                as_of=index.as_of(),
            )
            return spoken(answer, chosen, voice)

        if file and out:
            _all(file, out, column, search)
            return
        answer = search(Row(1, "1", one))
    if json_output:
        emit(answer.model_dump(mode="json"))
    else:
        _print(answer)


def _one(words: str | None, file: Path | None, out: Path | None, *, json_output: bool) -> str:
    """The words of the one mark asked for; empty for a file of marks."""
    if file and words is not None:
        raise typer.BadParameter("--words and --file exclude each other: ask for one mark, or for a file of them")
    if (file is None) != (out is None):
        raise typer.BadParameter("--file and --out go together: the marks, and where the results go")
    if file and json_output:
        raise typer.BadParameter("--json prints the answer for one mark; end the name of --out in .jsonl")
    if words is None and file is None:
        raise typer.BadParameter("give the words of a mark with --words, or a file of marks with --file")
    return _checked("--words", without_controls, words) if words is not None else ""


def _all(file: Path, out: Path, column: str | None, search: Search) -> None:
    """Every mark of the file; exit status 1 when some row gave an error."""
    with progress_bars() as bars:
        tally = run(file, out, search, column=column, report=bars)
    tell(f"{tally.rows:,} {'mark' if tally.rows == 1 else 'marks'} searched for; the results are in {out}")
    if tally.failed:
        tell(f"{tally.failed:,} of them gave an error: their rows in the results say which, and what to do")
        raise typer.Exit(1)


def _checked(option: str, check: Callable[[str], str], text: str) -> str:
    """The text as the search takes it; InvalidRequest, as the API would answer, when it cannot."""
    try:
        return check(text)
    except PydanticCustomError as problem:
        remedy = (problem.context or {})["remedy"]
        raise InvalidRequest([{"parameter": option, "detail": problem.message(), "remedy": remedy}]) from problem


def _print(answer: SimilarAnswer) -> None:
    marks = "mark" if answer.accepted == 1 else "marks"
    typer.echo(
        f"{answer.accepted} {marks} like {answer.asked.text!r} ({answer.strategy.name}.v{answer.strategy.version})"
    )
    applied.told(answer)
    for place, hit in enumerate(answer.hits, 1):
        typer.echo(
            f"{place:3}. {hit.title or hit.number}  [{hit.office} {hit.number}]  "
            + (", ".join(f"{aspect} {value}" for aspect, value in hit.aspects.items()) or f"{hit.points} of {hit.of}")
        )
        for one in hit.evidence:
            typer.echo(f"       {one.aspect}: {one.sentence}")
        if hit.relation:
            typer.echo(f"       {applied.line(hit.relation)}")
    if answer.cut:
        typer.echo("The engine knew more candidates than were compared: some similar marks may be missing.")
    typer.echo(said(Certified(answer.certificate, answer.uncertified)))
