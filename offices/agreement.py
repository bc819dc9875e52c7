"""Where the files of an office contradict one another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz import process

from mappings import letters as texts_of
from mappings import paths
from mappings.record import Kind
from offices import registers
from offices.problems import Problem, at, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mappings.texts import Texts
    from offices.office import Office


def contradictions(office: Office, folder: Path) -> Iterator[Problem]:
    """Two parts of one id, parts of a right that is not granted, texts without the first language, names of nothing."""
    yield from parts(office, folder)
    yield from stages(office, folder)
    yield from events(office, folder)
    yield from words(office, folder)
    yield from names(office, folder)
    yield from fields(office, folder)
    yield from letters(office, folder)
    yield from stakeholders(office, folder)
    yield from registers.disagreements(office, folder)


def parts(office: Office, folder: Path) -> Iterator[Problem]:
    path = folder / "gazette.yaml"
    theirs = [part for register in office.registers.values() for part in register.placed]
    single = [part for part in office.gazette.parts if part not in theirs]
    ids = [part.id for part in single]
    for position, part in enumerate(single):
        where = ("parts", position)
        if part.id in ids[:position]:
            yield at(path, where, f"two parts are called '{part.id}'; give each its own id")
        if part.kind and part.kind not in office.kinds:
            yield at(path, where, f"part '{part.id}' is for {part.kind}, a right that office.yaml does not grant")


def stages(office: Office, folder: Path) -> Iterator[Problem]:
    path = folder / "publication.yaml"
    for kind, each in office.publication.stages.items():
        for stage in each if kind not in office.declared else ():
            if not any(part.stage == stage and part.kind in {kind, None} for part in office.gazette.parts):
                said = f"gazette.yaml has no part for '{stage}'; add one, or leave it out"
                yield at(path, ("stages", kind.value), said)
    for kind, statuses in office.publication.withheld.items():
        for status in statuses if kind not in office.declared else ():
            if status not in office.status_rules[kind]:
                said = f"statuses.yaml has no status '{status}'; add it, or leave it out"
                yield at(path, ("withheld", kind.value), said)


def events(office: Office, folder: Path) -> Iterator[Problem]:
    known = {part.id for part in office.gazette.parts}
    for kind, rules in office.event_rules.items():
        for code, event in rules.items() if kind not in office.declared else ():
            if event.part is not None and event.part not in known:
                said = f"gazette.yaml has no part '{event.part}'; name one of its parts, or leave it out"
                yield at(folder / "events.yaml", (kind.value, code), said)


def words(office: Office, folder: Path) -> Iterator[Problem]:
    """A status or an event with texts by language and none in the first."""
    first = office.front.languages[0]
    for kind in Kind:
        texts = {("events", kind.value, code, "text"): rule.text for code, rule in office.event_rules[kind].items()}
        for code, rule in office.status_rules[kind].items():
            texts |= {("statuses", kind.value, code, name): getattr(rule, name) for name in ("text", "public")}
        for (file, *where), text in texts.items():
            if not {"", first} & text.keys():
                said = f"has no text in '{first}', the office's first language; add it"
                yield at(folder / f"{file}.yaml", where, said)


def names(office: Office, folder: Path) -> Iterator[Problem]:
    first = office.front.languages[0]
    texts: dict[tuple[str, ...], Texts] = {("names",): office.front.names}
    texts |= {("rights", kind.value, "name"): right.name for kind, right in office.front.rights.items()}
    for where, text in texts.items():
        if first not in text:
            said = f"has no text in '{first}', the office's first language; add it"
            yield at(folder / "office.yaml", where, said)


def fields(office: Office, folder: Path) -> Iterator[Problem]:
    """A rule about a field that the record has not, or cannot do without."""
    known = paths.known()
    for name in office.publication.fields:
        against = known.get(name, "the record has no such field")
        if against:
            free = sorted(field for field, reason in known.items() if reason is None)
            near = None if name in known else process.extractOne(name, free, score_cutoff=75)
            proposal = f" - did you mean {near[0]!r}?" if near else ""
            yield at(folder / "publication.yaml", ("fields", name), against + proposal)


def stakeholders(office: Office, folder: Path) -> Iterator[Problem]:
    """A nature or gender without a text in the first language."""
    first = office.front.languages[0]
    rules = office.stakeholders
    texts: dict[tuple[str, ...], Texts] = {("natures", code, "text"): rule.text for code, rule in rules.natures.items()}
    texts |= {("genders", code): text for code, text in rules.genders.items()}
    for where, text in texts.items():
        if not {"", first} & text.keys():
            said = f"has no text in '{first}', the office's first language; add it"
            yield at(folder / "stakeholders.yaml", where, said)


def letters(office: Office, folder: Path) -> Iterator[Problem]:
    """A text that names a field which no letter has."""
    for name, letter in office.letters.items():
        for language, text in (letter.body or {}).items():
            for wrong in texts_of.unknown(text):
                where = ("letters", name, "body", language) if language else ("letters", name, "body")
                said = f"there is no field '{wrong}' to put in{did_you_mean(wrong, texts_of.FIELDS)}"
                begun = at(folder / "letters.yaml", where, said)
                within = text[: text.find(f"{{{wrong}")].count("\n") + 1 if "\n" in text else 0  # of a text in lines
                yield replace(begun, line=(begun.line or 0) + within)
