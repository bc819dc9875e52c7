"""The one YAML loader: YAML 1.2 core, so that Norway stays NO, `on` is a word and 12:30 is no number.

libyaml reads, ten times as fast as a reader in Python: every command begins with some hundred kB of tables.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml
from yaml.constructor import ConstructorError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# What libyaml says, and what to do.
REMEDIES = (
    ("mapping values are not allowed", "put a text with a colon and a space into quotes, and begin keys at one column"),
    ("violates indentation", "indent with spaces"),
    ("found duplicate key", "keep one of the two"),
    ("a key is no word", "write a word before the colon"),
    ("is not plain data", "leave the tag out"),
    ("could not find expected ':'", "write `key: value`, and a text of several lines in quotes"),
    ("did not find expected ',' or", "put a comma between items, and close the bracket"),
    (
        "did not find expected key",
        "begin the keys of a mapping at one column, and put texts with quotes or # into quotes",
    ),
    ("did not find expected '-' indicator", "begin the items of a list at one column"),
    ("did not find expected node content", "close the bracket, or write a value"),
    ("block sequence entries are not allowed", "begin a list on a line of its own"),
    ("unexpected end of stream", "close the quote"),
    ("cannot start any token", "indent with spaces, and put a text that begins with @, % or ` into quotes"),
)

TAG = "tag:yaml.org,2002:"


class UnreadableYaml(Exception):
    """The file is no YAML; the message names file, line and column."""


class _Core(yaml.CBaseLoader):
    """The core schema alone (YAML 1.2.2, 10.3)."""


def _null(_: _Core, node: Node) -> None:
    del node


def _bool(_: _Core, node: Node) -> bool:
    return str(node.value).lower() == "true"


def _int(_: _Core, node: Node) -> int:
    text = str(node.value)
    return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))


def _float(_: _Core, node: Node) -> float:
    return float(str(node.value).lower().replace(".inf", "inf").replace(".nan", "nan"))


def _mapping(loader: _Core, node: Node) -> dict[object, object]:
    """Keys are words or numbers, each once."""
    found: dict[object, object] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            raise ConstructorError(None, None, "a key is no word", key_node.start_mark)
        key = loader.construct_object(key_node)
        if key in found:
            raise ConstructorError(None, None, f'found duplicate key "{key}"', key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


def _sequence(loader: _Core, node: Node) -> list[object]:
    return [loader.construct_object(one, deep=True) for one in node.value]


def _refused(_: _Core, node: Node) -> None:
    raise ConstructorError(None, None, f"a tag ({node.tag}) is not plain data", node.start_mark)


for _kind, _written, _first, _read in (
    ("null", r"null|Null|NULL|~|", "nN~", _null),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF", _bool),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789", _int),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        "-+.0123456789",
        _float,
    ),
):
    _Core.add_implicit_resolver(
        TAG + _kind, re.compile(f"(?:{_written})$"), [*_first, ""] if _kind == "null" else [*_first]
    )
    _Core.add_constructor(TAG + _kind, _read)
_Core.add_constructor(TAG + "str", lambda _, node: node.value)
_Core.add_constructor(TAG + "map", _mapping)
_Core.add_constructor(TAG + "seq", _sequence)
_Core.add_constructor(None, _refused)


def parse(text: str, place: str) -> object:
    """The data of one YAML document as plain dicts, lists, str, int, float, bool and None; dates stay strings.

    Duplicate keys, tags and anything but plain data are refused. `place` names the source in the error.
    """
    try:
        return yaml.load(text, _Core)  # noqa: S506 - builds plain data alone
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        where = f"{place}:{_where(text, mark.line, mark.column)}" if mark else place
        what = str(problem.problem or problem.context)
        remedy = next((remedy for part, remedy in REMEDIES if part in what), "")
        raise UnreadableYaml(f"{where}: {what}{remedy and '; '}{remedy}") from problem
    except yaml.reader.ReaderError as problem:  # a character that YAML does not know
        line = text.count("\n", 0, problem.position) + 1
        raise UnreadableYaml(f"{place}:{line}: {problem.reason}") from problem


def _where(text: str, line: int, column: int) -> str:
    """Line and column from 1 on; what is missed at the end of the text is missed behind its last line."""
    lines = text.splitlines() or [""]
    return f"{line + 1}:{column + 1}" if line < len(lines) else f"{len(lines)}:{len(lines[-1]) + 1}"


def read(path: Path) -> str:
    """The text of a UTF-8 file. UnreadableYaml for one that cannot be opened, and one in another encoding."""
    try:
        content = path.read_bytes()
        return content.decode()
    except OSError as problem:
        raise UnreadableYaml(f"{path}: cannot be read: {problem.strerror}") from problem
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        byte = content[problem.start]
        raise UnreadableYaml(f"{path}:{line}: the byte 0x{byte:02X} is no UTF-8; save the file as UTF-8") from problem


def load(path: Path) -> object:
    """`parse` of a UTF-8 file. UnreadableYaml."""
    return parse(read(path), str(path))


def line(text: str, where: Sequence[int | str]) -> int | None:
    """The 1-based line on which the value at the path `where` (keys and positions) begins, or that of the nearest part
    of the path that is there; None when the first step is missing. `text` must be YAML that `parse` reads.
    """
    node = yaml.compose(text, _Core)
    found = None
    for step in where:
        if isinstance(node, MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(step)), None)
            if pair is None:
                break
            found, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            found = node.start_mark.line + 1
        else:
            break
    return found
