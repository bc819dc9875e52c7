"""An office's configuration: the YAML files of a folder such as `offices/demo`, read and checked as one."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, Field

from mappings.documents import DocumentKind, Documents
from mappings.letters import Correspondence, Letter, Letters, Notice
from mappings.permissions import Grants, Group
from mappings.record import Address, Kind, Line, Status
from mappings.record import Office as OfficeCode
from mappings.requests import FormField, Requests, RequestType
from mappings.stakeholders import Agents, Nature, Stakeholders
from mappings.terms import Calendar, Closed, Counting, Dated, OppositionTerm, Terms, Yearly
from mappings.texts import Texts, Wording, said
from mappings.workflow import Id, PublishIn, Workflow
from offices import problems, registers, workflows
from offices.agreement import contradictions
from offices.problems import MisconfiguredOffice
from offices.registers import RegisterFile
from offices.rules import (
    AddressRule,
    EventRule,
    Gazette,
    GazettePart,
    Pattern,
    PublicationRules,
    Rules,
    StatusRule,
)
from offices.workflows import Roles

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError) as problem:
        raise ValueError(f"no time zone {name!r}; write its IANA name, such as Europe/Oslo or UTC") from problem
    return name


TimeZone = Annotated[str, AfterValidator(_known_zone)]


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
    roles: dict[Id, Wording] = Field(default_factory=dict)
    permissions: Grants = Field(default_factory=Grants)
    letters: dict[Id, Letter] = Field(default_factory=dict)
    letter_number: str = Letters().number
    correspondence: Correspondence = Field(default_factory=Correspondence)
    requests: Requests = Field(default_factory=Requests)
    documents: Documents = Field(default_factory=Documents)
    stakeholders: Stakeholders = Field(default_factory=Stakeholders)
    workflows: dict[str, Workflow] = Field(default_factory=dict)  # by the names of their files
    registers: dict[str, RegisterFile] = Field(default_factory=dict)  # its own, by the names of their files

    @property
    def code(self) -> str:
        """Its ST.3 code."""
        return self.front.code

    def name(self, language: str) -> str:
        """Its name in `language`, or in its first language."""
        return self.front.names.get(language, self.front.names[self.front.languages[0]])

    def said(self, texts: Texts, language: str = "") -> str:
        """A text of its own in `language`, or in its first language, in which it stands in the register."""
        return said(texts, language, self.front.languages[0])

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
    def kinds(self) -> tuple[Kind, ...]:
        """The rights it grants, then those of its own registers."""
        return (*self.front.rights, *self.declared)

    @cached_property
    def declared(self) -> dict[Kind, RegisterFile]:
        """Its own registers, by their rights."""
        return {register.kind: register for register in self.registers.values()}

    @cached_property
    def status_rules(self) -> dict[Kind, dict[str, StatusRule]]:
        known = {kind: getattr(self.statuses, kind) for kind in Kind}
        return known | {kind: register.statuses for kind, register in self.declared.items()}

    @cached_property
    def event_rules(self) -> dict[Kind, dict[str, EventRule]]:
        known = {kind: getattr(self.events, kind) for kind in Kind}
        return known | {kind: register.events for kind, register in self.declared.items()}


FILES: dict[str, type[BaseModel]] = {
    "office": Front, "statuses": Statuses, "events": Events, "gazette": Gazette, "publication": PublicationRules,
    "calendar": Calendar,
}  # fmt: skip
OPTIONAL: dict[str, type[BaseModel]] = {
    "roles": Roles,
    "permissions": Grants,
    "letters": Letters,
    "requests": Requests,
    "documents": Documents,
    "stakeholders": Stakeholders,
}
HELD: dict[type[BaseModel], tuple[type[BaseModel], ...]] = {
    Front: (Term, Right, Address),
    Gazette: (GazettePart,),
    PublicationRules: (AddressRule,),
    Statuses: (StatusRule,),
    Events: (EventRule,),
    Calendar: (Closed, Counting, Terms, Yearly, Dated, OppositionTerm),
    Letters: (Letter, Correspondence, Notice),
    Documents: (DocumentKind,),
    Stakeholders: (Nature, Agents),
    Grants: (Group,),
    Requests: (RequestType, FormField, PublishIn),
}


def load(folder: Path) -> Office:
    """The office of a folder. MisconfiguredOffice for a missing file, an unknown key, a value that cannot be, or files
    that contradict one another; mappings.yaml.UnreadableYaml for what is no YAML.

    The first mistake is told; `offices.checking.check` tells all.
    """
    office = opened(folder)
    for problem in contradictions(office, folder):
        raise MisconfiguredOffice(str(problem))
    return office


def opened(folder: Path) -> Office:
    """`load`, whether its files agree or not."""
    files = {name: _read(folder / f"{name}.yaml", model) for name, model in FILES.items()}
    for name, model in OPTIONAL.items():
        path = folder / f"{name}.yaml"
        files[name] = _read(path, model) if path.is_file() else model()
    own = registers.load(folder)
    return Office.model_validate(dict(assembled(files, workflows.load(folder), own)))


def assembled(files: Mapping[str, Any], ways: Mapping[str, Workflow], own: Mapping[str, RegisterFile]) -> Office:
    """The office of its files as they were read, by their names; nothing is checked."""
    joined = registers.joined(own.values(), files["gazette"], files["publication"], files["calendar"])
    letters = files["letters"]
    whole = {name: files[name] for name in ("requests", "documents", "permissions", "stakeholders")}
    return Office.model_construct(
        front=files["office"],
        statuses=files["statuses"],
        events=files["events"],
        gazette=joined[0],
        publication=joined[1],
        calendar=joined[2],
        roles=files["roles"].roles,
        letters=letters.letters,
        letter_number=letters.number,
        correspondence=letters.correspondence,
        workflows=dict(ways),
        registers=dict(own),
        **whole,
    )


def _read(path: Path, model: type[BaseModel]) -> BaseModel:
    if not path.is_file():
        raise MisconfiguredOffice(
            f"{path}: not there; an office's folder holds {', '.join(f'{n}.yaml' for n in FILES)}"
        )
    return problems.read(path, model, HELD)
