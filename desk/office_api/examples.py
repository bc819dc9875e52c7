"""The examples of the description. A test holds each to its model."""

from __future__ import annotations

from typing import Any

PATH = {"office": "XB", "kind": "tm", "number": "TM/2026/000123"}
ME: dict[str, Any] = {
    "login": "client:kanzlei-sued",
    "name": "Kanzlei Süd, files",
    "roles": ["agent"],
    "permissions": ["desk.my-files", "dossier.edit.own", "dossier.view.own"],
    "identifier": "A-7",
    "program": True,
    "csrf": "",
}
APPLICATION: dict[str, Any] = {
    "kind": "tm",
    "language": "en",
    "parties": [
        {"role": "applicant", "name": "Tideworks Ltd", "address": {"country": "NO"}},
        {"role": "representative", "name": "Kanzlei Süd", "identifier": "A-7"},
    ],
    "mark": {"verbal_element": "Morning Tide"},
    "classes": [{"number": "30", "goods": "Coffee"}],
}
OUTCOME: dict[str, Any] = {
    **PATH,
    "path": "XB/tm/TM/2026/000123",
    "version": 1,
    "sequence": 81_204,
    "effect": "filed",
}
DOSSIER: dict[str, Any] = {
    **PATH,
    "title": "Morning Tide",
    "version": 2,
    "day": "2026-03-04",
    "as_party": True,
    "status": {"code": "defective", "text": "Formal deficiency", "group": "pending", "date": "2026-03-03"},
    "workflow": "trademark",
    "awaits": ["agent"],
    "openings": [
        {"action": "receive-mending", "text": "Take in the reply", "who": ["reception", "agent"], "mine": True}
    ],
    "deadlines": [
        {
            "name": "reply-to-defect",
            "text": "Reply to the deficiency",
            "state": "running",
            "base": "2026-03-03",
            "due": "2026-05-04",
            "last": "2026-05-04",
            "extended": 0,
        }
    ],
    "journal": [{"date": "2026-03-03", "code": "TM030", "standard_code": "D00"}],
    "record": {"kind": "tm", "office": "XB", "application_number": "TM/2026/000123"},
}
ACTION: dict[str, Any] = {"action": "find-in-order", "note": "all is in order"}
UNDO: dict[str, Any] = {"action": "find-in-order", "reason": "the wrong file"}
REQUEST: dict[str, Any] = {"type": "change-name", "form": {"name": "Tideworks AS"}}
DECISION: dict[str, Any] = {"decision": "refused", "reason": "the deed is missing"}
ANSWER: dict[str, Any] = {"letter": "L/2026/000007", "action": "receive-mending", "note": "the goods are sorted anew"}
WRITING_ANEW: dict[str, Any] = {"note": "The earlier mark is TM/R/000012."}
REFUSAL: dict[str, Any] = {"reason": "Name the earlier mark."}
