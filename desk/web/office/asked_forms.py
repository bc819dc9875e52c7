"""A request's form as the office's data declares it: its sections and controls for a page, and what was typed. Pure.

A control is named by the path of what it holds (`party.address.country`), so that what is wrong with a part of a value
is told where that part is typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from babel import Locale
from pydantic import ValidationError

from mappings import inid
from mappings.record import NAMES, Party, Record, Role
from mappings.requests import FormField, RequestType
from registry.forms import READERS

Kind = Literal["line", "area", "day", "select", "boxes", "file", "email"]
Given = Mapping[str, Sequence[str]]  # what was typed, by control
Options = tuple[tuple[str, str], ...]
NEW = 2  # rows for classes that are added
LONG = 10_000  # characters of a text
PARTS = {"mark", "invention", "design"}  # of a record whose texts can be set right


@dataclass(frozen=True)
class Control:
    """`values` are those typed or, at first, of the file."""

    name: str
    label: str
    kind: Kind = "line"
    required: bool = False
    values: tuple[str, ...] = ()
    options: Options = ()
    problem: str = ""
    autocomplete: str = ""
    hint: str = ""

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""


@dataclass(frozen=True)
class Section:
    """One field of the form. A single control needs no legend."""

    name: str
    legend: str
    controls: tuple[Control, ...]
    required: bool
    problem: str = ""


@dataclass(frozen=True)
class Read:
    """What was typed, as `registry.commands.FileRequest` takes it; `wrong` says what is amiss, by control or field."""

    form: dict[str, Any]
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """What a form is drawn for."""

    record: Record
    say: Mapping[str, str]  # phrases
    said: Callable[[Mapping[str, str]], str]  # a text of the office
    language: str
    letters: Options = ()  # that wait for an answer: number and title
    pending: Options = ()  # proceedings: ordinal and name


def sections(rule: RequestType, setting: Setting, given: Given, wrong: Mapping[str, str]) -> tuple[Section, ...]:
    """The form, with what was typed kept and what is wrong told beside it."""
    found = []
    for name, declared in rule.form.items():
        controls = tuple(_filled(one, given, wrong) for one in _controls(name, declared, setting))
        told = "" if any(one.name == name for one in controls) else wrong.get(name, "")
        found.append(Section(name, setting.said(declared.text), controls, declared.required, told))
    return tuple(found)


def read(rule: RequestType, setting: Setting, given: Given, documents: Mapping[str, Any]) -> Read:
    """All that is wrong is told at once. `documents` are those of fields that hold one, examined and kept."""
    form: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field_name, declared in rule.form.items():
        value = documents.get(field_name) or _value(field_name, declared, rule, setting, given)
        if value in (None, "", [], {}):
            if declared.required or declared.type == "role":
                wrong |= dict.fromkeys(_missing(field_name, declared, setting), setting.say["wrong-missing"])
            continue
        try:
            READERS[declared.type].validate_python(value)
        except ValidationError as error:
            wrong |= dict(_told(field_name, declared, setting, error))
        form[field_name] = value
    return Read(form, wrong)


def _told(name: str, declared: FormField, setting: Setting, error: ValidationError) -> Iterator[tuple[str, str]]:
    there = {one.name for one in _controls(name, declared, setting)}
    for one in error.errors(include_url=False):
        places = [str(place) for place in one["loc"]]
        paths = [".".join((name, *places[:end])) for end in range(len(places), -1, -1)]
        missing = one["type"] in {"missing", "string_too_short"}
        at = next((path for path in paths if path in there), name)
        yield at, setting.say["wrong-missing" if missing else "wrong-value"]


def _missing(name: str, declared: FormField, setting: Setting) -> list[str]:
    """The controls at which a missing field is told: those that must be filled, else the first."""
    controls = _controls(name, declared, setting)
    return [one.name for one in controls if one.required] or [controls[0].name if controls else name]


def _filled(one: Control, given: Given, wrong: Mapping[str, str]) -> Control:
    values = tuple(given[one.name]) if one.name in given else () if given else one.values
    return replace(one, values=values, problem=wrong.get(one.name, ""))


def _controls(name: str, declared: FormField, setting: Setting) -> tuple[Control, ...]:
    many = _MANY.get(declared.type)
    return tuple(many(name, declared, setting)) if many else (_single(name, declared, setting),)


def _single(name: str, declared: FormField, setting: Setting) -> Control:
    one = Control(name, setting.said(declared.text), _KINDS.get(declared.type, "line"), declared.required)
    record, say = setting.record, setting.say
    if declared.type == "classes":
        return replace(one, options=tuple((each.number, f"{say['class']} {each.number}") for each in record.classes))
    if declared.type == "role":
        # A person says whose it is; a program may leave it out, and then it is the owner's.
        return replace(
            one, required=True, options=_roles(dict.fromkeys(party.role for party in record.parties), setting)
        )
    if declared.type == "document":
        return replace(one, hint=say["file-hint"])
    # The fields that the register reads by name are chosen from what the file has.
    known: dict[str, Options] = {
        "answers": setting.letters,
        "proceeding": setting.pending,
        "entry": tuple((each.number, f"{each.number} {each.text or ''}".strip()) for each in record.recordals),
    }
    if declared.type == "number" and known.get(name):
        return replace(one, kind="select", options=known[name])
    return one


def _party(name: str, declared: FormField, setting: Setting) -> Iterator[Control]:
    say = setting.say
    natural = (("true", say["person-natural"]), ("false", say["person-legal"]))
    yield Control(f"{name}.name", say["name"], required=declared.required, autocomplete="off")
    yield Control(f"{name}.natural_person", say["person"], "select", options=natural)
    yield from _address(f"{name}.address", None, setting)
    yield Control(f"{name}.emails", say["email"], "email")
    yield Control(f"{name}.identifier", say["identifier"], hint=say["identifier-hint"])


def _address(name: str, declared: FormField | None, setting: Setting) -> Iterator[Control]:
    """The parts of an address; within a party none of them must be there."""
    say, required = setting.say, declared is not None and declared.required
    yield Control(f"{name}.lines", say["street"], required=required)
    yield Control(f"{name}.postcode", say["postcode"])
    yield Control(f"{name}.city", say["city"])
    yield Control(f"{name}.country", say["country"], "select", required, options=countries(setting.language))


def _goods(name: str, _: FormField, setting: Setting) -> Iterator[Control]:
    label = setting.say["class"]
    for place, one in enumerate(setting.record.classes):
        yield Control(f"{name}.{place}.goods", f"{label} {one.number}", "area", values=(one.goods or "",))
    for place in range(NEW):
        yield Control(f"{name}.new{place}.number", setting.say["class-new"])
        yield Control(f"{name}.new{place}.goods", setting.say["goods"], "area")


def _changes(name: str, _: FormField, setting: Setting) -> Iterator[Control]:
    """The texts of the record, as they stand: whoever sets them right writes over them."""
    plain = setting.record.model_dump(mode="json", exclude_none=True)
    for line in inid.lines(plain, setting.language):
        part, _dot, rest = line.field.partition(".")
        if part in PARTS and rest and "." not in rest and isinstance(plain.get(part, {}).get(rest), str):
            kind: Kind = "line" if (part, rest) in NAMES else "area"
            yield Control(f"{name}.{line.field}", line.label, kind, values=(plain[part][rest],))


_MANY: dict[str, Callable[[str, FormField, Setting], Iterable[Control]]] = {
    "party": _party,
    "address": _address,
    "goods": _goods,
    "changes": _changes,
}
_KINDS: dict[str, Kind] = {"classes": "boxes", "role": "select", "text": "area", "date": "day", "document": "file"}


def _value(name: str, declared: FormField, rule: RequestType, setting: Setting, given: Given) -> Any:
    typed = {path: values[0].strip() for path, values in given.items() if values}
    if declared.type in {"classes", "document"}:
        return [value for value in given.get(name, ()) if value] if declared.type == "classes" else None
    made: dict[str, Callable[[], Any]] = {
        "party": lambda: _party_of(name, rule, typed),
        "address": lambda: _address_of(name, typed),
        "goods": lambda: list(_goods_of(name, setting.record, typed)),
        "changes": lambda: _changes_of(name, setting.record, typed),
    }
    return made[declared.type]() if declared.type in made else typed.get(name) or None


def _party_of(name: str, rule: RequestType, typed: Mapping[str, str]) -> dict[str, Any] | None:
    role = rule.party or Role.APPLICANT  # an effect gives the party the role that it has on the file
    found: dict[str, Any] = {"role": role.value, "name": typed.get(f"{name}.name", "")}
    if natural := typed.get(f"{name}.natural_person"):
        found["natural_person"] = natural == "true"
    if address := _address_of(f"{name}.address", typed):
        found["address"] = address
    if email := typed.get(f"{name}.emails"):
        found["emails"] = [email]
    if identifier := typed.get(f"{name}.identifier"):
        found["identifier"] = identifier
    return found if found["name"] or found.keys() > {"role", "name"} else None


def _address_of(name: str, typed: Mapping[str, str]) -> dict[str, Any]:
    parts = {part: typed.get(f"{name}.{part}") for part in ("postcode", "city", "country")}
    found: dict[str, Any] = {part: value for part, value in parts.items() if value}
    street = typed.get(f"{name}.lines")
    return ({"lines": [street]} if street else {}) | found


def _goods_of(name: str, record: Record, typed: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The classes whose goods are not those of the file, and those that are added."""
    for place, one in enumerate(record.classes):
        goods = typed.get(f"{name}.{place}.goods", "")
        if goods and goods != (one.goods or ""):
            yield {"scheme": one.scheme, "number": one.number, "goods": goods}
    for place in range(NEW):
        number, text = typed.get(f"{name}.new{place}.number", ""), typed.get(f"{name}.new{place}.goods")
        if number or text:
            yield {"number": number, "goods": text or None}


def _changes_of(name: str, record: Record, typed: Mapping[str, str]) -> dict[str, Any]:
    plain = record.model_dump(mode="json", exclude_none=True)
    found: dict[str, Any] = {}
    for path, value in typed.items():
        head, _, rest = path.partition(".")
        part, _, text = rest.partition(".")
        if head == name and part in PARTS and value and value != plain.get(part, {}).get(text):
            found.setdefault(part, {})[text] = value
    return found


def _roles(roles: Mapping[Role, object], setting: Setting) -> Options:
    return tuple((role.value, _named(role, setting.record.parties)) for role in roles)


def _named(role: Role, parties: Sequence[Party]) -> str:
    """Whose part it is, by the name: that is in every language."""
    return ", ".join(party.name for party in parties if party.role == role)


@lru_cache(maxsize=8)
def countries(language: str) -> Options:
    """Codes of two letters and names, in the order of the names."""
    names = Locale.parse(language).territories
    found = [(code, name) for code, name in names.items() if _ST3.fullmatch(code) and code not in _NONE]
    return tuple(sorted(found, key=lambda one: one[1].casefold()))


_ST3 = re.compile("[A-Z]{2}")
_NONE = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}  # of CLDR, no countries
