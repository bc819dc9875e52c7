"""The page of two marks: what it shows, in which language, what it refuses; over HTTP and in a real browser."""

import os
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from similarity.comparisons import FEATURES
from similarity.says.texts import REFERENCE, SHIPPED, load

PAIR = {"asked": "Unkle Bens", "candidate": "Uncle Ben's"}
NASTY = '"><script>alert(1)</script>&'
PICTURES = os.environ.get("BLAZON_TEST_PICTURES")


def test_screens(browser: Browser, web: httpx.Client):
    origin = str(web.base_url).rstrip("/")
    for name, query in {
        "form": "",
        "en": "?asked=Unkle+Bens&candidate=Uncle+Ben%27s",
        "ar": "?asked=%D8%B4%D8%B1%D9%83%D8%A9+%D8%A7%D9%84%D9%86%D9%88%D8%B1&candidate=Al+Noor+Company&language=ar",
        "fr": "?asked=EL+SOL&candidate=SUN+OF+MORNING&language=fr",
        "points": "?asked=SK8&candidate=SKATE&strategy=spelling&language=es",
    }.items():
        for size, width in {"laptop": 1280, "phone": 390}.items():
            context = browser.new_context(base_url=origin, viewport={"width": width, "height": 900})
            page = context.new_page()
            page.goto("/compare" + query)
            page.screenshot(path=f"/tmp/h2shots/{name}-{size}.png", full_page=True)
            print(name, size, page.evaluate("document.documentElement.scrollWidth - innerWidth"))
            context.close()
