"""Takes out of a text what must stand in no log and on no page: passwords in addresses, tokens."""

from __future__ import annotations

import re

_MASKED = (
    (re.compile(r"(\w[\w+.-]*://[^\s:/@]*):[^\s/@]+@"), r"\1:***@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 ***"),
    (re.compile(r"(?i)(password|passwd|secret|token|csrf)(['\"]?\s*[=:]\s*['\"]?)[^\s'\"&,;]+"), r"\1\2***"),
)


def masked(text: str) -> str:
    for pattern, instead in _MASKED:
        text = pattern.sub(instead, text)
    return text
