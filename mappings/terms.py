"""How a term is counted: the days on which an office is closed, its rules of counting, and a term's last day. Pure.

A calendar is the office's data (`calendar.yaml`). Its rules have the values of the treaties an office usually follows:
the day of the event is not counted (Paris Convention, Article 4 C (2); PCT Regulations, Rule 80.2); a term of months
ends on the day of the same number or, where the month has none, on its last (Rule 80.2); a term whose last day is one
on which the office is closed goes on to the next open one (Paris Convention, Article 4 C (3); Rule 80.5).
"""

from __future__ import annotations

import calendar as months
import datetime as dt
import difflib
from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Literal, Self

import holidays
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from mappings.record import Kind, Line

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Yearly(Rules):
    """A day that is closed in every year."""

    day: Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]  # month-day: 12-25
    name: dict[str, Line] = {}  # by language

    @model_validator(mode="after")
    def _is_a_day(self) -> Self:
        month, day = map(int, self.day.split("-"))
        if day > months.monthrange(2024, month)[1]:  # a leap year
            raise ValueError(f"no year has a day {self.day}; write month and day, such as 12-25")
        return self


class Dated(Rules):
    """A day that is closed in one year."""

    day: Annotated[dt.date, Field(strict=False)]
    name: dict[str, Line] = {}


class Country(Rules):
    """The public holidays of a country, or of a part of it, as the package `holidays` knows them."""

    country: str  # ISO 3166: CH
    subdivision: str | None = None  # ISO 3166-2 without the country: BE

    @field_validator("country")
    @classmethod
    def _is_known(cls, code: str) -> str:
        known = holidays.list_supported_countries()
        if code not in known:
            remedy = _near(code, known) or "; write its code of ISO 3166, such as CH"
            raise ValueError(f"no holidays of a country '{code}' are known{remedy}")
        return code

    @model_validator(mode="after")
    def _is_a_part(self) -> Self:
        parts = holidays.list_supported_countries()[self.country]
        if self.subdivision is not None and self.subdivision not in parts:
            what = f"no holidays of a part '{self.subdivision}' of {self.country} are known"
            there = f"; there are {', '.join(parts)}" if parts else "; leave subdivision out"
            raise ValueError(what + (_near(self.subdivision, parts) or there))
        return self

    @cached_property
    def days(self) -> holidays.HolidayBase:
        """Asked for a day, it counts the holidays of that year."""
        return holidays.country_holidays(self.country, subdiv=self.subdivision)


def _near(wrong: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(wrong, known, n=1)
    return f" - did you mean '{near[0]}'?" if near else ""


class Closed(Rules):
    """The days on which the office takes nothing in: its own and, with `holidays`, those of its country."""

    weekly: Annotated[tuple[Weekday, ...], Field(strict=False, max_length=6)] = ()
    yearly: Annotated[tuple[Yearly, ...], Field(strict=False, max_length=60)] = ()
    dated: Annotated[tuple[Dated, ...], Field(strict=False)] = ()
    holidays: Country | None = None


class Counting(Rules):
    """How terms are counted, and the law that says so."""

    first_day: Literal["not-counted", "counted"] = "not-counted"  # the day of the event
    missing_day: Literal["last-of-month", "first-of-next"] = "last-of-month"  # 31 January and one month
    closed_last_day: Literal["next-open-day", "stays"] = "next-open-day"
    source: Line


class Term(Rules):
    """So many months, so many days, or so many days on which the office is open."""

    months: Annotated[int, Field(ge=1, le=1200)] | None = None
    days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    working_days: Annotated[int, Field(ge=1, le=2_000)] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if [self.months, self.days, self.working_days].count(None) != 2:  # noqa: PLR2004 - all but one
            raise ValueError("a term has months, days or working_days; write one of them")
        return self


class OppositionTerm(Term):
    """The time for opposition: it runs from the date of the issue in which a publication of `stage` came out."""

    stage: Line = "application"


class Terms(Rules):
    """The terms that run from a publication, by right."""

    opposition: dict[Annotated[Kind, Field(strict=False)], OppositionTerm] = {}


class Calendar(Rules):
    """`calendar.yaml`."""

    closed: Closed
    counting: Counting
    terms: Terms = Terms()

    @cached_property
    def _closed(self) -> tuple[frozenset[int], frozenset[str], frozenset[dt.date]]:
        weekly = frozenset(WEEKDAYS.index(day) for day in self.closed.weekly)
        return weekly, frozenset(one.day for one in self.closed.yearly), frozenset(one.day for one in self.closed.dated)

    def is_closed(self, day: dt.date) -> bool:
        weekly, yearly, dated = self._closed
        if day.weekday() in weekly or f"{day:%m-%d}" in yearly or day in dated:
            return True
        country = self.closed.holidays
        return country is not None and day in country.days

    def next_open(self, day: dt.date) -> dt.date:
        """The day itself, or the first after it on which the office is open."""
        while self.is_closed(day):
            day += dt.timedelta(days=1)
        return day

    def last_day(self, event: dt.date, term: Term) -> dt.date:
        """The last day on which what the term is for can be done."""
        if term.working_days is not None:
            return self._open_days_after(event, term.working_days)
        day = self.months_after(event, term.months) if term.months else event + dt.timedelta(days=term.days or 0)
        if term.months == 0:
            return self.next_open(day) if self.counting.closed_last_day == "next-open-day" else day
        if self.counting.first_day == "counted":
            day -= dt.timedelta(days=1)
        return self.next_open(day) if self.counting.closed_last_day == "next-open-day" else day

    def opposition(self, kind: Kind, stage: str, date: dt.date) -> dt.date | None:
        """The last day for opposition to a publication of that date; None where it opens no opposition."""
        term = self.terms.opposition.get(kind)
        return self.last_day(date, term) if term and term.stage == stage else None

    def _open_days_after(self, event: dt.date, count: int) -> dt.date:
        day = event - dt.timedelta(days=1) if self.counting.first_day == "counted" else event
        for _ in range(count):
            day = self.next_open(day + dt.timedelta(days=1))
        return day

    def months_after(self, event: dt.date, count: int) -> dt.date:
        """The day of the same number so many months later; where the month has none, as `missing_day` says."""
        years, month = divmod(event.month - 1 + count, 12)
        year, month = event.year + years, month + 1
        longest = months.monthrange(year, month)[1]
        if event.day <= longest:
            return dt.date(year, month, event.day)
        last = dt.date(year, month, longest)
        return last if self.counting.missing_day == "last-of-month" else last + dt.timedelta(days=1)
