"""What a person may type: each parameter's text, checked and brought into the form the index holds.

Every refusal is a `PydanticCustomError` whose context carries a `remedy`; FastAPI names the parameter.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

LONGEST = 1_000  # characters of words, owner, goods
LONGEST_NUMBER = 100
NICE = 45
# Those of Nice, and the USPTO's for certification and collective membership marks.
CLASSES = {*map(str, range(1, NICE + 1)), "A", "B", "200"}
SEPARATORS = re.compile(r"[\s/.,\-\u2013\u2014]+")  # of numbers; the indexer's projection leaves out the same

VIENNA = re.compile(r"(\d{1,2})(?:\.(\d{1,2})(?:\.(\d{1,2}))?)?|(\d\d)(\d\d)(\d\d)?")
LOCARNO = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?|(\d\d)(\d\d)")
OFFICE = "^[A-Z]{2}$"
ENTRY = re.compile(r"[a-z][a-z0-9-]{0,63}=[^\x00-\x1f\x7f]{1,400}")
IPC = re.compile(r"([A-HY])(?:(\d\d)(?:([A-Z])(?:(\d{1,4})(?:/(\d{2,6}))?)?)?)?")


def refusal(code: str, message: str, remedy: str) -> PydanticCustomError:
    """An error of one value; the braces of a template never stand in `message`."""
    return PydanticCustomError(code, "{message}", {"message": message, "remedy": remedy})


def without_controls(text: str) -> str:
    """The text itself; refused when it holds a control character (Unicode Cc) or half a character (Cs)."""
    for position, character in enumerate(text, start=1):
        if unicodedata.category(character) in ("Cc", "Cs"):
            raise refusal(
                "control_character",
                f"character {position} is the control character U+{ord(character):04X}",
                "Remove control characters: tabs and line ends among them.",
            )
    return text


def searchable(text: str) -> str:
    """The text itself; refused when it holds no letter, digit or pictograph, so that nothing could be found."""
    if not any(
        unicodedata.category(character)[0] in "LN" or unicodedata.category(character) == "So" for character in text
    ):
        raise refusal(
            "nothing_to_search",
            "it holds punctuation alone",
            "Give at least one letter or digit; search for the number or the owner instead.",
        )
    return text


def nice_class(text: str) -> str:
    """`9` for 9, 09 and 009: the classes of Nice carry no leading zero."""
    number = text.strip().lstrip("0").upper()
    if number not in CLASSES:
        raise refusal("unknown_class", f"there is no class {text!r}", f"Nice has the classes 1 to {NICE}.")
    return number


def vienna_code(text: str) -> str:
    """`02.01.01`, `02.01` or `02` for any way to write it: 2.1.1, 020101."""
    match = VIENNA.fullmatch(text.strip())
    if not match:
        raise refusal("unreadable_code", f"{text!r} is no Vienna code", "Write it as 02.01.01, 02.01 or 02.")
    return ".".join(part.zfill(2) for part in match.groups() if part)


def locarno_code(text: str) -> str:
    """`09-01` or `09` for any way to write it: 9-1, 0901."""
    match = LOCARNO.fullmatch(text.strip())
    if not match:
        raise refusal("unreadable_code", f"{text!r} is no Locarno class", "Write it as 09-01 or 09.")
    return "-".join(part.zfill(2) for part in match.groups() if part)


def ipc_symbol(text: str) -> str:
    """`G06F 15/16` for any way to write it, or its beginning: G, G06, G06F; a main group is G06F 15/00."""
    match = IPC.fullmatch("".join(text.upper().split()))
    if not match:
        raise refusal("unreadable_code", f"{text!r} is no symbol of the IPC", "Write it as G06F 15/16, G06F, G06 or G.")
    section, number, subclass, group, subgroup = match.groups()
    symbol = f"{section}{number or ''}{subclass or ''}"
    return f"{symbol} {group.lstrip('0') or '0'}/{subgroup or '00'}" if group else symbol


def two_letters(text: str) -> str:
    """The text itself; refused when it is no code of WIPO ST.3."""
    if not re.fullmatch(OFFICE, text):
        remedy = "Write the two letters of WIPO ST.3, such as XB."
        raise refusal("unreadable_code", f"{text[:20]!r} is no code of an office or a country", remedy)
    return text


def entry_value(text: str) -> str:
    """The text itself; refused when it is no `field=value`."""
    if not ENTRY.fullmatch(text):
        remedy = "Write the field's name, = and its value, such as basis=appellation-of-origin."
        raise refusal("unreadable_value", f"{text[:40]!r} is no value of a field", remedy)
    return text


def plain_number(text: str) -> str:
    """The number without separators, as one of the forms that `numbers` holds: TM2026000123."""
    return SEPARATORS.sub("", text)


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST),
    AfterValidator(without_controls),
    AfterValidator(searchable),
]
NumberText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NUMBER),
    AfterValidator(without_controls),
]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
EntryValue = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=465),
    AfterValidator(entry_value),
    AfterValidator(without_controls),
]
OfficeCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True),
    AfterValidator(two_letters),
    Field(json_schema_extra={"pattern": OFFICE}),
]
NiceClass = Annotated[Code, AfterValidator(nice_class)]
Vienna = Annotated[Code, AfterValidator(vienna_code)]
Locarno = Annotated[Code, AfterValidator(locarno_code)]
Ipc = Annotated[Code, AfterValidator(ipc_symbol)]
