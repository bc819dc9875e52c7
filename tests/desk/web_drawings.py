"""An office of drawn logos: a fish in several hands, other signs, a design of three views, one unpublished mark."""

import io
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from PIL import Image, ImageDraw, ImageOps

from mappings.record import Record
from offices.sample.drawing.logo import Plan, draw, plan
from registry.documents import DocumentStore, keep
from tests.desk.web_records import SECRET, design, mark

MOTIFS = ("bird", "star", "sun", "owl", "drop", "leaf")
FRAMED, WORDED, SECRET_FISH = "TM/2026/000501", "TM/2026/000502", "TM/2026/000509"
CHAIR = "DS/2026/000501"


def fish(words: str = "") -> Plan:
    one = plan(Random(5), "", "latin", ["fish"])
    return replace(one, motif="fish", ground="plain", layout="above", whole_ground=False, words=words)


def png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def framed(content: bytes) -> bytes:
    return png(ImageOps.expand(ImageOps.expand(opened(content), 40, "white"), 12, "navy"))


def chair(angle: int) -> bytes:
    picture = Image.new("RGB", (300, 400), "white")
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((70, 40, 90, 380), fill="brown")
    drawing.rectangle((70, 200, 230 - angle, 220), fill="brown")
    drawing.rectangle((210 - angle, 220, 230 - angle, 380), fill="brown")
    for n in range(4):
        drawing.line((90, 60 + 30 * n, 150 - angle, 60 + 30 * n), fill="black", width=4)
    return png(picture)


def drawn_records(store: DocumentStore) -> Iterator[tuple[Record, bool]]:
    """Each with whether it is for the staff alone."""

    def logo(content: bytes) -> list[dict[str, object]]:
        return [keep(store, content, name="logo.png", role="logo").model_dump(mode="json")]

    def codes(*numbers: str) -> list[dict[str, str]]:
        return [{"scheme": "vienna", "code": number} for number in numbers]

    yield (
        mark(
            FRAMED,
            None,
            documents=logo(framed(draw(fish()).png)),
            classifications=codes("03.09.01", "26.04.01"),
            classes=[{"number": "29", "goods": "Fish"}],
        ),
        False,
    )
    yield (
        mark(WORDED, "TIDEFISH", documents=logo(draw(fish("TIDEFISH")).png), classifications=codes("03.09.01")),
        False,
    )
    yield mark(SECRET_FISH, f"{SECRET} fish", documents=logo(draw(fish()).png)), True
    yield mark("TM/2026/000503", "TYDEFISH"), False
    for n, motif in enumerate(MOTIFS):
        other = replace(plan(Random(90 + n), "", "latin", [motif]), motif=motif)
        number = f"TM/2026/00052{n}"
        yield mark(number, f"OTHER {n}", documents=logo(draw(other).png), classifications=codes("01.01.02")), False
    views = [keep(store, chair(angle), name=f"{angle}.png", role="view") for angle in (0, 60)]
    yield design(views).model_copy(update={"application_number": CHAIR}), False
    table = [keep(store, chair(angle), name=f"{angle}.png", role="view") for angle in (20, 70)]
    yield design(table).model_copy(update={"application_number": "DS/2026/000502"}), False
