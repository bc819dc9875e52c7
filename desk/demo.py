"""The demo office on this machine: filled, indexed, its gazette built. What is done stays done between two starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desk import filling
from desk.cli.context import Context
from desk.stakeholders import finding
from indexer import rarity
from indexer.follow import Summary
from offices.sample import TODAY
from publish_site.build import Built
from publish_site.manifest import MANIFEST
from registry import gathering, handle, stakeholder_lists, stakeholders
from registry.commands import MarkIssuePublished
from registry.issues import list_due
from registry.stakeholders import By

Progress = Callable[[str, int, int], None]


def fill(context: Context, marks: int, seed: int, progress: Progress) -> filling.Filled | None:
    """The sample office; None when the register holds it already. SampleRefused when it holds another."""
    if filling.is_filled(context.register, marks=marks, seed=seed, today=TODAY):
        return None
    return filling.fill(
        context.register, context.documents, context.office, marks=marks, seed=seed, today=TODAY, progress=progress
    )


def gather(context: Context, progress: Progress) -> None:
    """Stakeholders of the parties in the files, and two who may be the same; nothing where there are some already."""
    register = context.register
    if stakeholder_lists.listed(register, limit=1).total:
        return
    gathering.gather(register, number=False, actor=filling.ACTOR, progress=progress)
    for name in ("Heraldic Works GmbH", "Heraldik Works AG"):
        given = {"name": name, "nature": "company", "address": {"city": "Port Argent", "country": "XB"}}
        stakeholders.add(register, given, By(filling.ACTOR, "a made-up pair"))
    finding.look(register, progress)


def index(context: Context, progress: Progress) -> Summary:
    """The outbox drained, and counted anew what the similarity search weighs words by."""
    progress("Indexing", 0, 0)
    summary = context.follower().drain()
    if summary.dossiers:
        rarity.count(context.engine, context.deployment)
    progress("Indexing", summary.dossiers, summary.dossiers)
    return summary


def publish(context: Context, out: Path, progress: Progress) -> Built | None:
    """The gazette of the closed issues whose day has come, built anew when one is not out yet; None when all are.

    An issue is out once its site stands: only then may the public index show what it holds. `out` is served as it is,
    so an issue of a later day is not built into it before that day.
    """
    due = list_due(context.register)
    if not due or (all(issue.status == "published" for issue in due) and (out / MANIFEST).is_file()):
        return None

    def tell(step: str, done: int, total: int) -> None:
        progress(f"Building the gazette's {step}", done, total)

    if not context.keys.ring().keys:
        context.keys.create(due[0].date)
    built = context.build_issue(due[-1].id, out, served=out, tell=tell)
    for issue in built.issues:
        handle(context.register, MarkIssuePublished(issue))
    return built
