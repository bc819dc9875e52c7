"""What one status of an office's own means, and what the public is told in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mappings.record import StatusGroup


@dataclass(frozen=True)
class StatusRule:
    """What one status of the office's own means."""

    group: StatusGroup
    public: str  # what the public is told
    ignored_in_similarity: bool = False

    @property
    def told(self) -> dict[str, Any]:
        """What stands in the status as the public reads it: the office's own code and words for it stay inside."""
        return {"group": self.group, "code": self.public, "text": self.public}
