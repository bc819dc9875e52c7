"""Every link inside the site leads somewhere: each file, and each place within a page."""

import json
import posixpath
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree, html

INSIDE = re.compile(r"(?:[\w~-]+/)*[\w~-]+(?:\.[a-z0-9]+)+")  # a path of a file as data names it
TOP = {"issues", "tm", "pt", "ds", "pictures", "keys", "lists", "search", "assets", "owners", "classes"}
ATTRIBUTES = ("href", "src", "data-root", "data-home", "action", "poster")


def links(path: Path) -> Iterator[str]:
    """What a page or feed links to, as it is written."""
    tree = html.fromstring(path.read_bytes()) if path.suffix == ".html" else etree.fromstring(path.read_bytes())
    for node in tree.iter():
        if isinstance(node.tag, str):
            yield from (node.attrib[name] for name in ATTRIBUTES if name in node.attrib)


def named(value: Any) -> Iterator[str]:
    """Every text in a JSON value that is a path of the site, or an address of one."""
    if isinstance(value, dict):
        for each in value.values():
            yield from named(each)
    elif isinstance(value, list):
        for each in value:
            yield from named(each)
    elif isinstance(value, str) and INSIDE.fullmatch(value) and value.partition("/")[0] in TOP:
        yield value


def broken(site: Path) -> list[tuple[str, str]]:
    """File and link of each link that leads nowhere."""

    @cache
    def anchors(path: str) -> frozenset[str]:
        found = html.fromstring((site / path).read_bytes()).xpath("//@id")
        return frozenset(map(str, found))

    def leads(source: str, link: str) -> bool:
        split = urlsplit(link)
        if split.scheme or split.netloc or link.startswith("/"):
            return split.scheme in {"https", "http", "mailto", "webcal", "tag", "urn"} or link.startswith("/")
        target = (
            posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(split.path))) if split.path else source
        )
        if (site / target).is_dir():
            return link.endswith(("/", "..")) and (target == "." or (site / target / "index.html").is_file())
        if target.startswith("..") or not (site / target).is_file():
            return False
        return not split.fragment or not target.endswith(".html") or unquote(split.fragment) in anchors(target)

    found = []
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        source = path.relative_to(site).as_posix()
        if path.suffix in {".html", ".xml"}:
            found += [(source, link) for link in links(path) if not leads(source, link)]
        elif path.suffix == ".json":
            found += [(source, one) for one in named(json.loads(path.read_bytes())) if not (site / one).is_file()]
    return found


def test_every_link_leads_somewhere(built: tuple[Any, Path]):
    site = built[1]
    pages = sorted(site.rglob("*.html"))
    assert sum(1 for page in pages for _ in links(page)) > 20 * len(pages) / 2
    assert broken(site) == []


def test_a_broken_link_is_found(tmp_path: Path):
    (tmp_path / "tm").mkdir()
    (tmp_path / "index.html").write_text(
        '<a href="tm/a.html#no">1</a><a href="no.html">2</a><a href="tm/a.html#yes">3</a>'
    )
    (tmp_path / "tm/a.html").write_text('<p id="yes"><a href="../index.html">up</a><img src="../../out.png">')
    (tmp_path / "list.json").write_text('{"path": "tm/b.html", "other": "tm/a.html"}')
    assert broken(tmp_path) == [
        ("index.html", "tm/a.html#no"),
        ("index.html", "no.html"),
        ("list.json", "tm/b.html"),
        ("tm/a.html", "../../out.png"),
    ]
