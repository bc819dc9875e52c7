"""Pictures of a built site for the docs: `python -m tests.publish_site.photographs gazette/ docs/images`.

Each kind of page as a phone, a tablet and a laptop show it, and as the first sheet of A4 that a printer makes of it:
`gazette-front-390.png`, `gazette-front-820.png`, `gazette-front.png`, `gazette-front-print.png`. A page with more to
see is taken before one with less; where the site has pages in Arabic, one of them is taken too.
"""

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.house.browser import opened
from tests.publish_site.served import served

SCREENS: dict[str, tuple[int, int]] = {"-390": (390, 844), "-820": (820, 1180), "": (1280, 1000)}
SHEET, MARGINS = (794, 1123), (60, 68)  # A4 at 96 dots an inch, and what `@page` of the style sheet leaves white
COLOURS = (128, 64, 32, 16)
LARGEST = 150_000  # bytes a picture
LOOKED_AT = 2000  # pages among which one is chosen


def pages(site: Path) -> dict[str, str]:
    """The pages that are taken, by the name of their picture."""
    issues = json.loads((site / "manifest.json").read_bytes())["issues"]
    found = {"front": "index.html", "issue": issues[-1]["manifest"].replace("manifest.json", "index.html")}
    for name, kind in (("trademark", "tm"), ("patent", "pt"), ("design", "ds")):
        found |= {name: _fullest(site, kind)} if _permanent(site, kind) else {}
    shown = (site / found.get("trademark", "")).parent
    since = sorted(shown.glob("*/since/*/index.html")) or sorted(site.glob("tm/**/since/*/index.html"))
    found |= {"difference": since[-1].relative_to(site).as_posix()} if since else {}
    found["verify"] = "verify/index.html"
    if (site / "ar" / found.get("trademark", "none")).is_file():
        found["arabic"] = f"ar/{found['trademark']}"
    return found


def _permanent(site: Path, kind: str) -> list[Path]:
    return sorted(one.parent.parent for one in site.glob(f"{kind}/**/1/data.json"))[:LOOKED_AT]


def _fullest(site: Path, kind: str) -> str:
    """The permanent page of a right that has a picture, most publications, and most to read."""

    def seen(folder: Path) -> tuple[bool, int, int]:
        page = (folder / "index.html").read_bytes()
        return b"<img" in page, sum(1 for _ in folder.glob("*/data.json")), len(page)

    return f"{max(_permanent(site, kind), key=seen).relative_to(site).as_posix()}/index.html"


def take(site: Path, out: Path, browser: Browser, chosen: dict[str, str]) -> Iterator[Path]:
    """The pictures of these pages of a site, each as it is written."""
    out.mkdir(parents=True, exist_ok=True)
    with served(site) as address:
        for name, path in chosen.items():
            for suffix, (width, height) in SCREENS.items():
                page = _opened(browser, address + path, width, height)
                if name == "verify":
                    _checked(page, chosen["trademark"].removesuffix("/index.html"))
                yield _written(out / f"gazette-{name}{suffix}.png", page.screenshot())
                page.close()
            width, height = (whole - 2 * margin for whole, margin in zip(SHEET, MARGINS, strict=True))
            page = _opened(browser, address + path, width, height)
            page.emulate_media(media="print")
            yield _written(out / f"gazette-{name}-print.png", _on_paper(page.screenshot()))
            page.close()


def _opened(browser: Browser, address: str, width: int, height: int) -> Page:
    size: Any = {"width": width, "height": height}
    page = browser.new_page(viewport=size, color_scheme="light", reduced_motion="reduce")
    page.goto(address)
    return page


def _checked(page: Page, item: str) -> None:
    """The verifier with its answer about one application."""
    page.locator("[name=named]").fill(item)
    page.locator("#verify button").click()
    expect(page.locator("#outcome")).to_have_class(re.compile("notice"))
    page.evaluate("document.querySelector('#f-named').scrollIntoView()")


def _on_paper(shot: bytes) -> bytes:
    """What is printed on a sheet, with its margins."""
    sheet = Image.new("RGB", SHEET, "white")
    sheet.paste(Image.open(io.BytesIO(shot)), MARGINS)
    made = io.BytesIO()
    sheet.save(made, "PNG")
    return made.getvalue()


def _written(path: Path, shot: bytes) -> Path:
    """The picture with a palette, of as many colours as keep it small."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours in COLOURS:
        image.quantize(colours, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)
        if path.stat().st_size < LARGEST:
            break
    return path


def main(site: str, out: str = "docs/images") -> None:
    with opened() as browser:
        for path in take(Path(site), Path(out), browser, pages(Path(site))):
            print(f"{path} {path.stat().st_size // 1000} kB")  # noqa: T201 - a command's output


if __name__ == "__main__":
    main(*sys.argv[1:])
