"""The records of the small office behind the pages."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from PIL import Image

from mappings.record import Record
from registry.reading import FrozenSnapshot

SECRET = "zzstaffonly"
HOSTILE = "\"><script>alert('x')</script>\u202egnp.exe"


def picture(colour: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (120, 80), colour).save(buffer, "PNG")
    return buffer.getvalue()


def mark(
    number: str, words: str | None, *, owner: str = "Tideworks Ltd", group: str = "registered", **more: Any
) -> Record:
    parties = more.pop("parties", [{"role": "holder", "name": owner, "address": {"city": "Bergen", "country": "NO"}}])
    return Record.model_validate(
        {
            "kind": "tm",
            "office": "XB",
            "application_number": number,
            "filing_date": "2021-03-04",
            "status": {"group": group, "code": "R", "text": group.capitalize()},
            "mark": {"verbal_element": words} if words else {},
            "parties": parties,
            "classes": [{"number": "30", "goods": "Coffee; tea; rice"}],
            **more,
        }
    )


def frozen(ordinal: int, stage: str, issue: str) -> FrozenSnapshot:
    return FrozenSnapshot(
        ordinal,
        1,
        9,
        dt.datetime(2026, 2, 2, tzinfo=dt.UTC),
        stage,
        issue,
        "marks",
        dt.date(2026, 2, 2),
        None,
        {"application_number": "TM/2026/000001"},
        {},
        {},
        f"{ordinal:064x}",
        released=True,
    )


def uncle_bens(documents: Sequence[Any]) -> Record:
    """A registered mark with a logo, a letter of each audience and a party with an e-mail address."""
    return mark(
        "TM/2026/000001",
        "Uncle Ben's",
        registration_number="TM/R/000045",
        registration_date="2026-06-01",
        expiry_date="2036-03-04",
        priorities=[{"office": "NO", "number": "N-77", "date": "2020-12-24"}],
        parties=[
            {
                "role": "holder",
                "name": "Mars, Incorporated",
                "emails": [f"{SECRET}@example.org"],
                "address": {"city": "McLean", "country": "US"},
            },
            {"role": "representative", "name": "Marit Solberg"},
        ],
        events=[
            {"date": "2021-03-04", "code": "TM010", "text": "Application filed", "standard_code": "A00", "sequence": 1},
            {
                "date": "2026-06-01",
                "code": "TM100",
                "text": "Mark registered",
                "sequence": 2,
                "note": "Without opposition",
            },
            {
                "date": "2026-06-02",
                "code": "TM900",
                "text": f"{SECRET} note of the examiner",
                "sequence": 3,
                "audience": "staff",
            },
        ],
        documents=[document.model_dump(mode="json") for document in documents],
    )


def patent() -> Record:
    """Thirty citations and seventeen long claims."""
    return Record.model_validate(
        {
            "kind": "pt",
            "office": "XB",
            "application_number": "PT/2026/000045",
            "filing_date": "2021-07-07",
            "status": {"group": "pending", "text": "Examination under way; the applicant's answer is awaited"},
            "parties": [{"role": "applicant", "name": "Tideworks Ltd"}, {"role": "inventor", "name": "Ada Byron"}],
            "classifications": [{"scheme": "ipc", "code": "G01F 23/76", "first": True}],
            "invention": {
                "title": "Tide gauge",
                "abstract": "A gauge for the tide of a harbour. " * 30,
                "claims": [
                    {
                        "number": n,
                        "text": f"A gauge as in claim {n}, comprising a float. " * 12,
                        "depends_on": [1] if n > 1 else [],
                    }
                    for n in range(1, 18)
                ],
            },
            "citations": [
                {
                    "sequence": n,
                    "office": "US",
                    "number": f"50{n:05}",
                    "date": "1993-04",
                    "name": "Gramlich et al.",
                    "category": "cited by examiner",
                }
                for n in range(1, 31)
            ],
        }
    )


def design(views: Sequence[Any]) -> Record:
    return Record.model_validate(
        {
            "kind": "ds",
            "office": "XB",
            "application_number": "DS/2026/000007",
            "filing_date": "2024-07-07",
            "design": {
                "product": "Tea pot",
                "number_of_designs": 1,
                "views": [
                    {"number": n, "name": name, "document": view.digest}
                    for n, (name, view) in enumerate(zip(("front", "back"), views, strict=True), 1)
                ],
            },
            "parties": [{"role": "creator", "name": "Ada Byron"}],
            "documents": [view.model_dump(mode="json") for view in views],
        }
    )
