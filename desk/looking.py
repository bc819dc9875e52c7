"""The processes in which pictures are examined, apart from all others."""

from __future__ import annotations

import os
from collections.abc import Callable

from similarity.logos.guarded import Workers


def workers(work: Callable[[bytes], bytes], processes: int | None = None) -> Workers:
    """As many as there are processors, unless told; they start when they are needed."""
    return Workers(f"{work.__module__}:{work.__qualname__}", processes=processes or os.cpu_count() or 1)
