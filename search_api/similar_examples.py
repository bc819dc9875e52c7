"""The examples of `POST /similar`: by words, by a picture, by both. A test holds each to its model."""

from __future__ import annotations

from typing import Any

AS_OF: dict[str, Any] = {"sequence": 81_204, "at": "2026-11-23T09:45:12Z", "gaps": []}
RING = (  # a black ring of 24 by 24 pixels, PNG
    "iVBORw0KGgoAAAANSUhEUgAAABgAAAAYAQAAAADIDABVAAAATElEQVR42k3MuwmAUBAF0dmLoJl2oIUo2JmfyizllbDhBvLWSDSY7DCWIN5O"
    "qGyqXLopitnx7OWEjP1zQMlWA51YIBjVMEms5JH2ez5A1xR+eojHlwAAAABJRU5ErkJggg=="
)
REQUESTS: dict[str, dict[str, Any]] = {
    "words": {
        "words": "Unkle Bens",
        "classes": ["30"],
        "before": "2026-11-23",
        "goods": [{"class": "30", "text": "rice; pasta"}],
        "limit": 20,
    },
    "picture": {"picture": {"content": RING, "cut": [0, 0, 1000, 1000]}, "vienna": ["26.01"], "limit": 20},
    "number": {"picture": {"number": "TM/2026/000123"}, "limit": 20},
    "both": {"words": "Morning Tide", "picture": {"content": RING}, "logo_strategy": "logo", "language": "fr"},
}

_MARK: dict[str, Any] = {
    "id": "XB.tm.TM%2F2026%2F000123",
    "office": "XB",
    "kind": "tm",
    "number": "TM/2026/000123",
    "title": "Morning Tide",
    "status": "registered",
    "status_text": "Registered",
    "status_group": "registered",
    "filing_date": "2026-02-11",
    "priority_date": "2026-02-11",
    "classes": ["30", "43"],
    "owners": ["Tideworks Ltd"],
}
_WORDS_HIT: dict[str, Any] = {
    **_MARK,
    "rank": 914_000,
    "points": 95,
    "of": 100,
    "closeness": 914,
    "aspects": {"visual": 92, "aural": 100},
    "shared": 88,
    "evidence": [
        {
            "comparison": "spelling",
            "title": "Spelling",
            "aspect": "visual",
            "level": "one-edit",
            "feature": "few-edits",
            "points": 95,
            "of": 100,
            "asked": "MORNING TYDE",
            "candidate": "MORNING TIDE",
            "text": "Morning Tide",
            "sentence": "MORNING TYDE and MORNING TIDE differ in one letter",
            "asked_spans": [[9, 10]],
            "candidate_spans": [[9, 10]],
        }
    ],
}
_PICTURE_HIT: dict[str, Any] = {
    **_MARK,
    "rank": 712_480,
    "values": {"copy": 58, "outline": 76, "details": 66, "parts": 14, "colours": 91, "vienna": 1},
    "evidence": [
        {
            "comparison": "outline",
            "title": "Outline",
            "level": "same-outline",
            "measure": "outline",
            "value": 76,
            "sentence": "The same outline (76 %): the whole picture beside the picture without its lettering.",
        }
    ],
    "matched": {
        "asked_view": "whole",
        "candidate_view": "symbol",
        "picture": 0,
        "asked": [[118, 240], [512, 90]],
        "candidate": [[96, 210], [498, 75]],
    },
    "codes": ["26.01"],
}
_WORDS: dict[str, Any] = {
    "asked": {
        "text": "Morning Tyde",
        "normal": "MORNING TYDE",
        "joined": "MORNINGTYDE",
        "tokens": ["MORNING", "TYDE"],
        "grams": ["MOR", "TYD"],
        "codes": {"metaphone": "MRNNKTT"},
        "notes": [],
        "key_version": "8",
    },
    "strategy": {"name": "verbal", "version": 2, "title": "Words, by sight, sound and meaning"},
    "candidates": 600,
    "cut": True,
    "accepted": 41,
    "took_ms": 24,
    "as_of": AS_OF,
    "uncertified": "The recall of this strategy has not been measured on this register.",
}
_PICTURE: dict[str, Any] = {
    "strategy": "logo.v1",
    "title": "Logos, by outline and details",
    "views": ["whole", "inside"],
    "notes": [],
    "candidates": 1_000,
    "cut": True,
    "accepted": 212,
    "suggested": [{"code": "26.01", "share": 0.71}],
    "unseen": 0,
    "took_ms": 31,
    "as_of": AS_OF,
}
_BOTH_HIT: dict[str, Any] = {
    **_MARK,
    "words": _WORDS_HIT,
    "words_place": 1,
    "picture": _PICTURE_HIT,
    "picture_place": 3,
}
ANSWERS: dict[str, dict[str, Any]] = {
    "words": {**_WORDS, "hits": [_WORDS_HIT]},
    "picture": {**_PICTURE, "hits": [_PICTURE_HIT]},
    "both": {
        "words": {**_WORDS, "hits": []},
        "picture": {**_PICTURE, "hits": []},
        "order": "By the better of the two places.",
        "hits": [_BOTH_HIT],
        "as_of": AS_OF,
    },
}
