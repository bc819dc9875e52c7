"""The examples of the OpenAPI description. A test holds each to its model."""

from __future__ import annotations

from typing import Any

AS_OF: dict[str, Any] = {"sequence": 81_204, "at": "2026-11-23T09:45:12Z", "gaps": []}
HIT: dict[str, Any] = {
    "id": "XB.tm.TM%2F2026%2F000123",
    "office": "XB",
    "kind": "tm",
    "number": "TM/2026/000123",
    "path": "XB/tm/TM/2026/000123",
    "registration_number": "TM/R/000045",
    "version": 3,
    "title": "Morning Tide",
    "status": "registered",
    "status_text": "Registered",
    "status_group": "registered",
    "filing_date": "2026-02-11",
    "priority_date": "2026-02-11",
    "registration_date": "2026-08-03",
    "expiry_date": "2036-02-11",
    "publication_date": "2026-04-30",
    "owners": ["Tideworks Ltd"],
    "representatives": ["Marit Solberg"],
    "countries": ["NO"],
    "classes": ["30", "43"],
    "logo": None,
    "pictures": [],
    "score": 60.0,
    "found_by": ["words"],
}
SEARCH: dict[str, Any] = {
    "as_of": AS_OF,
    "total": 1,
    "sort": "relevance",
    "asked": {"words": "morning", "class": ["30"]},
    "hits": [HIT],
    "next": None,
    "facets": [{"name": "class", "values": [{"value": "30", "count": 1, "chosen": True}], "other": 0}],
}
DOSSIER: dict[str, Any] = {
    "as_of": AS_OF,
    "dossier": {
        "id": "XB.tm.TM%2F2026%2F000123",
        "tie": 5_564_953_793_983_464_349,
        "office": "XB",
        "kind": "tm",
        "number": "TM/2026/000123",
        "numbers": ["TM/2026/000123", "TM/R/000045", "TM2026000123", "TMR000045"],
        "registration_number": "TM/R/000045",
        "version": 3,
        "sequence": 81_190,
        "recorded_at": "2026-11-20T13:02:44Z",
        "content_hash": "4f8b42c22dd3729b519ba6f68d2da7cc5b2d606d05daed5ad5128cc03e6c6358",
        "deleted": False,
        "published": True,
        "title": "Morning Tide",
        "status": "registered",
        "status_group": "registered",
        "filing_date": "2026-02-11",
        "owners": ["Tideworks Ltd"],
        "classes": ["30", "43"],
        "record": {"kind": "tm", "office": "XB", "application_number": "TM/2026/000123"},
        "snapshots": [{"version": 2, "stage": "application", "issue": "2026/04", "date": "2026-04-30"}],
    },
}
HEALTH: dict[str, Any] = {
    "live": True,
    "ready": True,
    "as_of": AS_OF,
    "lag": {"sequence": 81_204, "at": "2026-11-23T09:45:12Z", "seconds": 0.8, "late": False, "gaps": 0},
}
PROBLEM: dict[str, Any] = {
    "type": "urn:blazon:problem:dossier-not-found",
    "title": "No such dossier",
    "status": 404,
    "detail": "no dossier here has the number 'TM/2026/999999'",
    "remedy": "Check the number, or search for the words or the owner.",
    "number": "TM/2026/999999",
}
COMPARE_REQUEST: dict[str, Any] = {
    "asked": "Unkle Bens",
    "candidate": "Uncle Ben's",
    "strategy": "verbal",
    "language": "fr",
}
