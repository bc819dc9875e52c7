"""Made-up records for benchmarks: many, quickly, and of the size of real ones; the same seed gives the same."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Iterator

from mappings.record import (
    Address,
    Classification,
    Document,
    Event,
    GoodsClass,
    Kind,
    Mark,
    Party,
    Publication,
    Record,
    Role,
    Status,
    StatusGroup,
)

FIRST_DAY = dt.date(2010, 1, 4)
_SYLLABLES = (
    "ba bel bri ca cor da del dor en fa fin ga gra ha il jo ka kel la len lor ma mi mon na nor o pa per pri qua ra rin "
    "sa sol ta tel tor u va ver vi wen xa yo za zen"
)
_GOODS = (
    "clothing;footwear;headgear;printed matter;downloadable software;apparatus for recording sound;soaps;perfumery;"
    "cosmetics;cleaning preparations;beers;mineral waters;fruit juices;coffee;tea;cocoa;sugar;rice;bread;pastry;"
    "furniture;mirrors;household utensils;ropes;yarns;textiles;lace;carpets;games;toys;meat;fish;fruits;flowers;"
    "advertising;insurance;construction;telecommunications;transport;education;scientific services;medical services"
)
SYLLABLES = _SYLLABLES.split()
GOODS = _GOODS.split(";")
CITIES = (("Oslo", "NO"), ("Berlin", "DE"), ("Lyon", "FR"), ("Porto", "PT"), ("Brno", "CZ"), ("Turku", "FI"))
PUBLISHED = 0.9  # of a register's marks; the others were filed lately
WITH_CONTACTS = 0.25  # carry an e-mail address, so that the public's document is another than the staff's


def marks(count: int, seed: int, first: int = 0, *, logos: bool = False) -> Iterator[Record]:
    """`count` trademarks of a foreign office, numbered from `first`; two to four kilobytes of JSON each.

    With `logos` each has a picture, of which there is nothing but the digest.
    """
    rng = random.Random(seed)
    for number in range(first, first + count):
        record = _mark(rng, number)
        yield record.model_copy(update={"documents": (_logo(number),)}) if logos else record


def logo_digest(number: int) -> str:
    """The content hash of the picture of a made-up mark."""
    return hashlib.sha256(f"logo {number}".encode()).hexdigest()


def _logo(number: int) -> Document:
    return Document(
        digest=logo_digest(number),
        media_type="image/png",
        name="logo.png",
        role="logo",
        size=10_000,
        width=512,
        height=512,
    )


def _mark(rng: random.Random, number: int) -> Record:
    filed = FIRST_DAY + dt.timedelta(days=rng.randrange(5_800))
    public = rng.random() < PUBLISHED
    published = filed + dt.timedelta(days=90)
    registered = filed + dt.timedelta(days=210)
    return Record(
        kind=Kind.TRADEMARK,
        office="EM",
        application_number=f"{900_000_000 + number}",
        registration_number=f"{800_000_000 + number}" if public else None,
        filing_date=filed,
        registration_date=registered if public else None,
        expiry_date=dt.date(filed.year + 10, filed.month, min(filed.day, 28)) if public else None,
        status=Status(
            group=StatusGroup.REGISTERED if public else StatusGroup.PENDING, text="In force", date=registered
        ),
        parties=tuple(_parties(rng)),
        classes=tuple(
            GoodsClass(number=str(nice), edition="12", goods="; ".join(rng.sample(GOODS, rng.randint(5, 14))))
            for nice in rng.sample(range(1, 46), rng.randint(1, 3))
        ),
        classifications=tuple(
            Classification(scheme="vienna", code=f"{rng.randint(1, 29):02}.{rng.randint(1, 20):02}.{item:02}")
            for item in range(1, rng.randint(2, 5))
        ),
        mark=Mark(verbal_element=_words(rng, rng.choice((1, 1, 2, 2, 3))).upper(), feature="figurative", language="en"),
        events=(
            Event(date=filed, code="filed", text="Application filed", sequence=1),
            Event(date=published, code="published", text="Application published", sequence=2),
            Event(date=registered, code="registered", text="Registered", sequence=3),
        )[: 3 if public else 1],
        publications=(Publication(date=published, stage="application", number=f"{filed.year}/{number % 250}"),)
        if public
        else (),
    )


def _parties(rng: random.Random) -> Iterator[Party]:
    contacts = ("office@example.org",) if rng.random() < WITH_CONTACTS else ()
    for role, form in ((Role.APPLICANT, "GmbH"), (Role.REPRESENTATIVE, "LLP")):
        city, country = rng.choice(CITIES)
        address = Address(lines=(f"{_words(rng, 1).title()} {rng.randint(1, 200)}",), city=city, country=country)
        name = f"{_words(rng, 2).title()} {form}"
        yield Party(role=role, name=name, natural_person=False, address=address, emails=contacts)


def _words(rng: random.Random, count: int) -> str:
    return " ".join("".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(count))
