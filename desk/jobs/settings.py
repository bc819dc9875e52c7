"""When which job runs, and how patient a worker is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from croniter import croniter
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

CRON = "; a cron line in the office's time, or empty: only when asked for"


class JobsSettings(BaseSettings):
    """Read from `BLAZON_JOBS_*` once, at the edge."""

    model_config = SettingsConfigDict(env_prefix="BLAZON_JOBS_", frozen=True)

    clock: str = Field(default="5 0 * * *", description=f"the actions of deadlines that have passed{CRON}")
    letters: str = Field(default="*/10 * * * *", description=f"letters are written, approved ones issued{CRON}")
    mail: str = Field(default="*/5 * * * *", description=f"letters go out, and e-mails that are due{CRON}")
    remind: str = Field(default="0 6 * * *", description=f"deadlines that come near are reminded of{CRON}")
    index: str = Field(default="*/15 * * * *", description=f"the index catches up with the register{CRON}")
    recall: str = Field(default="30 2 * * *", description=f"new marks are searched for, against the exact order{CRON}")
    backup: str = Field(default="0 3 * * *", description=f"a backup, where `BLAZON_JOBS_BACKUPS` says so{CRON}")
    forget: str = Field(default="40 3 * * *", description=f"old jobs and pictures that were searched by go{CRON}")
    backups: Path | None = Field(default=None, description="folder of the backups; without it none is made")
    backups_kept: int = Field(default=14, ge=1, description="the newest so many stay; older ones of this job go")
    recall_at_least: float = Field(
        default=0.98, ge=0, le=1, description="of the exact first 100; the job fails where less is kept"
    )
    kept_days: int = Field(default=30, ge=1, description="how long jobs that have ended are listed")
    tries: int = Field(default=8, ge=1, description="how often a job that failed is tried before it stays failed")
    backoff_seconds: float = Field(default=10.0, gt=0, description="before the second try; each time twice as long")
    concurrency: int = Field(
        default=2, ge=1, le=32, description="jobs that a worker does at once, each of another name"
    )
    heartbeat_seconds: float = Field(default=10.0, gt=0, description="how often a worker says that it lives")
    stalled_seconds: float = Field(
        default=60.0, gt=0, description="a worker that said nothing for so long is dead; its jobs are taken again"
    )

    @field_validator("clock", "letters", "mail", "remind", "index", "recall", "backup", "forget")
    @classmethod
    def _is_cron(cls, line: str) -> str:
        if line and not croniter.is_valid(line):
            raise ValueError(f"'{line}' is no cron line; write minute, hour, day, month, weekday, such as 5 0 * * *")
        return line

    def line(self, name: str) -> str:
        """When the job of that name runs; empty: only when asked for."""
        if name == "backup" and self.backups is None:
            return ""
        found: str = getattr(self, name)
        return found


def latest(line: str, now: dt.datetime) -> dt.datetime:
    """The last time before `now` that the cron line names, in the time zone of `now`."""
    found: dt.datetime = croniter(line, now).get_prev(dt.datetime)
    return found


def coming(line: str, now: dt.datetime) -> dt.datetime:
    """The next one."""
    found: dt.datetime = croniter(line, now).get_next(dt.datetime)
    return found
