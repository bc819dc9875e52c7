"""What a request says, read by the types that its form declares. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from pydantic import Field, TypeAdapter, ValidationError

from mappings.record import Address, Document, GoodsClass, Line, LongText, Number, Party, Role
from mappings.requests import FieldType, RequestType
from registry.errors import InvalidForm

_TYPES: dict[FieldType, Any] = {
    "party": Party,
    "address": Address,
    "name": Line,
    "text": LongText,
    "goods": Annotated[tuple[GoodsClass, ...], Field(min_length=1)],
    "classes": Annotated[tuple[Annotated[str, Field(pattern=r"^[0-9A-Z]{1,5}$")], ...], Field(min_length=1)],
    "document": Document,
    "date": dt.date,
    "number": Number,
    "role": Role,
    "changes": Annotated[dict[str, Any], Field(min_length=1)],
}
READERS: dict[FieldType, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in _TYPES.items()}


def read(name: str, rule: RequestType, given: Mapping[str, Any]) -> dict[str, Any]:
    """The form as models. InvalidForm names the field that is missing, unknown or cannot be read."""
    for field in given:
        if field not in rule.form:
            raise InvalidForm(name, field, f"is no field of its form; that has {', '.join(rule.form) or 'none'}")
    found = {}
    for field, declared in rule.form.items():
        if given.get(field) in (None, "", [], ()):
            if declared.required:
                raise InvalidForm(name, field, "is missing")
            continue
        try:
            found[field] = READERS[declared.type].validate_python(given[field])
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(map(str, (field, *first["loc"])))
            raise InvalidForm(name, place, first["msg"]) from error
    return found


def as_json(rule: RequestType, form: Mapping[str, Any]) -> str:
    """A form that was read, as JSON."""
    plain = {
        field: READERS[rule.form[field].type].dump_python(value, mode="json", exclude_none=True)
        for field, value in form.items()
    }
    return orjson.dumps(plain).decode()
