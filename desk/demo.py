"""The demo office on this machine: filled, indexed, its gazette built. What is done stays done between two starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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


def fill(context: Context, marks: int, seed: int, progress: Progress) -> filling.Filled | None:
    """The sample office; None when the register holds it already. SampleRefused when it holds another."""
    if filling.is_filled(context.register, marks=marks, seed=seed, today=TODAY):
        return None
    return filling.fill(
        context.register, context.documents, context.office, marks=marks, seed=seed, today=TODAY, progress=progress
    )


def index(context: Context, progress: Progress) -> Summary:
    """The outbox drained."""
    progress("Indexing", 0, 0)
    summary = Follower(context.register, context.engine, context.deployment, context.rules).drain()
    progress("Indexing", summary.dossiers, summary.dossiers)
    return summary


def publish(context: Context, out: Path, progress: Progress) -> Built | None:
    """The gazette of all closed issues, built anew when one is not out yet; None when all are, and stand there.

    An issue is out once its site stands: only then may the public index show what it holds.
    """
    closed = [issue for issue in list_issues(context.register) if issue.status != "open"]
    if not closed or (all(issue.status == "published" for issue in closed) and (out / MANIFEST).is_file()):
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
        handle(context.register, MarkIssuePublished(issue.id))
    return built
