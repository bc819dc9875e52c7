# ruff: noqa: RUF001 - letters of many languages
"""Owners, inventors and agents: companies with the legal forms of their countries and natural persons, at
believable addresses.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from mappings.record import Address, Party, Role
from offices.sample.chance import stream
from offices.sample.data import table
from offices.sample.words import coined, smooth

if TYPE_CHECKING:
    from random import Random

HOME = "XB"
# Owners of the mark in a hundred that are human beings.
NATURAL = 17
FIRM_WORDS = {
    "en": ["Trading", "Holdings", "Industries", "Brands", "International", "Group", "Products", "Partners"],
    "fr": ["Développement", "Industries", "Créations", "et Fils", "Participations"],
    "es": ["Comercial", "Industrias", "Hermanos", "Distribuciones"],
    "de": ["Handels", "Vertriebs", "Industrie", "Holding"],
    "it": ["Industrie", "Commerciale", "Fratelli", "Gruppo"],
    "sw": ["Traders", "Enterprises", "Industries", "Holdings"],
    "tr": ["Sanayi ve Ticaret", "Gıda", "Dış Ticaret", "Holding"],
}
TRADE_WORDS = {
    "coffee": "Coffee", "food": "Foods", "drinks": "Beverages", "fashion": "Apparel", "beauty": "Cosmetics",
    "health": "Healthcare", "technology": "Technologies", "energy": "Energy", "building": "Building Materials",
    "home": "Home Products", "transport": "Logistics", "finance": "Financial Services", "learning": "Education",
    "play": "Leisure", "garden": "Horticulture", "machines": "Engineering", "sea": "Marine", "tobacco": "Tobacco",
}  # fmt: skip
PRACTICES = ["& Partners", "IP", "Patent & Trademark Attorneys", "Intellectual Property", "& Associates", "Law Office"]


def country(rng: Random) -> str:
    """The ST.3 code of a country applicants come from, as often as they do."""
    places = table("places")
    return str(rng.choices(list(places), weights=[place["weight"] for place in places.values()])[0])


def language(code: str) -> str:
    """The language of the generator's tables nearest to a country's."""
    return str(table("places")[code]["language"])


def address(rng: Random, code: str) -> Address:
    place = table("places")[code]
    street = place["street"].format(n=rng.randrange(1, 190), s=rng.choice(place["streets"]))
    postcode = "".join(
        str(rng.randrange(1, 10)) if sign == "9" else rng.choice("BDEGLMNRS") if sign == "A" else sign
        for sign in place["postcode"]
    )
    return Address(lines=(street,), city=rng.choice(place["cities"]), postcode=postcode or None, country=code)


def person(rng: Random, code: str) -> str:
    place = table("places")[code]
    return f"{rng.choice(place['given'])} {rng.choice(place['family'])}"


def company(rng: Random, code: str, sector: str) -> tuple[str, str]:
    """A firm's name and its legal form."""
    place = table("places")[code]
    form = str(rng.choice(place["forms"]))
    spoken = place["language"]
    word = (smooth(rng) if rng.random() < 0.5 else coined(rng, spoken)).capitalize()
    if rng.random() < 0.3:
        word = str(rng.choice(place["family"]))
    middle = TRADE_WORDS[sector] if rng.random() < 0.5 and spoken in {"en", "sw"} else rng.choice(FIRM_WORDS[spoken])
    return f"{word} {middle} {form}", form


def owner(number: int, seed: int, role: Role = Role.APPLICANT) -> tuple[Party, str]:
    """The owner of that number and the sector it works in; the same every time it is asked for."""
    rng = stream(seed, "owner", number)
    code = country(rng)
    sector = rng.choice(list(table("sectors")))
    where = address(rng, code)
    if rng.random() * 100 < NATURAL:
        name = person(rng, code)
        party = Party(
            role=role,
            name=name,
            natural_person=True,
            nationality=code,
            address=where,
            emails=(_email(name, "mail.example"),),
        )
    else:
        name, form = company(rng, code, sector)
        party = Party(
            role=role,
            name=name,
            natural_person=False,
            legal_form=form,
            incorporated_in=code,
            address=where,
            emails=(_email("office", f"{_plain(name.split()[0])}.example"),),
            reference=f"{name[:3].upper()}-{rng.randrange(1000, 9999)}",
        )
    return party, sector


def agent(number: int, seed: int) -> Party:
    """The representative of that number: a practice in Blazonia, or a single attorney."""
    rng = stream(seed, "agent", number)
    place: dict[str, Any] = table("places")[HOME]
    first, second = rng.sample(place["family"], 2)
    natural = rng.random() < 0.25
    name = (
        person(rng, HOME) if natural else rng.choice((f"{first} {rng.choice(PRACTICES)}", f"{first}, {second} & Co."))
    )
    return Party(
        role=Role.REPRESENTATIVE,
        name=name,
        natural_person=natural,
        address=address(rng, HOME),
        identifier=f"AG-{number + 101:04}",
        emails=(_email("files", f"{_plain(first)}-ip.example"),),
        phones=(f"+999 {rng.randrange(100, 999)} {rng.randrange(1000, 9999)}",),
    )


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("ß", "ss")).lower()
    return "".join(letter for letter in decomposed if "a" <= letter <= "z") or "office"


def _email(name: str, domain: str) -> str:
    return ".".join(_plain(part) for part in name.split()) + "@" + domain


def parties(rng: Random, seed: int, size: int) -> tuple[tuple[Party, ...], str]:
    """Applicant(s) and representative of one application in an office of `size` marks, and the sector of the first.

    A few owners file much and many file once; three in four foreigners are represented, half of the others.
    """
    pool = max(12, size // 2)
    first, sector = owner(int(pool * rng.random() ** 1.6), seed)
    found = [first]
    if rng.random() < 0.04:
        other, _ = owner(int(pool * rng.random()), seed)
        if other.name != first.name:
            found.append(other.model_copy(update={"sequence": 2}))
    home = first.address is not None and first.address.country == HOME
    if rng.random() < (0.5 if home else 0.8):
        agents = min(60, 8 + size // 60)
        found.append(agent(int(agents * rng.random() ** 1.6), seed))
    return tuple(found), sector
