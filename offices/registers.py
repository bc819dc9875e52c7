"""A register of the office's own: one file of `registers/`, and whether it agrees with itself and the other files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field

from mappings.audience import may_read
from mappings.kinds import KNOWN, REGISTERS
from mappings.record import ENTRY_NAME, Audience, Line
from mappings.registers import ClassRule, Declared, EntryRule
from mappings.terms import Calendar, OppositionTerm
from mappings.texts import Texts, Wording
from offices import problems
from offices.problems import Problem, at, did_you_mean
from offices.rules import EventRule, Gazette, GazettePart, Pattern, PublicationRules, StatusRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from offices.office import Office

FOLDER = "registers"
TAKEN = frozenset({*KNOWN, REGISTERS})  # no words for a register
# Folders at the root of a gazette, beside which a register has its own.
FOLDERS = frozenset(
    {"assets", "classes", "completeness", "data", "issues", "keys", "lists", "owners", "parts", "search", "sitemaps"}
    | {"verify"}
)


class RegisterFile(Declared):
    """One file of `registers/`: everything of a register but its workflow, which is a file of `workflows/`."""

    application_number: Pattern
    registration_number: Pattern
    statuses: Annotated[dict[Line, StatusRule], Field(min_length=1)]
    events: Annotated[dict[Line, EventRule], Field(min_length=1)]
    parts: Annotated[tuple[GazettePart, ...], Field(strict=False)] = ()  # of the gazette, each for one stage
    withheld: Annotated[tuple[Line, ...], Field(strict=False)] = ()  # statuses under which nothing is published
    opposition: OppositionTerm | None = None

    @property
    def stages(self) -> tuple[str, ...]:
        """What freezes the data of a file: the stages of its parts, and a correction."""
        return (*dict.fromkeys(part.stage for part in self.parts if part.stage != "event"), "correction")

    @property
    def placed(self) -> tuple[GazettePart, ...]:
        """Its parts, each for its own right alone."""
        return tuple(part.model_copy(update={"kind": self.kind}) for part in self.parts)


HELD: dict[type[BaseModel], tuple[type[BaseModel], ...]] = {
    RegisterFile: (EntryRule, ClassRule, StatusRule, EventRule, GazettePart, OppositionTerm)
}


def files(folder: Path) -> list[Path]:
    """The files of the office's own registers, in the order of their names."""
    return sorted((folder / FOLDER).glob("*.yaml"))


def load(folder: Path) -> dict[str, RegisterFile]:
    """The registers by the names of their files. MisconfiguredOffice for the first mistake of one of them."""
    return {path.stem: problems.read(path, RegisterFile, HELD) for path in files(folder)}


def joined(
    own: Iterable[RegisterFile], gazette: Gazette, publication: PublicationRules, calendar: Calendar
) -> tuple[Gazette, PublicationRules, Calendar]:
    """The office's gazette, rules and calendar with what its own registers say besides.

    Their parts come after those of single rights, before those of every right.
    """
    stages, withheld, opposition = dict(publication.stages), dict(publication.withheld), dict(calendar.terms.opposition)
    parts = [part for part in gazette.parts if part.kind]
    for register in own:
        parts += register.placed
        stages[register.kind], withheld[register.kind] = register.stages, register.withheld
        if register.opposition:
            opposition[register.kind] = register.opposition
    return (
        gazette.model_copy(update={"parts": (*parts, *(part for part in gazette.parts if not part.kind))}),
        publication.model_copy(update={"stages": stages, "withheld": withheld}),
        calendar.model_copy(update={"terms": calendar.terms.model_copy(update={"opposition": opposition})}),
    )


def disagreements(office: Office, folder: Path) -> Iterator[Problem]:
    """What a register says that cannot be, or that another file contradicts."""
    kinds = [register.kind for register in office.registers.values()]
    for position, (name, register) in enumerate(office.registers.items()):
        path = folder / FOLDER / f"{name}.yaml"
        said = [*_kind(office, register, kinds[:position]), *_fields(register), *_texts(office, register)]
        said += _parts(office, register)
        yield from (at(path, where, what) for where, what in said)


Said = tuple[tuple["int | str", ...], str]


def _kind(office: Office, register: RegisterFile, before: Iterable[str]) -> Iterator[Said]:
    kind, where = register.kind, ("kind",)
    languages = (*office.gazette.languages, *office.front.languages)
    if kind in TAKEN or kind in before:
        yield where, f"'{kind}' is a right already; choose another word of small letters"
    elif kind in languages or kind in FOLDERS:
        yield where, f"the gazette has a folder '{kind}' already; choose another word of small letters"
    if not any(workflow.right == kind for workflow in office.workflows.values()):
        yield where, f"no workflow is for it; write one in workflows/ with `right: {kind}`"


def _fields(register: RegisterFile) -> Iterator[Said]:
    name = register.fields.get(ENTRY_NAME)
    if name is None:
        yield ("fields",), f"no field is called '{ENTRY_NAME}', which a file is called by; add it"
    elif name.type != "text" or not name.required or not may_read(Audience.PUBLIC, name.audience):
        yield ("fields", ENTRY_NAME), "a file is called by it: let it be a text, required, and for the public"
    for field, rule in register.fields.items():
        if rule.type == "choice" and not rule.choices:
            yield ("fields", field, "type"), "a choice needs `choices`; say them, or let it be of another type"
        if rule.type != "choice" and rule.choices:
            yield ("fields", field, "choices"), f"a {rule.type} has no choices; leave them out, or say `type: choice`"
        if rule.type == "document" and rule.search:
            yield ("fields", field, "search"), "a document is not searched; leave `search` out"


def _texts(office: Office, register: RegisterFile) -> Iterator[Said]:
    """Texts by language without the office's first, in which they stand in the register."""
    first = office.front.languages[0]
    texts: dict[tuple[str, ...], Texts | Wording] = {("name",): register.name, ("one",): register.one}
    texts |= {("fields", field, "label"): rule.label for field, rule in register.fields.items()}
    for field, rule in register.fields.items():
        texts |= {("fields", field, "choices", choice): text for choice, text in rule.choices.items()}
    texts |= {("parties", str(role)): text for role, text in register.parties.items()}
    for code, status in register.statuses.items():
        texts |= {("statuses", code, "text"): status.text, ("statuses", code, "public"): status.public}
    texts |= {("events", code, "text"): event.text for code, event in register.events.items()}
    for where, text in texts.items():
        if not {"", first} & text.keys():
            yield where, f"has no text in '{first}', the office's first language; add it"


def _parts(office: Office, register: RegisterFile) -> Iterator[Said]:
    known = [part.id for part in office.gazette.parts]
    for position, part in enumerate(register.parts):
        if known.count(part.id) > 1:
            yield ("parts", position), f"two parts are called '{part.id}'; give each its own id"
        if part.kind not in {None, register.kind}:
            yield ("parts", position, "kind"), f"a part of this register is for {register.kind}; leave `kind` out"
    for code, event in register.events.items():
        if event.part is not None and event.part not in known:
            yield ("events", code, "part"), f"the gazette has no part '{event.part}'{did_you_mean(event.part, known)}"
    for code in register.withheld:
        if code not in register.statuses:
            yield ("withheld",), f"the register has no status '{code}'{did_you_mean(code, register.statuses)}"
    if register.opposition and register.opposition.stage not in register.stages:
        stage = register.opposition.stage
        yield (
            ("opposition",),
            f"no part of the register is of the stage '{stage}'{did_you_mean(stage, register.stages)}",
        )
