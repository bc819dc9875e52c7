"""`blazon compare ASKED CANDIDATE`: two marks side by side, with every reason for and against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from pydantic_core import PydanticCustomError

from desk.cli.console import emit
from desk.cli.context import open_context
from desk.strategies import catalogue, speaking
from search_api.errors import InvalidRequest
from search_api.index import PublicIndex, StaffIndex
from search_api.pairs import CompareAnswer, pair
from search_api.text import without_controls
from similarity.pair import Checked, Compared, Overall
from similarity.says.voice import Voice


def compare(
    asked: Annotated[str, typer.Argument(help="The words of the one mark.")],
    candidate: Annotated[str, typer.Argument(help="The words of the other.")],
    strategy: Annotated[str, typer.Option("--strategy", help="Name, or name.vVERSION.")] = "verbal",
    language: Annotated[
        str | None, typer.Option("--language", help="Of the sentences; the office's first when left out.")
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="Weigh words as the public's index, not the staff's.")
    ] = False,
    json_output: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
) -> None:
    """Compare two marks: each feature with what it finds or lacks, the measures, how they are read aloud."""
    one, other = _checked("ASKED", asked), _checked("CANDIDATE", candidate)
    with open_context() as context:
        office = context.settings.office
        index = (PublicIndex if public else StaffIndex)(context.engine, context.deployment)
        chosen = catalogue(office).get(strategy)
        voice = speaking(context.office, office).get(language)
        answer = pair(index, chosen, one, other, voice=voice, as_of=index.as_of())
    if json_output:
        emit(answer.model_dump(mode="json"))
        return
    for line in _whole(answer, voice):
        typer.echo(line)


def reasons(found: Compared, voice: Voice) -> Iterator[str]:
    """The level of each comparison that counts, and the measures, as the voice says them."""
    for comparison in found.comparisons:
        for level in comparison.levels:
            if level.counts:
                points = voice.phrase("points", points=level.points, of=comparison.of).text
                yield f"{comparison.name}, {level.level} ({points}): {level.sentence}"
    measured, of_hundred = voice.phrase("measured").text, voice.phrase("of-hundred").text
    for one in found.measures:
        yield f"{voice.aspect(one.aspect).text}, {measured}: {one.title}: {one.value} {of_hundred}"


def verdict(overall: Overall, voice: Voice) -> str:
    """What it comes to, and whether a search for the one would show the other."""
    shown = voice.phrase("is-hit" if overall.hit else "no-hit").text
    return f"{voice.phrase('overall').text}: {overall.value} {voice.phrase('of-hundred').text}. {shown} {overall.rule}"


def _whole(answer: CompareAnswer, voice: Voice) -> Iterator[str]:
    used = f"{answer.strategy.name}.v{answer.strategy.version}"
    yield f"{answer.asked.text!r} and {answer.candidate.text!r} ({used})"
    columns = [f"{aspect} {value}" for aspect, value in answer.aspects.items()]
    if answer.overall:
        yield f"{', '.join([*columns, f'overall {answer.overall.value}'])}. {answer.overall.rule}"
    yield from reasons(answer, voice)
    yield ""
    for comparison in answer.comparisons:
        yield f"{comparison.title} ({comparison.aspect})"
        yield from (f"  {_mark(level)} {level.level}: {level.sentence}" for level in comparison.levels)
    yield "Not asked by the strategy"
    yield from (f"  {_mark(one)} {one.feature}: {one.sentence}" for one in answer.others)
    yield ""
    for name, spelled in (("asked", answer.asked_spellings), ("candidate", answer.candidate_spellings)):
        yield f"{name}, spelled: {', '.join(f'{one.text} ({one.how})' for one in spelled)}"
    for heard in answer.readings:
        sounds = " and ".join(" ".join(f"/{sound}/" for sound in side) for side in (heard.asked, heard.candidate))
        yield f"read in {heard.title}: {sounds}, {heard.alike} % alike"
    for code in answer.codes:
        yield f"{code.title}: {code.asked or '-'} and {code.candidate or '-'}"


def _mark(one: Checked) -> str:
    """How a feature stands, in one sign: counts, holds, does not hold."""
    return "*" if one.counts else "+" if one.holds else "-"


def _checked(argument: str, text: str) -> str:
    try:
        return without_controls(text)
    except PydanticCustomError as problem:
        remedy = (problem.context or {})["remedy"]
        raise InvalidRequest([{"parameter": argument, "detail": problem.message(), "remedy": remedy}]) from problem
