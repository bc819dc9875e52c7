"""The demo office on this machine: filled, indexed, its gazette built. What is done stays done between two starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel

from desk import filling, gazette
from desk.cli.context import Context
from indexer.follow import Follower, Summary
from offices.sample import TODAY
from publish_site.build import Built
from publish_site.manifest import MANIFEST
from publish_site.reading import Index
from registry import handle
from registry.commands import MarkIssuePublished
from registry.issues import list_issues

Progress = Callable[[str, int, int], None]
MADE = "demo.json"  # beside the register's data: which sample this home holds


class Made(BaseModel):
    """What was filled into this home."""

    marks: int
    seed: int
    filings: int
    steps: int
    issues: int


class OtherSample(Exception):
    """The home holds another sample; two offices do not fit into one register."""


def fill(context: Context, marks: int, seed: int, progress: Progress) -> Made:
    """The sample office; at once when this home holds it already. OtherSample when it holds another."""
    note = context.stack.home / MADE
    if note.is_file():
        made = Made.model_validate_json(note.read_bytes())
        if (made.marks, made.seed) != (marks, seed):
            raise OtherSample(
                f"{context.stack.home} holds the sample of {made.marks} marks and seed {made.seed}; "
                f"say --marks {made.marks} --seed {made.seed}, or set BLAZON_HOME to another folder"
            )
        return made
    filled = filling.fill(
        context.register, context.documents, context.office, marks=marks, seed=seed, today=TODAY, progress=progress
    )
    made = Made(marks=marks, seed=seed, filings=filled.filings, steps=filled.steps, issues=len(filled.issues))
    note.write_text(made.model_dump_json(indent=2), encoding="utf-8")
    return made


def index(context: Context, progress: Progress) -> Summary:
    """The outbox drained."""
    progress("Indexing", 0, 0)
    summary = Follower(context.register, context.engine, context.deployment, context.rules).drain()
    progress("Indexing", summary.dossiers, summary.dossiers)
    return summary


def publish(context: Context, out: Path, progress: Progress) -> Built | None:
    """The gazette of all closed issues, built anew when one is not out yet; None when all are, and stand there."""
    closed = [issue for issue in list_issues(context.register) if issue.status != "open"]
    if not closed:
        return None
    if all(issue.status == "published" for issue in closed) and (out / MANIFEST).is_file():
        return None
    places = {f"issue {issue.id}": place for place, issue in enumerate(closed, 1)}

    def tell(step: str, _done: int, _total: int) -> None:
        if step in places:
            progress("Building the gazette's issues", places[step], len(closed))

    built = gazette.build_issue(
        context.register,
        Index(context.engine, context.deployment),
        context.office,
        context.documents,
        issue=closed[-1].id,
        out=out,
        cache=context.stack.home / "thumbnails",
        tell=tell,
    )
    for issue in closed:
        if issue.status != "published":
            handle(context.register, MarkIssuePublished(issue.id))
    return built
