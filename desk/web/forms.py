"""What a person typed into the search form: query parameters into criteria, refusals into sentences. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeAlias, TypeVar

from pydantic import ValidationError

from search_api import refusing
from search_api.errors import InvalidRequest, Problem
from similarity.catalogue import UnknownStrategy, Versioned, Versions

T = TypeVar("T")
S = TypeVar("S", bound=Versioned)
Pairs: TypeAlias = list[tuple[str, str]]
ENDS = ".…!?"
COMMAS = re.compile(r"[,;]")
SPACES = re.compile(r"[,;\s]+")
LINES = re.compile(r"\n")
# Criteria of several values, and what stands between two in one field of the form.
SEVERAL = {
    "kind": COMMAS,
    "entry": LINES,  # a value may hold a comma
    "status": COMMAS,
    "status_code": COMMAS,
    "class": SPACES,
    "office": SPACES,
    "country": SPACES,
    "vienna": SPACES,
    "locarno": SPACES,
    "ipc": COMMAS,  # a symbol has a space within
}
FIELDS = {  # of the form; what else an address carries goes along unseen
    *("words", "owner", "representative", "creator", "number", "goods", "kind", "status", "class", "office", "country"),
    *("vienna", "locarno", "ipc", "filed_from", "filed_to", "published_from", "published_to", "sort"),
}


def given(parameters: Sequence[tuple[str, str]]) -> Pairs:
    """Query parameters as a form sends them: without blanks, one pair a value, none twice."""
    found: Pairs = []
    for name, text in parameters:
        pieces = SEVERAL[name].split(text) if name in SEVERAL else [text]
        found += [(name, piece.strip(" ")) for piece in pieces if piece.strip(" ")]
    return list(dict.fromkeys(found))


def criteria(pairs: Pairs) -> dict[str, Any]:
    """As `search_api.criteria.SearchQuery` takes them: criteria of several values as lists."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in SEVERAL:
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    return found


def shown(pairs: Pairs) -> dict[str, str]:
    """What each field of the form holds; several values with commas between."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: ", ".join(values) if name in SEVERAL else values[-1] for name, values in found.items()}


def carried(pairs: Pairs) -> Pairs:
    """What the form carries along hidden: criteria it has no field for."""
    return [(name, value) for name, value in pairs if name not in FIELDS and name != "after"]


def strategy(catalogue: Versions[S], name: str, field: str = "strategy") -> S:
    """The strategy that a field names. InvalidRequest."""
    try:
        return catalogue.get(name)
    except UnknownStrategy as problem:
        error = {"parameter": field, "detail": str(problem), "remedy": "Choose one of the list."}
        raise InvalidRequest([error]) from problem


class Refusals:
    """What is wrong with several fields, gathered to be told at once."""

    def __init__(self) -> None:
        self._errors: list[dict[str, str]] = []

    def of(self, read: Callable[[], T], otherwise: T) -> T:
        """What is read; `otherwise` where that is refused by InvalidRequest."""
        try:
            return read()
        except InvalidRequest as problem:
            self._errors += problem.members["errors"]
            return otherwise

    def told(self) -> None:
        """InvalidRequest with all that was wrong, if anything was."""
        if self._errors:
            raise InvalidRequest(self._errors)


def refusals(problem: ValidationError) -> dict[str, str]:
    """Criterion → what is wrong with it and what to do."""
    return {
        str(e.get("ctx", {}).get("parameter") or (e["loc"][0] if e["loc"] else "words")): _sentence(e)
        for e in reversed(problem.errors(include_url=False))
    }


def refused(problem: Problem) -> dict[str, str]:
    """The same of a refusal that came later: those of its criteria, else under the words."""
    named = {e["parameter"]: f"{ended(_upper(e['detail']))} {e['remedy']}" for e in problem.members.get("errors", ())}
    return named or {"words": sentence(problem)}


def misread(problem: Problem, fields: Collection[str]) -> dict[str, str]:
    """Field → all that is wrong with it and what to do; nothing unless each error belongs to one of `fields`."""
    errors = problem.members.get("errors", ())
    if not all(error["parameter"] in fields for error in errors):
        return {}
    said: dict[str, dict[str, list[str]]] = {}  # field → remedy → details: a remedy is told once
    for error in errors:
        said.setdefault(error["parameter"], {}).setdefault(error["remedy"], []).append(_upper(error["detail"]))
    return {
        name: " ".join(" ".join([*map(ended, details), remedy]) for remedy, details in remedies.items())
        for name, remedies in said.items()
    }


def sentence(problem: Problem) -> str:
    """Title, detail and remedy in one line."""
    return f"{problem.title}: {ended(problem.detail)} {problem.remedy}"


def ended(text: str) -> str:
    """The text with its full stop, where no sign ends it."""
    return text if text[-1:] in ENDS else f"{text}."


def _sentence(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "There is no such criterion. Correct it or leave it out."
    return f"{ended(_upper(refusing.detail(error)))} {refusing.remedy(error, 'Correct it or leave it out.')}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
