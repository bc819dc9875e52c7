"""The real browser of the browser tests: an installed Chrome, Chromium or Edge, else one that Playwright can install.

`python -m tests.house.browser` (part of `make test`) looks for one and has Playwright install its own where there is
none; where that fails too it says so, and the browser tests are skipped with that sentence.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NONE = "no browser: install Chrome, Chromium or Edge, or let `playwright install chromium` reach its download"


def installed() -> str | None:
    """The path of an installed browser, or None."""
    found = [path for name in NAMES if (path := shutil.which(name))]
    return next(iter([*found, *(place for place in PLACES if Path(place).is_file())]), None)


def playwrights_own() -> str | None:
    """The path of the browser that Playwright has installed, or None."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


@contextmanager
def opened() -> Iterator[Browser]:
    """The browser, while the block lasts: its event loop is then the thread's. Without one the test is skipped."""
    import pytest
    from playwright.sync_api import sync_playwright

    path = installed() or playwrights_own()
    if path is None:
        pytest.skip(NONE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def main() -> int:
    if installed() or playwrights_own():
        return 0
    print("No browser is installed: asking Playwright for its own (about 150 MB).", file=sys.stderr)  # noqa: T201 - a command's output
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(command, check=False, timeout=600).returncode or not playwrights_own():
        print(f"The browser tests will be skipped: {NONE}.", file=sys.stderr)  # noqa: T201 - a command's output
    return 0


if __name__ == "__main__":
    sys.exit(main())
