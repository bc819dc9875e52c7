"""An office's configuration: the YAML files of a folder such as `offices/demo`, read and checked as one."""

from __future__ import annotations

import difflib
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, Field, ValidationError
from rapidfuzz import process

from mappings import paths, yaml
from mappings.record import Address, Audience, Kind, Line, Status, StatusGroup
from mappings.record import Office as OfficeCode
from mappings.terms import Calendar, Closed, Counting, Dated, OppositionTerm, Terms, Yearly
from offices.rules import AddressRule, Gazette, GazettePart, Pattern, PublicationRules, Rules, Texts, Wording

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from pydantic_core import ErrorDetails


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError) as problem:
        raise ValueError(f"no time zone {name!r}; write its IANA name, such as Europe/Oslo or UTC") from problem
    return name


TimeZone = Annotated[str, AfterValidator(_known_zone)]


class MisconfiguredOffice(Exception):
    """A file of the office says something it must not; the message names file, line, place and remedy."""


class Term(Rules):
    """How long a right lasts."""

    years: Annotated[int, Field(ge=1)]
    renewable: bool
    from_: Annotated[Literal["filing", "registration"], Field(alias="from")]
    maximum_years: Annotated[int, Field(ge=1)] | None = None
    annuities_from_year: Annotated[int, Field(ge=1)] | None = None


class Right(Rules):
    """One right as the office grants it. `{year}` and `{sequence}` stand in the number patterns."""

    name: Texts
    application_number: Pattern
    registration_number: Pattern
    term: Term
    publication_months: Annotated[int, Field(ge=0)] | None = None
    deferment_months: Annotated[int, Field(ge=0)] | None = None
    classification_editions: dict[str, Line] = Field(default_factory=dict)


class StatusRule(Rules):
    text: Wording
    group: Annotated[StatusGroup, Field(strict=False)]
    public: Wording  # what the public is told
    ignored_in_similarity: bool = False
    ends_right: bool = False
    before_publication: Literal["withdrawn", "deferred"] | None = None  # what is said of a number never published


class EventRule(Rules):
    text: Wording
    standard_code: Line  # ST.27 family, or X00 for no mapped key event of category X
    verified: bool = False  # whether the code was checked against the standard itself
    audience: Annotated[Audience, Field(strict=False)] = Audience.PUBLIC
    part: Line | None = None  # of the gazette, in which the event is published when it is published alone


class Front(Rules):
    """`office.yaml`."""

    code: OfficeCode
    names: Texts
    languages: Annotated[tuple[Line, ...], Field(min_length=1, strict=False)]
    heard_in: Annotated[tuple[Line, ...], Field(min_length=1, max_length=10, strict=False)] = ("en", "fr", "es", "de")
    wordnet: Annotated[Path, Field(strict=False)] | None = None  # folder of WordNet's files; absent: no WordNet
    address: Annotated[Address, Field(strict=False)]
    timezone: TimeZone  # IANA name; its day is the day on which an issue is out
    rights: dict[Annotated[Kind, Field(strict=False)], Right]


class Statuses(Rules):
    """`statuses.yaml`, by right and code."""

    tm: dict[Line, StatusRule]
    pt: dict[Line, StatusRule]
    ds: dict[Line, StatusRule]


class Events(Rules):
    """`events.yaml`, by right and code."""

    tm: dict[Line, EventRule]
    pt: dict[Line, EventRule]
    ds: dict[Line, EventRule]


class Office(Rules):
    """The whole configuration of one office."""

    front: Front
    statuses: Statuses
    events: Events
    gazette: Gazette
    publication: PublicationRules
    calendar: Calendar

    @property
    def code(self) -> str:
        """Its ST.3 code."""
        return self.front.code

    def name(self, language: str) -> str:
        """Its name in `language`, or in its first language."""
        return self.front.names.get(language, self.front.names[self.front.languages[0]])

    def said(self, texts: Texts, language: str = "") -> str:
        """A text of its own in `language`, or in its first language, in which it stands in the register."""
        return texts.get(language) or texts.get(self.front.languages[0]) or next(iter(texts.values()))

    @property
    def timezone(self) -> ZoneInfo:
        """Where its days begin."""
        return ZoneInfo(self.front.timezone)

    def right(self, kind: Kind) -> Right:
        """KeyError when the office does not grant it."""
        return self.front.rights[kind]

    def status(self, kind: Kind, code: str, date: dt.date | None = None) -> Status:
        """A record's status by the office's own code; KeyError when statuses.yaml has no such code for the right."""
        rule = self.status_rules[kind][code]
        return Status(group=rule.group, code=code, text=self.said(rule.text), date=date)

    def event(self, kind: Kind, code: str) -> EventRule:
        """KeyError when events.yaml has no such code for the right."""
        return self.event_rules[kind][code]

    def part(self, kind: Kind, stage: str) -> GazettePart:
        """The gazette's part for a publication of that right and stage; KeyError when there is none."""
        for part in self.gazette.parts:
            if part.stage == stage and part.kind in {kind, None}:
                return part
        raise KeyError(f"gazette.yaml has no part for {kind} {stage}")

    def part_of_event(self, kind: Kind, code: str) -> str:
        """The id of the part in which an event is published alone: its own, else the part of the stage `event`.

        KeyError when there is neither.
        """
        rule = self.event_rules[kind].get(code)
        return rule.part if rule and rule.part else self.part(kind, "event").id

    @cached_property
    def status_rules(self) -> dict[Kind, dict[str, StatusRule]]:
        return {kind: getattr(self.statuses, kind) for kind in Kind}

    @cached_property
    def event_rules(self) -> dict[Kind, dict[str, EventRule]]:
        return {kind: getattr(self.events, kind) for kind in Kind}


FILES: dict[str, type[BaseModel]] = {
    "office": Front, "statuses": Statuses, "events": Events, "gazette": Gazette, "publication": PublicationRules,
    "calendar": Calendar,
}  # fmt: skip


def load(folder: Path) -> Office:
    """The office of a folder. MisconfiguredOffice for a missing file, an unknown key, a value that cannot be, or files
    that contradict one another; mappings.yaml.UnreadableYaml for what is no YAML.
    """
    read = {name: _read(folder / f"{name}.yaml", model) for name, model in FILES.items()}
    office = Office.model_validate({"front": read.pop("office"), **read})
    _agree(office, folder)
    _known_fields(office.publication, folder / "publication.yaml")
    return office


def _read(path: Path, model: type[BaseModel]) -> BaseModel:
    if not path.is_file():
        raise MisconfiguredOffice(
            f"{path}: not there; an office's folder holds {', '.join(f'{n}.yaml' for n in FILES)}"
        )
    try:
        return model.model_validate(yaml.load(path))
    except ValidationError as problem:
        found = problem.errors(include_url=False)
        # An unknown key explains a missing one, so it is told first.
        first = next((error for error in found if error["type"] == "extra_forbidden"), found[0])
        where = tuple(step for step in first["loc"] if step != "[key]")
        line = yaml.line(path.read_text(encoding="utf-8"), where)
        place = f"{path}:{line}" if line else str(path)
        steps = ".".join(map(str, where))
        what = "no such key" if first["type"] == "extra_forbidden" else first["msg"]
        raise MisconfiguredOffice(f"{place}: {steps}: {what}{_proposal(model, first)}") from problem


def _known_fields(rules: PublicationRules, path: Path) -> None:
    """MisconfiguredOffice for a rule about a field that the record has not, or cannot do without."""
    for name in rules.fields:
        known = paths.known()
        against = known.get(name, "the record has no such field")
        if against:
            free = sorted(field for field, reason in known.items() if reason is None)
            near = None if name in known else process.extractOne(name, free, score_cutoff=75)
            line = yaml.line(path.read_text(encoding="utf-8"), ("fields", name))
            raise MisconfiguredOffice(
                f"{path}:{line}: fields.{name}: {against}{f' - did you mean {near[0]!r}?' if near else ''}"
            )


def _proposal(model: type[BaseModel], error: ErrorDetails) -> str:
    """` - did you mean 'group'?` for a key or a value that nearly is one of those allowed."""
    if error["type"] == "extra_forbidden":
        wrong = str(error["loc"][-1])
        known = sorted({alias for rules in (model, *HELD.get(model, ())) for alias in _keys(rules)})
    else:
        wrong = str(error["input"])
        known = re.findall(r"'([^']+)'", str(error.get("ctx", {}).get("expected", "")))
    near = [key for key in difflib.get_close_matches(wrong, known, n=1) if key != wrong]
    return f" - did you mean '{near[0]}'?" if near else ""


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


HELD: dict[type[BaseModel], tuple[type[BaseModel], ...]] = {
    Front: (Term, Right, Address),
    Gazette: (GazettePart,),
    PublicationRules: (AddressRule,),
    Statuses: (StatusRule,),
    Events: (EventRule,),
    Calendar: (Closed, Counting, Terms, Yearly, Dated, OppositionTerm),
}


def _agree(office: Office, folder: Path) -> None:
    """MisconfiguredOffice when two gazette parts share an id, a part's right is not granted or a text lacks the
    first language.
    """
    ids = [part.id for part in office.gazette.parts]
    for part in office.gazette.parts:
        if ids.count(part.id) > 1:
            raise MisconfiguredOffice(
                f"{folder / 'gazette.yaml'}: two parts are called '{part.id}'; give each its own id"
            )
        if part.kind and part.kind not in office.front.rights:
            raise MisconfiguredOffice(
                f"{folder / 'gazette.yaml'}: part '{part.id}' is for "
                f"{part.kind}, a right that office.yaml does not grant"
            )
    _agree_on_stages(office, folder)
    _agree_on_words(office, folder)
    first = office.front.languages[0]
    texts = {
        "names": office.front.names,
        **{f"rights.{kind}.name": right.name for kind, right in office.front.rights.items()},
    }
    for where, text in texts.items():
        if first not in text:
            raise MisconfiguredOffice(
                f"{folder / 'office.yaml'}: {where} has no text in '{first}', the office's first language; add it"
            )


def _agree_on_words(office: Office, folder: Path) -> None:
    """MisconfiguredOffice when a status or an event has texts by language and none in the first."""
    first = office.front.languages[0]
    for kind in Kind:
        texts = {("events", f"{kind}.{code}.text"): rule.text for code, rule in office.event_rules[kind].items()}
        for code, rule in office.status_rules[kind].items():
            texts |= {("statuses", f"{kind}.{code}.{name}"): getattr(rule, name) for name in ("text", "public")}
        for (file, where), text in texts.items():
            if not {"", first} & text.keys():
                raise MisconfiguredOffice(
                    f"{folder / f'{file}.yaml'}: {where} has no text in '{first}', the office's first language; add it"
                )


def _agree_on_stages(office: Office, folder: Path) -> None:
    """MisconfiguredOffice when a stage has no part, a status that is withheld does not exist, or an event names no
    part.
    """
    rules, known = folder / "publication.yaml", {part.id for part in office.gazette.parts}
    for kind, stages in office.publication.stages.items():
        for stage in stages:
            if not any(part.stage == stage and part.kind in {kind, None} for part in office.gazette.parts):
                raise MisconfiguredOffice(
                    f"{rules}: stages.{kind}: gazette.yaml has no part for '{stage}'; add one, or leave it out"
                )
    for kind, statuses in office.publication.withheld.items():
        for status in statuses:
            if status not in office.status_rules[kind]:
                raise MisconfiguredOffice(
                    f"{rules}: withheld.{kind}: statuses.yaml has no status '{status}'; add it, or leave it out"
                )
    for kind, events in office.event_rules.items():
        for code, event in events.items():
            if event.part is not None and event.part not in known:
                raise MisconfiguredOffice(
                    f"{folder / 'events.yaml'}: {kind}.{code}: gazette.yaml has no part '{event.part}'; "
                    "name one of its parts, or leave it out"
                )
