"""A scan becomes a PDF: each picture of the file a page, drawn anew, so that nothing else of the file goes with it."""

from __future__ import annotations

import io

from PIL import Image, ImageSequence

from registry.errors import UnacceptableDocument
from registry.pictures import FORMATS, LARGEST_PIXELS

PAGES = 200  # of one scan
DPI = 200.0  # where the scan does not say it


def pdf_of(content: bytes, name: str) -> bytes:
    """UnacceptableDocument when it is no picture that can be opened, or has too many pages or pixels."""
    try:
        with Image.open(io.BytesIO(content), formats=list(FORMATS)) as scan:
            if getattr(scan, "n_frames", 1) > PAGES:
                raise UnacceptableDocument(f"the scan has more than {PAGES} pages; split it")
            pages, pixels = [], 0
            for frame in ImageSequence.Iterator(scan):
                pixels += frame.width * frame.height
                if pixels > LARGEST_PIXELS:
                    raise UnacceptableDocument(f"its pages have more than {LARGEST_PIXELS} pixels together; split it")
                pages.append(_on_white(frame))
            found = scan.info.get("dpi", (DPI, DPI))[0]
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise UnacceptableDocument(f"{name} cannot be read as a scan: {error}") from error
    made = io.BytesIO()
    first, *others = pages
    resolution = float(found) if float(found) > 1 else DPI
    first.save(made, "PDF", save_all=True, append_images=others, resolution=resolution, creationDate=None, modDate=None)
    return made.getvalue()


def _on_white(frame: Image.Image) -> Image.Image:
    if frame.mode in {"1", "L"}:
        return frame.copy()
    if frame.mode in {"RGBA", "LA", "P", "PA"}:
        seen = frame.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return frame.convert("RGB")
