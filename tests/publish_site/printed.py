"""Publications for tests of the printed issue, and the issue set of them."""

import datetime as dt
import hashlib
import io
from typing import Any

from PIL import Image
from pypdf import PdfReader

from mappings.document import PublicationDocument
from mappings.record import Record
from publish_site import printing
from publish_site.issue import House, Issue, Part
from publish_site.pictures import Picture
from publish_site.views import Publication, publication

DAY = dt.date(2026, 3, 7)
ISSUE = Issue(id="2026/05", date=DAY, sequence=900, count=0)
HOUSE = House(
    office="XB",
    office_name="Office of Blazonia",
    name="Blazonia Gazette",
    address="1 Herald Street, Port Argent",
    parts=(
        Part(id="tm-applications", title="Trademark applications", date_code="442"),
        Part(id="pt-grants", title="Granted patents", date_code="45"),
        Part(id="tm-changes", title="Recorded changes"),
    ),
)
LOGO = "ab" * 32
THUMBNAIL = f"pictures/ab/{LOGO}.webp"


def webp(colour: str = "#143f8f") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (560, 300), colour).save(made, "WEBP", lossless=True)
    return made.getvalue()


def published(
    n: int, words: str, *, part: str = "tm-applications", logo: str | None = None, **more: Any
) -> Publication:
    record = {
        "kind": "tm",
        "office": "XB",
        "application_number": f"TM/2026/{n:06}",
        "mark": {"verbal_element": words},
        "parties": [{"role": "applicant", "name": "Aurelia Trading S.A."}],
        "classes": [{"number": "9", "goods": "Software; telescopes"}],
    } | more
    if logo:
        record["documents"] = [{"digest": logo, "media_type": "image/png", "name": "logo.png", "role": "logo"}]
    made = Record.model_validate(record)
    fields = made.model_dump(mode="json", exclude_defaults=True) | {"kind": made.kind.value}
    document = PublicationDocument(
        id=f"{n}~1",
        type="snapshot",
        dossier=str(n),
        office="XB",
        kind=made.kind,
        number=made.application_number,
        title=made.title(),
        snapshot=1,
        version=1,
        sequence=n,
        recorded_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        content_hash="0" * 64,
        issue=ISSUE.id,
        part=part,
        stage="application",
        date=DAY,
        classes=tuple(each.number for each in made.classes),
        root=hashlib.sha256(str(n).encode()).hexdigest(),
        fields=fields,
    )
    picture = Picture(LOGO, f"pictures/ab/{LOGO}.png", THUMBNAIL, 560, 300)
    return publication(document, ISSUE, HOUSE, {LOGO: picture})


def set_of(*entries: Publication, warn: Any = None, **more: Any) -> bytes:
    """The PDF of these entries; every warning fails unless it is asked for."""
    warnings: list[str] = []
    made = printing.pdf(ISSUE, HOUSE, entries, {THUMBNAIL: webp()}.__getitem__, warn=warnings.append, **more)
    if warn is None:
        assert warnings == []
    else:
        warn += warnings
    return made


def read(content: bytes) -> tuple[PdfReader, list[str]]:
    reader = PdfReader(io.BytesIO(content))
    return reader, [page.extract_text() for page in reader.pages]
