"""One trademark application: the name or the logo, who files it and for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mappings.record import Classification, Kind, Mark, Priority, Record, Related
from offices.sample.chance import shuffled, stream
from offices.sample.data import keys, table
from offices.sample.days import filing_day, months_after
from offices.sample.drawing.logo import Drawn, draw, lookalike, plan
from offices.sample.drawing.plan import Plan
from offices.sample.families import RELATIONS, family
from offices.sample.filing import Filing, png
from offices.sample.goods import classes
from offices.sample.mark_life import life
from offices.sample.people import HOME, language, parties
from offices.sample.words import LATIN, Name, name

if TYPE_CHECKING:
    import datetime as dt
    from random import Random

    from offices.office import Office

# Of a hundred marks: in families of names, and in families of logos.
NAME_FAMILIES, LOGO_FAMILIES = 30, 12
LOOKALIKES = 6
# Of a hundred other marks: words alone; a picture alone; the rest have both.
WORDS_ALONE, PICTURE_ALONE = 51, 12
FEATURES = {"word": "Word", "figurative": "Figurative", "combined": "Combined"}


def mark(position: int, count: int, seed: int, office: Office, today: dt.date) -> Filing:
    """The mark that is filed as number `position` (from 0) of `count`."""
    rng = stream(seed, "mark", position)
    filed = filing_day(rng, position, count, today)
    people, sector = parties(rng, seed, count)
    home = people[0].address.country if people[0].address and people[0].address.country else HOME
    slot = shuffled(position, count, seed)
    in_names = count * NAME_FAMILIES // 100
    group = relation = None
    words: Name | None
    sign: Plan | None
    if slot < in_names:
        member = family(slot // len(RELATIONS), seed)[slot % len(RELATIONS)]
        words, sector, relation, group = (
            member.name,
            member.sector,
            member.relation,
            f"words-{slot // len(RELATIONS):05}",
        )
        sign = plan(rng, words.words, words.script, table("sectors")[sector]["motifs"]) if rng.random() < 0.4 else None
    elif slot < in_names + count * LOGO_FAMILIES // 100:
        number, place = divmod(slot - in_names, LOOKALIKES)
        group = f"logos-{number:05}"
        sector = stream(seed, "lookalikes", number).choice(keys("sectors"))
        words = name(rng, sector, language(home))
        first, first_name = _first_of(number, seed, sector)
        sign, relation = lookalike(first, place, rng, words.words, words.script)
        words = {words.words: words, first_name.words: first_name}.get(sign.words)
    else:
        words = name(rng, sector, language(home))
        fate = rng.random() * 100
        sign = None
        if fate >= WORDS_ALONE:
            alone = fate < WORDS_ALONE + PICTURE_ALONE
            words = None if alone else words
            sign = plan(
                rng, words.words if words else "", words.script if words else LATIN, table("sectors")[sector]["motifs"]
            )
    if sign and words and not sign.words:  # a script we cannot draw: the words stand alone
        sign = None
    drawn = draw(sign) if sign else None
    record = _record(rng, position, filed, office, words, drawn).model_copy(
        update={
            "parties": people,
            "classes": classes(rng, sector, office.right(Kind.TRADEMARK).classification_editions["nice"]),
        }
    )
    if home != HOME and rng.random() < 0.3:
        record = record.model_copy(update={"priorities": (_priority(rng, filed, home),)})
    if home != HOME and stream(seed, "madrid", position).random() < 0.03:
        international = Related(relation="international", office="WO", number=f"{1_500_000 + position}")
        record = record.model_copy(update={"related": (international,)})
    files = (png(drawn.png, "logo.png", "logo", filed, drawn.size),) if drawn else ()
    record = record.model_copy(update={"documents": tuple(document for document, _ in files)})
    return Filing(record, files, life(rng, record, office, seed, today), group, relation)


def _first_of(number: int, seed: int, sector: str) -> tuple[Plan, Name]:
    """The logo a family of look-alikes starts from, and the name beside it."""
    rng = stream(seed, "lookalikes", number, "first")
    words = name(rng, sector)
    return plan(rng, words.words, words.script, table("sectors")[sector]["motifs"]), words


def _record(
    rng: Random, position: int, filed: dt.date, office: Office, words: Name | None, drawn: Drawn | None
) -> Record:
    feature = "combined" if words and drawn else "figurative" if drawn else "word"
    in_colour = bool(drawn and drawn.colours)
    edition = office.right(Kind.TRADEMARK).classification_editions["vienna"]
    return Record(
        kind=Kind.TRADEMARK,
        office=office.code,
        application_number=f"DRAFT/TM/{position + 1:07}",
        filing_date=filed,
        language=rng.choices(("en", "fr", "es", "ar"), weights=(70, 14, 11, 5))[0],
        status=office.status(Kind.TRADEMARK, "filed", filed),
        mark=Mark(
            verbal_element=words.words if words else None,
            transliteration=words.transliteration if words else None,
            translation=words.translation if words else None,
            language=words.language if words else None,
            description=drawn.description if drawn else None,
            colours=drawn.colours if drawn else None,
            in_colour=in_colour if drawn else None,
            kind=rng.choices(("Individual", "Collective", "Certificate"), weights=(96, 3, 1))[0],
            feature=FEATURES[feature],
            standard_characters=feature == "word",
        ),
        classifications=tuple(
            Classification(scheme="vienna", code=code, edition=edition, title=title, first=place == 0)
            for place, (code, title) in enumerate(drawn.vienna)
        )
        if drawn
        else (),
    )


def _priority(rng: Random, filed: dt.date, country: str) -> Priority:
    first = months_after(filed, -rng.randrange(1, 7))
    return Priority(office=country, number=f"{first.year}{rng.randrange(1000, 99999):06}", date=first)
