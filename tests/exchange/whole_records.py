"""Strategies for whole records: every field of every part, with texts that XML and readers find hard."""

import datetime as dt
import types
import typing
from enum import Enum
from functools import cache
from typing import Annotated, Any

from hypothesis import strategies as st
from pydantic import BaseModel

from exchange.st96_tree import holdable
from mappings import record as model
from mappings.record import ITEM_KEYS, Kind, Record

LENGTHENING = "\U0001d160" * 2_000  # whose normal form is too long for a line: the extension alone can hold it
HARD = [
    "<a href='x'>&amp; \"b\" ]]></a>", "two\nlines", "two\r\nlines", "a\ttab", "two  blanks", "cafe\u0301",
    "\u202eturned\u202c",
    "\x01\x0b\x7f\x9f", "\ufffe\uffff", "\ufeff\u2066", "\U0001d160", "عربى ﷺ", "日本語",
    "true", "0", "2026-01-05", "REM1E",
    "001", "x" * 2_000, LENGTHENING,
]  # fmt: skip
TEXTS = st.sampled_from(HARD) | st.text(max_size=20).map(lambda text: f"x{text}y")
DAYS = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
WHOLE = st.integers(1, 40) | st.sampled_from([999_999_999, 1_000_000_000, 2**53 - 1])
KNOWN: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (model.Office, st.sampled_from(["XB", "US", "EM", "WO"])),
    (model.Number, st.sampled_from(["TM/2026/000123", "85334015", "\ufeff", "\u202e1", "a  b", "<&>", "0"])),
    (model.PartialDate, st.sampled_from(["2011", "2011-05", "2011-05-31", "0000", "2011-13", "2011-02-30"])),
    (model.Digest, st.from_regex(r"[0-9a-f]{64}", fullmatch=True)),
    (model.Line, TEXTS),
    (model.LongText, TEXTS),
]
# Values that a standard element may have a place for, beside any other.
LIKELY: dict[tuple[str, str], list[Any]] = {
    ("GoodsClass", "scheme"): ["nice", "nice", "us", "local"],
    ("GoodsClass", "number"): ["1", "9", "45", "46", "09", "A", "200", "ZZZ"],
    ("GoodsClass", "bases"): [("use", "no basis"), ("intent to use",), ("extension of protection",)],
    ("GoodsClass", "status_code"): ["6", "PENDING", None],
    ("Classification", "scheme"): ["vienna", "us-design", "locarno", "ipc", "cpc", "uspc", "local"],
    ("Classification", "code"): ["02.01.01", "26.01", "1.1.1", "09-01", "0901", "32-00", "G06F 15/16", "A61B 5/00"],
    ("Classification", "edition"): ["9", "14", "2006.01", "2006-01-01", None],
    ("Document", "role"): ["logo", "view", "drawing", "letter"],
    ("Document", "media_type"): ["image/png", "image/jpeg", "application/pdf"],
    ("Event", "code"): ["TM010", "REM1", "R.PR", "A"],
    ("Event", "type_code"): ["E", None],
    ("Publication", "stage"): ["application", "registration", "grant", "renewal", "correction", None],
    ("Proceeding", "kind"): ["opposition", "cancellation", "invalidity", None],
    ("Recordal", "number"): ["2417/0910", "7", "24170910"],
    ("Related", "relation"): ["international", "division", "continuation", "related-publication"],
    ("Party", "incorporated_in"): ["US-DE", "SE", "Delaware", None],
    ("Party", "legal_form_code"): ["1", "03", None],
    ("Mark", "feature"): ["word", "Combined", None],
    ("Mark", "feature_code"): ["4", "3000", None],
    ("Mark", "language"): ["en", "English", None],
    ("Invention", "application_kind"): ["utility", "plant", "reissue", None],
    ("View", "name"): ["front", "Front", "perspective", None],
    ("Record", "entry"): [()],  # of declared registers alone
}  # fmt: skip


ONLY = {("GoodsClass", "scheme"), ("GoodsClass", "number"), ("Classification", "scheme"), ("Record", "entry")}


def of_hint(hint: Any) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - a kind of type a line
    """Values of a type as the record's fields name it."""
    for known, strategy in KNOWN:
        if hint == known:
            return strategy
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return WHOLE if inner[0] is int else st.sampled_from(["nice", "9"])
    if origin in {typing.Union, types.UnionType}:
        return st.one_of(*(st.none() if one is type(None) else of_hint(one) for one in inner))
    if origin is tuple:
        return st.lists(of_hint(inner[0]), max_size=2).map(tuple)
    if hint is bool:
        return st.booleans()
    if hint is dt.date:
        return DAYS
    if issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    assert issubclass(hint, BaseModel), hint
    return of_model(hint)


@cache
def of_model(made: type[BaseModel], most: int = 6) -> st.SearchStrategy[Any]:
    """Some of the fields, at most so many of those that have a default."""
    hints = typing.get_type_hints(made, include_extras=True)
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for name in made.model_fields:
        likely = LIKELY.get((made.__name__, name))
        if likely is None:
            fields[name] = of_hint(hints[name])
        elif (made.__name__, name) in ONLY:
            fields[name] = st.sampled_from(likely)
        else:
            fields[name] = st.sampled_from(likely) | of_hint(hints[name])
    needed = [name for name, field in made.model_fields.items() if field.is_required() or (made.__name__, name) in ONLY]
    free = [name for name in fields if name not in needed]

    @st.composite
    def build(draw: st.DrawFn) -> Any:
        chosen = draw(st.lists(st.sampled_from(free), max_size=most, unique=True)) if free else []
        return made(**{name: draw(fields[name]) for name in (*needed, *chosen)})

    return build()


def distinct(record: Record) -> Record:
    """As a register keeps it: one item a key, and the date that a file cannot do without.

    Keys that differ only in characters that no file holds are one: both are written with U+FFFD there.
    """

    def key_of(field: str, item: BaseModel) -> tuple[str, ...]:
        return tuple(holdable(str(getattr(item, part))) for part in ITEM_KEYS[field])

    kept = {
        field: tuple({key_of(field, item): item for item in getattr(record, field)}.values()) for field in ITEM_KEYS
    }
    dated = {} if record.filing_date or record.registration_date else {"filing_date": dt.date(2026, 1, 5)}
    return record.model_copy(update={**kept, **dated})


@cache
def records(kind: Kind) -> st.SearchStrategy[Record]:
    return of_model(Record).map(lambda record: distinct(record.model_copy(update={"kind": kind})))
