"""XML a record at a time, with nothing fetched, nothing expanded and memory flat.

What is accepted of a DOCTYPE, and why: a system identifier (the USPTO's patent files name their DTD; it is never
loaded) and declarations of unparsed entities and notations (older files declare their drawings so; nothing can expand
them). Every other entity declaration, and every default value of an attribute, is refused before libxml2 sees the
file, by expat. So libxml2's own guards against expansion, which have to be off for a record of 10 MB, have nothing
left to guard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html.entities import html5
from typing import Any, NamedTuple, cast
from xml.parsers import expat

from lxml import etree

from exchange.reading import Head, Limits, MalformedFile

PROLOG_STEP = 4096
Element = etree._Element  # noqa: SLF001 - lxml has no public name for it


class Found(NamedTuple):
    """A record's element, named without namespaces. It is emptied when the next one is asked for."""

    line: int
    element: Element


class _RootReached(Exception):
    def __init__(self, name: str) -> None:
        self.name = name


def safe_start(chunks: Iterable[bytes], label: str, limits: Limits) -> tuple[Head, Iterator[bytes]]:
    """What the root says, and all chunks again from the first. MalformedFile when a declaration is refused."""
    reader = expat.ParserCreate(namespace_separator="\n")
    reader.EntityDeclHandler = _refuse_entity(label, reader)
    reader.AttlistDeclHandler = _refuse_default(label, reader)
    reader.StartElementHandler = _reached
    seen: list[bytes] = []
    rest = iter(chunks)
    size = 0
    for chunk in rest:
        seen.append(chunk)
        for start in range(0, len(chunk), PROLOG_STEP):
            piece = chunk[start : start + PROLOG_STEP]
            size += len(piece)
            try:
                reader.Parse(piece, False)
            except _RootReached as reached:
                namespace, _, name = reached.name.rpartition("\n")
                return Head(root=name, namespace=namespace or None), _again(seen, rest)
            except expat.ExpatError as problem:
                reason = f"no well-formed XML: {expat.errors.messages[problem.code]}"
                raise MalformedFile(f"{label}:{problem.lineno}", reason) from problem
            except (ValueError, LookupError) as problem:
                raise MalformedFile(f"{label}:1", f"an encoding that is not known: {problem}") from problem
            if size > limits.prolog_bytes:
                raise MalformedFile(label, f"no element in the first {limits.prolog_bytes:,} bytes")
    raise MalformedFile(f"{label}:1", "empty: it holds no element")


def _again(seen: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    while seen:
        yield seen.pop(0)
    yield from rest


def _reached(name: str, attributes: dict[str, str]) -> None:  # noqa: ARG001 - expat's signature
    raise _RootReached(name)


def _refuse_entity(label: str, reader: expat.XMLParserType) -> Callable[..., None]:
    def refuse(  # noqa: PLR0917 - expat's signature
        name: str,
        parameter: bool,
        value: str | None,  # noqa: ARG001 - expat's signature
        base: str | None,  # noqa: ARG001 - expat's signature
        system: str | None,
        public: str | None,  # noqa: ARG001 - expat's signature
        notation: str | None,
    ) -> None:
        if notation is not None:  # an unparsed entity: a name for a drawing
            return
        sort = "parameter entity" if parameter else "external entity" if system else "entity"
        raise MalformedFile(
            f"{label}:{reader.CurrentLineNumber}",
            f"declares the {sort} {name!r}; entities are refused, write the text itself",
        )

    return refuse


def _refuse_default(label: str, reader: expat.XMLParserType) -> Callable[..., None]:
    def refuse(element: str, name: str, kind: str, default: str | None, required: bool) -> None:  # noqa: ARG001 - expat's signature
        if default is not None:  # repeated for every element, it would make a small file large
            raise MalformedFile(
                f"{label}:{reader.CurrentLineNumber}",
                f"declares a default for the attribute {name!r}; write the attribute itself",
            )

    return refuse


def elements(chunks: Iterable[bytes], label: str, tags: frozenset[str], limits: Limits) -> Iterator[Found]:
    """Each outermost element whose local name is in `tags`, as the file streams by.

    Raises MalformedFile, with the line, when the XML is not well-formed or a record is larger than the limit.
    """
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=[f"{{*}}{tag}" for tag in sorted(tags)],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    open_elements = 0
    since = 0  # bytes since a record last ended
    line = 1
    try:
        for chunk in chunks:
            since += len(chunk)
            parser.feed(chunk)
            for event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                if event == "start":
                    line = cast("int", element.sourceline) if open_elements == 0 else line
                    open_elements += 1
                    continue
                open_elements -= 1
                if open_elements == 0:
                    local_names(element)
                    yield Found(line, element)
                    _forget(element)
                    since = 0
            if since > limits.record_bytes:
                raise MalformedFile(
                    f"{label}:{line}",
                    f"a record of more than {limits.record_bytes:,} bytes",
                )
        parser.close()
    except etree.XMLSyntaxError as problem:
        raise MalformedFile(f"{label}:{problem.lineno or line}", f"no well-formed XML: {problem.msg}") from problem


def local_names(record: Element) -> None:
    """Takes the namespaces off the names and puts a character where a named one of HTML stands unexpanded."""
    holding: dict[Element, None] = {}  # what has entity references of a DTD that is not loaded, in the file's order
    for node in list(record.iter()):
        if isinstance(node.tag, str):
            if node.tag[:1] == "{":
                node.tag = node.tag.rpartition("}")[2]
        elif (parent := node.getparent()) is not None:
            holding[parent] = None
    for parent in holding:
        _write_out(parent)


def _write_out(parent: Element) -> None:
    """Puts text where the entity references of one element stand. Each text is joined once, so the cost is linear."""
    before: Element | None = None  # the child whose tail is being gathered; none while it is the parent's own text
    gathered = [parent.text or ""]
    for child in list(parent):
        tail = child.tail or ""
        if isinstance(child.tag, str):
            _put(parent, before, "".join(gathered))
            before, gathered = child, [tail]
        else:
            name = (child.text or "").lstrip("&")
            gathered += [html5.get(name, f"[{name.rstrip(';')}]"), tail]
            child.tail = None
            parent.remove(child)
    _put(parent, before, "".join(gathered))


def _put(parent: Element, before: Element | None, text: str) -> None:
    if before is None:
        parent.text = text or None
    else:
        before.tail = text or None


def _forget(element: Element) -> None:
    """Empties the element and drops all that stands before it, so that the tree never grows."""
    cast("Any", element).clear(keep_tail=True)  # the stubs do not know keep_tail
    node: Element | None = element
    while node is not None:
        parent = node.getparent()
        while parent is not None and node.getprevious() is not None:
            del parent[0]
        node = parent
