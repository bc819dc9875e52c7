"""What a web server says of each file of a site: its content type, and how long it may be kept. Pure.

| file | Cache-Control |
| --- | --- |
| named by its hash (pictures, public keys, styles, scripts) | a year, immutable |
| written once by an issue, under a name that stays | a day: a field redacted by order, or a new design, changes it |
| goes on changing with the issues | five minutes, then asked for again |
| front page, search, feeds, lists, manifest, signature | asked for every time |
"""

from __future__ import annotations

import re

from publish_site import manifest, statement

FOREVER = "public, max-age=31536000, immutable"  # RFC 8246
A_DAY = "public, max-age=86400"
SHORT = "public, max-age=300, must-revalidate"
ASK = "no-cache"  # kept, but never shown without asking (RFC 9111, 5.2.2.4)

# The registered types (IANA), with UTF-8 said where nothing in the file says it.
TYPES = {
    "bin": "application/octet-stream",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "gz": "application/gzip",
    "html": "text/html; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "mjs": "text/javascript; charset=utf-8",
    "pdf": "application/pdf",
    "pem": "application/x-pem-file",
    "png": "image/png",
    "sha256": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "xml": "application/xml",
}
FEEDS = {"feed.xml": "application/atom+xml", "feed.json": "application/feed+json"}
OTHER = "application/octet-stream"
SUMS = "text/plain; charset=utf-8"

_HASHED = re.compile(r"(?:^|[.-])[0-9a-f]{16,}(?:[.-]|$)")
LANGUAGE = r"(?!(?:tm|pt|ds)/)(?:in-)?[a-z]{2}/"  # the folder of a language; the two letters of a right are none
_FRONT = re.compile(rf"(?:{LANGUAGE})?(?:index\.html|feed\.(?:xml|json)|sitemap\.xml|404\.html)")
_SEARCH = re.compile(rf"(?:{LANGUAGE})?search/")  # index and shards are of one build, or found is what is not shown
# What says of the others what they are, in the order in which it is put up: the manifest is the last word.
LAST = (manifest.SUMS, statement.RAW, statement.SIGNATURE, manifest.MANIFEST)


def content_type(path: str) -> str:
    """The media type of a file of the site, by its name."""
    name = path.rpartition("/")[2]
    if name == manifest.SUMS:
        return SUMS
    return FEEDS.get(name) or TYPES.get(name.rpartition(".")[2].lower(), OTHER)


def cache_control(path: str, *, once: bool) -> str:
    """How long a file may be kept; `once` when an issue brought it for good."""
    if _HASHED.search(path.rpartition("/")[2]):
        return FOREVER
    if once:
        return A_DAY
    asked = is_front(path) or _SEARCH.match(path) or path in LAST or path.startswith(f"{manifest.LISTS}/")
    return ASK if asked else SHORT


def is_front(path: str) -> bool:
    """Whether readers begin here: the front page, in each language, and the feeds of all issues."""
    return _FRONT.fullmatch(path) is not None
