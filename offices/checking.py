"""All that is wrong in an office's folder: every file, then how the files agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mappings.workflow import Workflow
from offices import documents, letters, permissions, problems, registers, requests, workflows
from offices.agreement import contradictions
from offices.office import FILES, HELD, OPTIONAL, opened
from offices.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path


def check(folder: Path) -> list[Problem]:
    """The mistakes of the folder, by file and line; none when the office can be opened.

    Files that contradict one another are compared once each of them can be read.
    """
    if not folder.is_dir():
        return [Problem(folder, None, "", "there is no such folder; name the office's, such as offices/demo")]
    found: list[Problem] = []
    for name, model in {**FILES, **OPTIONAL}.items():
        path = folder / f"{name}.yaml"
        if path.is_file():
            found += problems.problems(path, model, HELD)
        elif name in FILES:
            found.append(Problem(path, None, "", "is missing; write it, as in offices/demo"))
    for path in workflows.files(folder):
        found += problems.problems(path, Workflow, workflows.HELD)
    for path in registers.files(folder):
        found += problems.problems(path, registers.RegisterFile, registers.HELD)
    if found:
        return found
    office = opened(folder)
    return [
        *contradictions(office, folder),
        *workflows.disagreements(office, folder),
        *requests.disagreements(office, folder),
        *permissions.disagreements(office, folder),
        *letters.disagreements(office, folder),
        *documents.disagreements(office, folder),
    ]


def as_data(problem: Problem) -> dict[str, str | int | None]:
    """A problem as JSON has it."""
    return {"file": str(problem.path), "line": problem.line, "where": problem.where, "problem": problem.said}
