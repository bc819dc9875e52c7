"""`blazon similar`: files like these words, this picture, or both, with the evidence."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from desk import batch, picture_batch
from desk.cli import goods as applied
from desk.cli.alike import printed
from desk.cli.asked import checked, content, of_register, one_question, part, words_in
from desk.cli.console import emit, progress_bars, tell
from desk.cli.context import open_context
from desk.strategies import catalogue, logo_catalogue, speaking
from mappings.record import Kind, StatusGroup
from search_api import reading
from search_api.answering import Answered, ByPicture, ByWords, answered
from search_api.combined import Narrowing
from search_api.index import Index, PublicIndex, StaffIndex
from search_api.logos import LogoAnswer
from search_api.looking import looking
from search_api.similar import SimilarAnswer
from search_api.text import nice_class, vienna_code, without_controls


def similar(
    words: Annotated[str | None, typer.Option("--words", help="The words of the mark.")] = None,
    logo: Annotated[
        Path | None, typer.Option("--logo", help="A picture, alone or with --words; or a folder of them, with --out.")
    ] = None,
    number: Annotated[
        str | None, typer.Option("--number", help="A file of the register, by any number: its words and its logo.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="CSV of marks (also .gz), each searched for; see docs/desk.md.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where the results of --file or of a folder go: .csv or .jsonl.")
    ] = None,
    column: Annotated[
        str | None, typer.Option("--column", help="Column of --file with the words: words, name or mark if left out.")
    ] = None,
    cut: Annotated[
        str | None, typer.Option("--cut", help="Part of --logo to look at: left,top,right,bottom in percent.")
    ] = None,
    read: Annotated[
        bool, typer.Option("--read-words", help="Ask for the words in --logo too, as BLAZON_DESK_OCR reads them.")
    ] = False,
    design: Annotated[bool, typer.Option("--design", help="Compare the picture with the views of designs.")] = False,
    strategy: Annotated[str, typer.Option("--strategy", help="For words: name, or name.vVERSION.")] = "verbal",
    logo_strategy: Annotated[
        str, typer.Option("--logo-strategy", help="For the picture: name, or name.vVERSION.")
    ] = "logo",
    class_: Annotated[
        list[str] | None, typer.Option("--class", help="Only marks in this Nice class; repeat for more.")
    ] = None,
    vienna: Annotated[
        list[str] | None, typer.Option("--vienna", help="Only marks with this Vienna code; repeat for more.")
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
    """Find marks like these words or this picture, and say why."""
    one_question(
        words=words,
        logo=logo,
        number=number,
        file=file,
        out=out,
        cut=cut,
        design=design,
        narrowed=bool(class_ or vienna or goods or related_classes or least_degree),
        read=read,
        json=json_output,
    )
    narrowing = Narrowing(
        classes=[checked("--class", nice_class, one) for one in class_ or ()],
        vienna=[checked("--vienna", vienna_code, one) for one in vienna or ()],
        status_groups=[StatusGroup.PENDING, StatusGroup.REGISTERED] if live else [],
        before=before.date() if before else None,
        dead_since=dead_since.date() if dead_since else None,
        goods=applied.wanted(goods or (), related_classes=related_classes, least_degree=least_degree),
    )
    looked_at = part(cut)
    words = checked("--words", without_controls, words) if words is not None else None
    picture = content(logo) if logo and not logo.is_dir() else None
    with open_context() as context, closing(looking(1)) as looks:
        office = context.settings.office
        if read and picture is not None:
            words = words_in(picture, context.settings)
        index: Index = (PublicIndex if public else StaffIndex)(context.engine, context.deployment)
        chosen = catalogue(office).get(strategy)
        drawn = logo_catalogue(office).get(logo_strategy)
        voice = speaking(context.office, office).get(language)
        if narrowing.goods:
            narrowing = replace(narrowing, goods=applied.judged(narrowing.goods, office))

        def by_words(row: batch.Row) -> SimilarAnswer:
            own = replace(narrowing, classes=row.classes or narrowing.classes, before=row.before or narrowing.before)
            asked = ByWords(row.words, chosen, voice)
            found = answered(index, asked, None, own, limit=limit, as_of=index.as_of())
            assert isinstance(found, SimilarAnswer)
            return found

        def seen(file: bytes) -> ByPicture:
            return ByPicture(looks.look(file, looked_at), drawn, Kind.DESIGN if design else Kind.TRADEMARK)

        def by_picture(row: picture_batch.Picture) -> LogoAnswer:
            found = answered(index, None, seen(row.content), narrowing, limit=limit, as_of=index.as_of())
            assert isinstance(found, LogoAnswer)
            return found

        if out:
            with progress_bars() as bars:
                if file:
                    tally = batch.run(file, out, by_words, column=column, report=bars)
                else:
                    assert logo is not None
                    tally = picture_batch.run(logo, out, by_picture, report=bars)
            _told(tally, out, "mark" if file else "picture")
            return
        as_of = index.as_of()
        asked = ByWords(words, chosen, voice) if words is not None else None
        look = seen(picture) if picture is not None else None
        if number:
            own = reading.dossier(index, number).dossier
            known = of_register(own, design=design)
            asked = ByWords(known.words, chosen, voice) if known.words is not None else None
            look = ByPicture(known.look, drawn, known.kind) if known.look else None
            narrowing = replace(narrowing, leave_out=own.id, codes=own.vienna, products=own.locarno)
        answer: Answered = answered(index, asked, look, narrowing, limit=limit, as_of=as_of)
    if json_output:
        emit(answer.model_dump(mode="json"))
    else:
        printed(answer)


def _told(tally: batch.Tally, out: Path, what: str) -> None:
    """How many were searched for; exit status 1 when some row gave an error."""
    tell(f"{tally.rows:,} {what}{'' if tally.rows == 1 else 's'} searched for; the results are in {out}")
    if tally.failed:
        tell(f"{tally.failed:,} of them gave an error: their rows in the results say which, and what to do")
        raise typer.Exit(1)
