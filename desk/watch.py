"""What the pages about the machine itself read: its jobs, its probes, its log, the office's folder. Handed in once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from desk.cli.context import Context
from desk.health import Health, probes
from desk.jobs.settings import JobsSettings
from desk.mail.settings import MailSettings
from offices import folder as folders


@dataclass(frozen=True)
class Watch:
    """Without `health` no probe is asked: a desk whose machine nobody has handed in."""

    jobs: JobsSettings = field(default_factory=JobsSettings)
    health: Health = field(default_factory=Health)
    office: Path | None = None  # the folder of its data
    digest: str | None = None  # of that folder when this program began
    logs: Path | None = None  # the folder of the office's own log


def watch(context: Context) -> Watch:
    """All there is on this machine."""
    jobs, seconds = JobsSettings(), context.settings.health_seconds
    health = Health(probes.of(context, jobs, MailSettings(), seconds=seconds), seconds=seconds)
    folder = context.settings.office
    return Watch(jobs, health, folder, folders.digest(folders.read(folder)), context.logs)
