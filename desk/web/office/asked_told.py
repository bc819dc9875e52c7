"""What a request asks, label by label as its form has it, beside what it takes the place of. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from babel import Locale
from pydantic import ValidationError

from desk.web.office.asked_forms import Setting
from mappings import inid
from mappings.record import Address, Party, Role
from mappings.requests import FormField, RequestType
from registry.effects import whose
from registry.forms import READERS

AMENDS = {"rename", "readdress"}  # effects on one party of the file, with what stands in a field of that party


@dataclass(frozen=True)
class ToldField:
    """`stands` is what is on the file in its place; nothing where it only adds."""

    label: str
    asked: str
    stands: str = ""


def told(rule: RequestType, form: Mapping[str, Any], setting: Setting, *, beside: bool) -> list[ToldField]:
    """With `beside` also what stands on the file, for one that is not decided; after that it stands there itself."""
    found: list[ToldField] = []
    for name, declared in rule.form.items():
        if name in form:
            found += _fields(declared, form[name], setting, _party(rule, form, setting))
        elif declared.type == "role" and (party := _party(rule, form, setting)):
            found.append(ToldField(setting.said(declared.text), party.name))
    return found if beside else [ToldField(one.label, one.asked) for one in found]


def address(plain: Mapping[str, Any] | None, language: str) -> str:
    """In the usual order: street, postcode and city, region, country by its name."""
    if not plain:
        return ""
    place = " ".join(filter(None, (plain.get("postcode"), plain.get("city"))))
    code = plain.get("country") or ""
    country = Locale.parse(language).territories.get(code, code)
    return ", ".join(filter(None, (*plain.get("lines", ()), place, plain.get("region"), country)))


def _party(rule: RequestType, form: Mapping[str, Any], setting: Setting) -> Party | None:
    """Whose name or address is changed."""
    if rule.effect not in AMENDS:
        return None
    return whose(setting.record, Role(form["role"]) if form.get("role") in list(Role) else None)


def _fields(declared: FormField, value: Any, setting: Setting, party: Party | None) -> Iterator[ToldField]:
    label, say = setting.said(declared.text), setting.say
    if not _fits(declared, value):
        yield ToldField(label, _text(value, setting))
    elif declared.type == "goods":
        there = {one.number: one.goods or "" for one in setting.record.classes}
        for one in value:
            number = one["number"]
            yield ToldField(f"{say['class']} {number}", one.get("goods") or "", there.get(number, ""))
    elif declared.type == "changes":
        yield from _changes(value, setting)
    elif declared.type == "name":
        yield ToldField(label, value, party.name if party else "")
    elif declared.type == "address":
        there = _plain(party.address) if party else {}
        yield ToldField(label, address(value, setting.language), address(there, setting.language))
    elif declared.type == "role":
        names = ", ".join(one.name for one in setting.record.parties if one.role == value)
        yield ToldField(label, party.name if party else names or str(value))
    else:
        yield ToldField(label, _READ.get(declared.type, _text)(value, setting))


def _fits(declared: FormField, value: Any) -> bool:
    """Whether it still is of the type that the form gives the field: the office may have changed it since."""
    try:
        READERS[declared.type].validate_python(value)
    except ValidationError:
        return False
    return True


def _changes(value: Mapping[str, Any], setting: Setting) -> Iterator[ToldField]:
    """Texts of the record by the names that the form gives them."""
    plain = setting.record.model_dump(mode="json", exclude_none=True)
    labels = {line.field: line.label for line in inid.lines(plain, setting.language)}
    for part, texts in value.items():
        for name, text in texts.items() if isinstance(texts, dict) else (("", texts),):
            path = f"{part}.{name}" if name else part
            there = plain.get(part)
            stands = there if not name else there.get(name) if isinstance(there, dict) else None
            yield ToldField(labels.get(path, path), _text(text, setting), _text(stands, setting))


def _of_party(value: Mapping[str, Any], setting: Setting) -> str:
    parts = (value["name"], address(value.get("address"), setting.language), *value.get("emails", ()))
    return ", ".join(filter(None, (*parts, value.get("identifier"))))


def _classes(value: Any, setting: Setting) -> str:
    return ", ".join(f"{setting.say['class']} {one}" for one in value)


def _text(value: Any, _: Setting) -> str:
    if isinstance(value, dict):
        return ", ".join(_text(one, _) for one in value.values())
    if isinstance(value, list | tuple):
        return "; ".join(_text(one, _) for one in value)
    return "" if value is None else str(value)


def _plain(there: Address | None) -> dict[str, Any]:
    return there.model_dump(mode="json", exclude_none=True) if there else {}


_READ: dict[str, Callable[[Any, Setting], str]] = {
    "party": _of_party,
    "classes": _classes,
    "document": lambda value, _: str(value["name"]),
}
