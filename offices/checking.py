"""All that is wrong in an office's folder: every file, then how the files agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mappings.letters import Letter, Letters
from mappings.terms import Terms
from mappings.workflow import Workflow
from offices import agreement, documents, letters, permissions, registers, requests, workflows
from offices.office import FILES, HELD, OPTIONAL, Office, assembled
from offices.problems import Problem
from offices.salvage import Salvaged, salvaged
from offices.workflows import Roles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

WORKFLOWS, REGISTERS = "workflows/", "registers/"  # all files of the folder


@dataclass(frozen=True)
class Check:
    """A comparison of files: `needs` are those without which it would find what is not wrong."""

    what: str
    needs: tuple[str, ...]
    run: Callable[[Office, Path], Iterable[Problem]]


OWN = (REGISTERS,)
CHECKS = (
    Check("the parts of the gazette", ("office", "gazette", *OWN), agreement.parts),
    Check("the stages of publication", ("publication", "gazette", "statuses", *OWN), agreement.stages),
    Check("the parts of the events", ("events", "gazette", *OWN), agreement.events),
    Check("the texts of statuses and events", ("office", "statuses", "events"), agreement.words),
    Check("the names of the office and its rights", ("office",), agreement.names),
    Check("the fields kept back", ("publication",), agreement.fields),
    Check("the fields of the letters", ("letters",), agreement.letters),
    Check("the texts of the stakeholders", ("office", "stakeholders"), agreement.stakeholders),
    Check("the registers of the office's own", ("office", "gazette", WORKFLOWS, *OWN), registers.disagreements),
    Check(
        "what the workflows name",
        ("office", "statuses", "events", "publication", *OWN),
        workflows.disagreements_of_each,
    ),
    Check("the statuses to which no action leads", ("office", "statuses", WORKFLOWS, *OWN), workflows.unreached),
    Check(
        "what the requests name",
        ("office", "requests", "events", "publication", WORKFLOWS, *OWN),
        requests.disagreements,
    ),
    Check(
        "what the roles may",
        ("permissions", "roles", "statuses", "requests", WORKFLOWS, *OWN),
        permissions.disagreements,
    ),
    Check("approvals and notices of the letters", ("letters",), letters.disagreements),
    Check("the kinds of documents", ("documents",), documents.disagreements),
)


# What stands in place of a file that cannot be read; no check that needs it is made.
EMPTY: dict[str, dict[str, Any]] = {
    "statuses": {"tm": {}, "pt": {}, "ds": {}},
    "events": {"tm": {}, "pt": {}, "ds": {}},
    "gazette": {"parts": ()},
    "calendar": {"terms": Terms()},
}


@dataclass(frozen=True)
class Checked:
    """`unmade` are the comparisons for which a file is missing that can be read."""

    problems: list[Problem]
    unmade: tuple[str, ...] = ()


def check(folder: Path) -> list[Problem]:
    """The mistakes of the folder, by file and line; none when the office can be opened."""
    return checked(folder).problems


def checked(folder: Path) -> Checked:
    """The mistakes of the folder, and what could not be looked at because of them.

    A file that cannot be read is left out of the comparisons; of one that nearly can, what is plain is set right first.
    """
    if not folder.is_dir():
        return Checked([Problem(folder, None, "", "there is no such folder; name the office's, such as offices/demo")])
    held = _read(folder)
    out = {name for name, one in held.items() if one.read is None}
    out |= {f"{name.partition('/')[0]}/" for name in out if "/" in name}
    office = _office(held)
    found = [problem for one in held.values() for problem in one.problems]
    unmade: list[str] = []
    for each in CHECKS:
        missing = sorted(out.intersection(each.needs))
        if missing:
            unmade.append(f"{each.what} (needs {', '.join(map(_named, missing))})")
            continue
        for problem in each.run(office, folder):
            name = problem.path.relative_to(folder).with_suffix("").as_posix()
            guessed, placed = held[name].hides(problem), held[name].placed(problem)
            rest = f"the rest of {guessed} (needs it set right in {_named(name)})"
            if guessed is None:
                found += [placed] if placed not in found else []
            elif rest not in unmade:
                unmade.append(rest)
    return Checked(found, tuple(unmade))


def as_data(problem: Problem) -> dict[str, str | int | None]:
    """A problem as JSON has it."""
    return {"file": str(problem.path), "line": problem.line, "where": problem.where, "problem": problem.said}


def _named(name: str) -> str:
    return name if name.endswith("/") else f"{name}.yaml"


def _read(folder: Path) -> dict[str, Salvaged]:
    """Every file by its name without the ending."""
    acts = bool(workflows.files(folder))  # without workflows nobody acts, and what says how may be left out
    held: dict[str, Salvaged] = {}
    for name, model in {**FILES, **OPTIONAL}.items():
        path = folder / f"{name}.yaml"
        if path.is_file():
            held[name] = salvaged(path, model, HELD)
        elif name in FILES:
            held[name] = Salvaged(None, (Problem(path, None, "", "is missing; write it, as in offices/demo"),))
        elif acts:
            said = "is missing; write it, as in offices/demo, or `{}` where nothing is to be said in it"
            held[name] = Salvaged(None, (Problem(path, None, "", said),))
        else:
            held[name] = Salvaged(model())
    for path in workflows.files(folder):
        held[f"{WORKFLOWS}{path.stem}"] = salvaged(path, Workflow, workflows.HELD)
    for path in registers.files(folder):
        held[f"{REGISTERS}{path.stem}"] = salvaged(path, registers.RegisterFile, registers.HELD)
    return held


def _office(held: Mapping[str, Salvaged]) -> Office:
    """The office of what could be read. Where roles or letters could not, those that are named are taken as there."""
    ways: dict[str, Any] = _those(held, WORKFLOWS)
    files = {name: held[name].read or model.model_construct(**EMPTY.get(name, {})) for name, model in FILES.items()}
    files |= {name: held[name].read or model() for name, model in OPTIONAL.items()}
    if held["roles"].read is None:
        files["roles"] = Roles.model_construct(roles={role: {"": "?"} for role in _roles(files, ways)})
    if held["letters"].read is None:
        files["letters"] = Letters.model_construct(
            letters={name: Letter(title={"": "?"}) for name in _letters(files, ways)}
        )
    return assembled(files, ways, _those(held, REGISTERS))


def _those(held: Mapping[str, Salvaged], folder: str) -> dict[str, Any]:
    return {name.removeprefix(folder): one.read for name, one in held.items() if name.startswith(folder) and one.read}


def _roles(files: Mapping[str, Any], ways: Mapping[str, Workflow]) -> set[str]:
    """All that are named anywhere."""
    found = {role for way in ways.values() for action in way.actions.values() for role in action.who}
    found |= {role for way in ways.values() for roles in way.awaits.values() for role in roles}
    found |= {role for rule in files["requests"].types.values() for role in (*rule.who, *rule.decides)}
    return found | {role for one in files["letters"].letters.values() for step in one.approvals for role in step}


def _letters(files: Mapping[str, Any], ways: Mapping[str, Workflow]) -> set[str]:
    named = {action.letter for way in ways.values() for action in way.actions.values()}
    named |= {rule.letter for rule in files["requests"].types.values()} | {files["requests"].refusal}
    return {name for name in named if name}
