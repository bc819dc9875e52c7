"""Small PDF files that parties and officers send."""

import io
from collections.abc import Callable

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def pdf(
    title: str = "Our reply", *, pages: int = 1, change: Callable[[PdfWriter], object] = lambda _made: None
) -> bytes:
    """Blank pages; `change` is done to the file before it is written."""
    made, into = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        made.add_blank_page(200, 200)
    made.add_metadata({"/Title": title})
    if change:
        change(made)
    made.write(into)
    return into.getvalue()


def with_script(made: PdfWriter) -> None:
    """A program runs when the file is opened."""
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    made.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
