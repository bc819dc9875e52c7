"""`blazon similar --words WORDS`: marks that are written or sound alike, with the evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated

import typer
from pydantic_core import PydanticCustomError

from desk.cli.console import emit
from desk.cli.context import open_context
from desk.strategies import catalogue
from mappings.record import StatusGroup
from search_api.certificate import Certified, said
from search_api.errors import InvalidRequest
from search_api.index import PublicIndex, StaffIndex
from search_api.similar import SimilarAnswer
from search_api.similar import similar as find
from search_api.text import nice_class, without_controls


def similar(
    words: Annotated[str, typer.Option("--words", help="The words of the mark.")],
    strategy: Annotated[str, typer.Option("--strategy", help="Name, or name.vVERSION.")] = "verbal",
    class_: Annotated[
        list[str] | None, typer.Option("--class", help="Only marks in this Nice class; repeat for more.")
    ] = None,
    before: Annotated[
        dt.datetime | None, typer.Option("--before", formats=["%Y-%m-%d"], help="Only earlier rights than this day.")
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Only pending marks and those in force.")] = False,
    public: Annotated[bool, typer.Option("--public", help="Ask the public's index, not the staff's.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Hits at most.")] = 50,
    json_output: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
) -> None:
    """Find marks like these words, and say why."""
    words = _checked("--words", without_controls, words)
    classes = [_checked("--class", nice_class, number) for number in class_ or ()]
    with open_context() as context:
        reader = PublicIndex if public else StaffIndex
        index = reader(context.engine, context.deployment)
        answer = find(
            index,
            catalogue(context.settings.office).get(strategy),
            words,
            classes=classes,
            status_groups=[StatusGroup.PENDING, StatusGroup.REGISTERED] if live else [],
            before=before.date() if before else None,
            limit=limit,
            as_of=index.as_of(),
        )
    if json_output:
        emit(answer.model_dump(mode="json"))
    else:
        _print(answer)


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
    for place, hit in enumerate(answer.hits, 1):
        typer.echo(
            f"{place:3}. {hit.title or hit.number}  [{hit.office} {hit.number}]  "
            + (", ".join(f"{aspect} {value}" for aspect, value in hit.aspects.items()) or f"{hit.points} of {hit.of}")
        )
        for one in hit.evidence:
            typer.echo(f"       {one.aspect}: {one.sentence}")
    if answer.cut:
        typer.echo("The engine knew more candidates than were compared: some similar marks may be missing.")
    typer.echo(said(Certified(answer.certificate, answer.uncertified)))
