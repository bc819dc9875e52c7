"""The one YAML loader: YAML 1.2 core, so that Norway stays NO, `on` is a word and 12:30 is no number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class UnreadableYaml(Exception):
    """The file is no YAML; the message names file, line and column."""


def parse(text: str, place: str) -> object:
    """The data of one YAML document as plain dicts, lists, str, int, float, bool and None; dates stay strings.

    Duplicate keys, tags and anything but plain data are refused. `place` names the source in the error.
    """
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    reader.allow_duplicate_keys = False
    # The core schema alone: without this a bare 2026-11-23 would come back as a date.
    reader.constructor.add_constructor(
        "tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node)
    )
    try:
        return reader.load(text)
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        where = f"{place}:{mark.line + 1}:{mark.column + 1}" if mark else place
        raise UnreadableYaml(f"{where}: {problem.problem or problem.context}") from problem


def load(path: Path) -> object:
    """`parse` of a UTF-8 file."""
    return parse(path.read_text(encoding="utf-8"), str(path))


def line(text: str, where: Sequence[int | str]) -> int | None:
    """The 1-based line on which the value at the path `where` (keys and positions) begins, or that of the nearest part
    of the path that is there; None when the first step is missing. `text` must be YAML that `parse` reads.
    """
    node = YAML(typ="safe", pure=True).compose(text)
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
