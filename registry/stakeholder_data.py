"""What is said of a stakeholder, and whether the office takes it so. Pure."""

from __future__ import annotations

import datetime as dt
import difflib
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from mappings.record import Address, Country, Digest, Line, Number, Part
from mappings.stakeholders import Stakeholders
from registry.emails import EMAIL
from registry.stakeholder_errors import UnfitStakeholder

State = Literal["active", "ended", "merged"]
_LANGUAGE = r"^[a-z]{2,3}$"
Empty = BeforeValidator(lambda given: None if given in ("", {}) else given)


class Details(Part):
    """All that somebody says of a stakeholder; an agent has an `agent_number`, `next` for that of the series."""

    name: Line
    other_names: tuple[Line, ...] = ()  # as in other scripts
    nature: Annotated[Line | None, Empty] = None
    gender: Annotated[Line | None, Empty] = None
    nationality: Annotated[Country | None, Empty] = None
    address: Annotated[Address | None, Empty] = None
    email: Annotated[Line | None, Empty] = None
    phone: Annotated[Line | None, Empty] = None
    language: Annotated[str | None, Field(pattern=_LANGUAGE), Empty] = None
    agent_number: Annotated[Number | None, Empty] = None
    agent_from: Annotated[dt.date | None, Empty] = None
    agent_until: Annotated[dt.date | None, Empty] = None
    appointment: Annotated[Digest | None, Empty] = None


FIELDS = tuple(Details.model_fields)


@dataclass(frozen=True)
class Stakeholder:
    """One as the register holds it."""

    number: str
    version: int
    state: State
    merged_into: str | None
    details: Details
    identifiers: tuple[str, ...]
    redacted_at: dt.datetime | None


@dataclass(frozen=True)
class Names:
    """A name as it is searched for; who shares one of the `blocks` may be the same."""

    normal: str
    words: tuple[str, ...]
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True)
class NameReader:
    """How names are read: what is kept beside them, and how what somebody types is folded."""

    names: Callable[[Details], Names]
    fold: Callable[[str], str]


def read(given: Mapping[str, Any]) -> Details:
    """UnfitStakeholder names the field that cannot be read."""
    try:
        return Details.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        known = difflib.get_close_matches(place, FIELDS, n=1)
        said = f" - did you mean `{known[0]}`?" if first["type"] == "extra_forbidden" and known else ""
        raise UnfitStakeholder(place, first["msg"] + said) from error


def check(rules: Stakeholders, details: Details) -> None:
    """UnfitStakeholder for what the office does not know, does not ask, or asks and is not said."""
    if any("\x00" in line for line in (details.name, *details.other_names, details.email or "", details.phone or "")):
        raise UnfitStakeholder("name", "holds the character U+0000; remove it")
    if details.email and not EMAIL.fullmatch(details.email):
        raise UnfitStakeholder("email", f"{details.email!r} is no address; write one like ada@example.org")
    if details.nature is not None:
        _known("nature", details.nature, rules.natures)
    if details.gender is not None:
        if not rules.genders:
            raise UnfitStakeholder("gender", "the law of this office does not ask it; leave it out")
        _known("gender", details.gender, rules.genders)
        if not natural(rules, details):
            raise UnfitStakeholder("gender", "only a natural person has one; leave it out, or mend the nature")
    _check_agent(rules, details)


def natural(rules: Stakeholders, details: Details) -> bool:
    """Whether it is a human being, as far as is known."""
    nature = rules.natures.get(details.nature or "")
    return nature is not None and nature.natural


def plain(details: Details) -> dict[str, Any]:
    """As JSON, with nothing that is not said."""
    said = details.model_dump(mode="json", exclude_none=True)
    if address := said.get("address"):
        said["address"] = {name: value for name, value in address.items() if value != []}
    return {name: value for name, value in said.items() if value not in ([], {})}


def fold(text: str) -> str:
    """Letter case and accents left out, where nobody hands in a better reading."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one if one.isalnum() else " " for one in letters if not unicodedata.combining(one)).split())


def _plain_names(details: Details) -> Names:
    normal = fold(details.name)
    words = {word for name in (details.name, *details.other_names) for word in fold(name).split()}
    return Names(normal, tuple(sorted(words)))


PLAIN = NameReader(_plain_names, fold)


def _known(place: str, code: str, known: Collection[str]) -> None:
    if code not in known:
        near = difflib.get_close_matches(code, list(known), n=1)
        said = f" - did you mean `{near[0]}`?" if near else f"; it has {', '.join(known) or 'none'}"
        raise UnfitStakeholder(place, f"stakeholders.yaml has no {place} `{code}`{said}")


def _check_agent(rules: Stakeholders, details: Details) -> None:
    if details.agent_number is None:
        for place in ("agent_from", "agent_until", "appointment"):
            if getattr(details, place) is not None:
                raise UnfitStakeholder(place, "is of agents alone; give an agent number, or leave it out")
        return
    if details.agent_until is None and rules.agents.validity == "required":
        raise UnfitStakeholder("agent_until", "is missing: an agent number holds until a day")
    if details.agent_until and details.agent_from and details.agent_until < details.agent_from:
        raise UnfitStakeholder("agent_until", f"{details.agent_until} is before {details.agent_from}, when it begins")
