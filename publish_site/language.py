"""The words of the gazette's pages in one language: templates say `_("Issue {id}", id=issue.id)` in English.

`n_("{count} publication", "{count} publications", count)` counts. Links to pages begin with `home`, the way to the
pages in this language; links to what is the same in all (styles, pictures, data, documents) with `root`.
"""

from __future__ import annotations

from typing import Any

from publish_site.design import thousands


class Language:
    """One language of the pages."""

    def __init__(self, code: str = "en") -> None:
        self.code = code
        self.direction = "ltr"

    def text(self, english: str, **values: Any) -> str:
        return english.format(**values) if values else english

    def counted(self, one: str, many: str, count: int, **values: Any) -> str:
        return (one if count == 1 else many).format(count=thousands(count), **values)
