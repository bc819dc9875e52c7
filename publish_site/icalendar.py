"""Calendars of whole days as RFC 5545 (iCalendar) writes them. Pure: the same days give the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from publish_site import design

OCTETS = 75  # a line, without its end (RFC 5545, 3.1)


class Day(NamedTuple):
    """One day of a calendar. `uid` is the same for ever; `stamp` is the day on which it was made known."""

    uid: str
    day: dt.date
    stamp: dt.date
    summary: str
    description: str = ""
    url: str = ""  # a full address, or none


def calendar(name: str, days: Iterable[Day], language: str = "en") -> bytes:
    """A calendar with at least one day in it: the RFC knows no empty one."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Blazon//Gazette//EN",
        "CALSCALE:GREGORIAN",
        f"NAME;LANGUAGE={language}:{escaped(name)}",  # RFC 7986; the next line is what programs read before it
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for day in days:
        lines += _event(day, language)
    lines.append("END:VCALENDAR")
    return b"".join(piece + b"\r\n" for line in lines for piece in _folded(line))


def escaped(text: str) -> str:
    """A text as a value (3.3.11); what no calendar may hold is shown as the replacement character."""
    clean = str(design.clean(text)).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _event(day: Day, language: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(day.uid)}"
    yield f"DTSTAMP:{day.stamp:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day.day:%Y%m%d}"
    yield f"SUMMARY;LANGUAGE={language}:{escaped(day.summary)}"
    if day.description:
        yield f"DESCRIPTION;LANGUAGE={language}:{escaped(day.description)}"
    if day.url:
        yield f"URL:{day.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _folded(line: str) -> Iterator[bytes]:
    """A content line in pieces of at most OCTETS, each after the first begun with a space; no character is cut."""
    whole = line.encode()
    if len(whole) <= OCTETS:
        yield whole
        return
    piece, room = bytearray(), OCTETS
    for character in line:
        octets = character.encode()
        if len(octets) > room:
            yield bytes(piece)
            piece, room = bytearray(b" "), OCTETS - 1
        piece += octets
        room -= len(octets)
    yield bytes(piece)
