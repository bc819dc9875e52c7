"""The addresses of the small office's pages, and what a page says."""

import re

import httpx

BENS = "/files/XB/tm/TM/2026/000001"
OWN_SCRIPT = '<script src="/assets/picture.js" defer></script>'  # of the search by pictures, and no other
PAGES = [
    "/",
    "/search",
    "/search?words=tide",
    "/similar",
    "/similar?words=Unkle+Bens",
    "/strategies",
    "/compare",
    "/compare?asked=Unkle+Bens&candidate=Uncle+Ben%27s",
    BENS,
    "/files/XB/pt/PT/2026/000045",
    "/files/XB/ds/DS/2026/000007",
]


def text(answer: httpx.Response) -> str:
    """What a page says: its text without the tags, white space folded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.text))
