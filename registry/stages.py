"""What an office publishes of a file at which stage, under which status it publishes nothing, and how a status is told.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mappings.number import DossierKey
from mappings.record import Kind, Record
from mappings.statuses import StatusRule

EVENT = "event"  # the stage of a published event: a line of the journal alone


@dataclass(frozen=True)
class PublicationRules:
    """Of the files of one office: the stages that freeze their data, and the statuses that keep them from the public.

    A right without stages may be published at any. Without an office the rules concern no file.
    """

    office: str = ""  # ST.3
    stages: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
    withheld: Mapping[Kind, frozenset[str]] = field(default_factory=dict)  # codes of statuses
    statuses: Mapping[Kind, Mapping[str, StatusRule]] = field(default_factory=dict)  # by code

    def told(self, record: Record) -> Record:
        """The record with its status in the words that the public is told."""
        status = record.status if record.office == self.office else None
        rule = self.statuses.get(record.kind, {}).get(status.code or "") if status else None
        if status is None or rule is None:
            return record
        return record.model_copy(update={"status": status.model_copy(update=rule.told)})

    def withholds(self, key: DossierKey, status: str | None) -> str | None:
        """Why the office publishes nothing of the file while it has that status; None when it does."""
        if key.office == self.office and status in self.withheld.get(key.kind, frozenset()):
            return f"its status is `{status}`, under which the office publishes nothing of a file"
        return None

    def against(self, key: DossierKey, stage: str, status: str | None) -> str | None:
        """Why the file is not published at that stage while it has that status; None when it may be."""
        if key.office != self.office:
            return None
        if why := self.withholds(key, status):
            return why
        stages = self.stages.get(key.kind, ())
        if stages and stage != EVENT and stage not in stages:
            return f"the office has no stage `{stage}` for it; one of {', '.join(stages)}, or {EVENT}"
        return None
