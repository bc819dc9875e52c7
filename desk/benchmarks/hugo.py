"""How fast Hugo renders pages of the same length from content written beforehand: a peer's figure beside ours."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desk.benchmarks.watching import Watch

PROGRAM = "hugo"
CONFIGURED = """\
baseURL = "/"
title = "Measured Gazette"
disableKinds = ["home", "section", "taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]
"""
LAYOUT = "<!doctype html>\n<title>{{ .Title }}</title>\n{{ .Content }}\n"


def measured(pages: Sequence[bytes], count: int, folder: Path) -> dict[str, Any] | None:
    """`count` pages, each with the length of one of `pages` in turn; None where there is no Hugo.

    `folder` is made and holds the content and what came of it. Pages a second, and the most bytes of memory.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    _write(pages, count, folder)
    begun = time.perf_counter()
    command = [program, "--quiet", "--source", str(folder)]
    with subprocess.Popen(command) as running, Watch(running.pid) as watch:  # noqa: S603 - no shell: Hugo, a list of words
        failed = running.wait()
    seconds = time.perf_counter() - begun
    if failed:
        raise subprocess.CalledProcessError(failed, command)
    made = sum(1 for _ in (folder / "public").rglob("*.html"))
    if made != count:
        raise RuntimeError(f"Hugo made {made} pages of {count}")
    return {"pages_per_second": round(count / seconds, 1), "peak_bytes": watch.peak}


def _write(pages: Sequence[bytes], count: int, folder: Path) -> None:
    """The site's source: HTML with a title before it, so that nothing is to be read as Markdown."""
    content, layouts = folder / "content" / "tm", folder / "layouts" / "_default"
    content.mkdir(parents=True)
    layouts.mkdir(parents=True)
    (folder / "config.toml").write_text(CONFIGURED, encoding="utf-8")
    (layouts / "single.html").write_text(LAYOUT, encoding="utf-8")
    for number in range(count):
        head = f'---\ntitle: "TM {number:06}"\n---\n'.encode()
        (content / f"{number:06}.html").write_bytes(head + pages[number % len(pages)])
