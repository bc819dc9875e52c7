"""The USPTO's codes in the record's words. The tables stand in `uspto_codes.yaml`; what they lack stays as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from exchange.numbers import whole
from mappings import yaml
from mappings.record import ClassStatus, StatusGroup


class Tables(BaseModel):
    """`uspto_codes.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    statuses: dict[StatusGroup, list[list[int]]]
    sentences: dict[StatusGroup, list[str]]
    class_statuses: dict[ClassStatus, list[str]]
    features: dict[str, str]
    legal_forms: dict[str, str]
    assignee_forms: dict[str, str]


@cache
def tables() -> Tables:
    return Tables.model_validate(yaml.load(Path(__file__).with_name("uspto_codes.yaml")))


@cache
def _groups() -> Mapping[int, StatusGroup]:
    return {code: group for group, rows in tables().statuses.items() for row in rows for code in row}


def status_group(code: str | None, text: str | None, ended: dt.date | None = None) -> StatusGroup:
    """Group of a trademark's status: by its code, else by how the sentence begins, else ENDED when the file has a date
    of abandonment or cancellation, else UNKNOWN. A registration date alone proves nothing: it may have ended since.
    """
    number = whole(code)
    if number is not None and number in _groups():
        return _groups()[number]
    for group, beginnings in tables().sentences.items():
        if text and text.lower().startswith(tuple(beginning.lower() for beginning in beginnings)):
            return group
    return StatusGroup.ENDED if ended else StatusGroup.UNKNOWN


def class_status(code: str | None, text: str | None) -> ClassStatus:
    """Status of one class: by its code, else by the office's word for it, else UNKNOWN."""
    for status, codes in tables().class_statuses.items():
        if code in codes:
            return status
    try:
        return ClassStatus((text or "").lower())
    except ValueError:
        return ClassStatus.UNKNOWN


def feature(drawing_code: str | None) -> str | None:
    """Mark feature, by the first digit of the drawing code."""
    return tables().features.get((drawing_code or "")[:1])


def legal_form(code: str | None, text: str | None) -> str | None:
    """The form in the file's own words, else by its code."""
    return text or tables().legal_forms.get((code or "").lstrip("0"))


def natural_person(code: str | None) -> bool | None:
    """True for an individual, False for a form that is known to be none, None where the code does not say."""
    number = (code or "").lstrip("0")
    if number == "1":
        return True
    return False if number in tables().legal_forms else None
