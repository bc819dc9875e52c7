"""Every sentence of the gazette's pages as it stands in templates and modules: what each catalogue must say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from mappings.inid import standard
from publish_site.lists import SCHEMES
from publish_site.views import KINDS

PACKAGE = Path(__file__).parents[2] / "publish_site"
_TEXT = r'"((?:[^"\\]|\\.)*)"|' + r"'((?:[^'\\]|\\.)*)'"
_ONE = re.compile(rf"\b(?:_|h_)\(\s*(?:{_TEXT})")
_MANY = re.compile(rf"\b(?:n_|forms)\(\s*(?:{_TEXT})\s*,\s*(?:{_TEXT})")
# What is asked for by a name and not by its words.
NAMED = (
    *(text for scheme in SCHEMES for text in (scheme.title, scheme.each)),
    *KINDS.values(),
    *standard().words.values(),
    *standard().vocabulary,
    *("Parts of the gazette", "Completeness list"),
    *("A table of its publications (CSV)", "All data with proofs (JSON Lines)"),
)


def sentences() -> dict[str, str | None]:
    """English → its plural, None where nothing is counted."""
    found: dict[str, str | None] = dict.fromkeys(NAMED)
    for template in sorted((PACKAGE / "templates").iterdir()):
        text = template.read_text(encoding="utf-8")
        found |= {one or other: None for one, other in _ONE.findall(text)}
        found |= {(a or b): c or d for a, b, c, d in _MANY.findall(text)}
    for module in sorted(PACKAGE.glob("*.py")):
        found |= dict(_called(ast.parse(module.read_text(encoding="utf-8"))))
    return found


def _called(tree: ast.AST) -> Iterator[tuple[str, str | None]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name in {"text", "say", "marked"} and len(given) == len(node.args) == 1:
            yield given[0], None
        elif name == "counted" and len(given) > 1:
            yield given[0], given[1]
