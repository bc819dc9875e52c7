"""Trees of ST.96: names by prefix, texts that XML can hold, and bytes that are the same for the same tree."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape

from lxml import etree

from exchange import dates
from exchange.numbers import whole
from exchange.text import UNWANTED, cleaned
from exchange.xml import Element

EXTENSION = "urn:blazon:st96-extension:1"  # what ST.96 has no element for
VERSION = "V6_0"  # of ST.96, whose names and order the writers keep to
NAMESPACES: Mapping[str, str] = {
    "com": "http://www.wipo.int/standards/XMLSchema/ST96/Common",
    "tmk": "http://www.wipo.int/standards/XMLSchema/ST96/Trademark",
    "pat": "http://www.wipo.int/standards/XMLSchema/ST96/Patent",
    "dgn": "http://www.wipo.int/standards/XMLSchema/ST96/Design",
    "blz": EXTENSION,
}
PREFIXES: Mapping[str, str] = {namespace: prefix for prefix, namespace in NAMESPACES.items()}
# What no XML 1.0 can hold: controls, halves of characters, and the two that are none.
IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINE = 2_000  # characters that a line of the record holds
INSTEAD = "\ufffd"
RETURN = {"\r": "&#13;"}  # which a parser would else read as a line's end
Value = str | int | bool | dt.date | None


def holdable(text: str) -> str:
    """The text with U+FFFD for each character that XML cannot hold or that every reader of ours takes out."""
    return UNWANTED.sub(INSTEAD, IMPOSSIBLE.sub(INSTEAD, text))


def name(prefixed: str) -> str:
    """`com:CityName` as lxml writes it."""
    prefix, _, local = prefixed.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def root(prefixed: str) -> Element:
    return etree.Element(name(prefixed))


def within(parent: Element, path: str, number: int | None = None) -> Element:
    """A new element below those of the path, which are taken when they are there: `com:Name/com:EntityName`.

    `number` is its `com:sequenceNumber`.
    """
    *above, last = path.split("/")
    for step in above:
        found = parent.find(name(step))
        parent = etree.SubElement(parent, name(step)) if found is None else found
    made = etree.SubElement(parent, name(last))
    if number is not None:
        made.set(name("com:sequenceNumber"), str(number))
    return made


def put(parent: Element, path: str, value: Value, language: str | None = None) -> None:
    """The same with a text; nothing where there is no value, or where the value would not fit when it is read again."""
    if value is None:
        return
    text = said(value)
    kept = cleaned(text).text
    if kept is None or len(text) < len(kept) > LINE:  # the normal form of a few characters is longer than they are
        return
    if isinstance(value, int) and not isinstance(value, bool) and whole(text) is None:
        return
    made = within(parent, path)
    made.text = text
    if language is not None and re.fullmatch(r"[a-z]{2}", language):
        made.set(name("com:languageCode"), language)


def put_partial(parent: Element, path: str, value: str | None) -> None:
    """As much of a date as is known; what is none is left to the extension."""
    put(parent, path, value if value and dates.partial(value) == value else None)


def said(value: str | int | bool | dt.date) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        holdable(value) if isinstance(value, str) else value.isoformat() if isinstance(value, dt.date) else str(value)
    )


def prune(element: Element) -> None:
    """Takes away what holds neither text nor elements."""
    for child in list(element):
        prune(child)
        if len(child) == 0 and not child.text and not child.attrib.get("none"):
            element.remove(child)


def declarations(prefixes: Iterable[str]) -> str:
    return "".join(f' xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in prefixes)


def opening(prefixed: str, declared: tuple[str, ...], depth: int = 0, **attributes: str) -> str:
    """The start tag of an element that holds others, with the namespaces it declares."""
    more = "".join(f' com:{key}="{escape(value)}"' for key, value in attributes.items())
    return f"{' ' * depth}<{prefixed}{declarations(declared)}{more}>\n"


def closing(prefixed: str, depth: int = 0) -> str:
    return f"{' ' * depth}</{prefixed}>\n"


def lines(element: Element, depth: int = 0, declared: str = "") -> Iterator[str]:
    """The tree as text, a line an element. Blanks within a text stand as they are."""
    tag = _prefixed(str(element.tag))
    attributes = "".join(f' {_prefixed(str(key))}="{_attribute(str(value))}"' for key, value in element.attrib.items())
    start = f"{' ' * depth}<{tag}{declared}{attributes}"
    if len(element):
        yield f"{start}>\n"
        for child in element:
            yield from lines(child, depth + 1)
        yield closing(tag, depth)
    elif element.text:
        yield f"{start}>{escape(element.text, RETURN)}</{tag}>\n"
    else:
        yield f"{start}/>\n"


def _prefixed(tag: str) -> str:
    namespace, _, local = tag.rpartition("}")
    return f"{PREFIXES[namespace[1:]]}:{local}" if namespace else local


def _attribute(value: str) -> str:
    return escape(value, {**RETURN, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
