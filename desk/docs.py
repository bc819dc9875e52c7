"""The generated pages of `docs/`: `python -m desk.docs write` writes them, `check` fails when one is stale.

A page that mixes prose and tables keeps its prose: what is generated stands between `<!-- generated -->` marks.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from desk.jobs.settings import JobsSettings
from desk.mail.settings import MailSettings
from desk.route_docs import permissions
from desk.settings import DeskSettings
from indexer.settings import IndexerSettings
from local_stack.settings import StackSettings
from offices.docs import workflows
from publish_site.store_settings import StoreSettings
from registry.settings import RegistrySettings
from search_api.settings import SearchSettings
from similarity.docs import strategies
from similarity.logos.docs import strategies as logo_strategies

DOCS = Path(__file__).resolve().parent.parent / "docs"
SETTINGS: tuple[type[BaseSettings], ...] = (
    StackSettings,
    DeskSettings,
    MailSettings,
    JobsSettings,
    RegistrySettings,
    IndexerSettings,
    SearchSettings,
    StoreSettings,
)
BEGIN, END = "<!-- generated: python -m desk.docs write -->", "<!-- end of what is generated -->"


def settings() -> str:
    """One table a package: the variable, what it holds when left out, what it means."""
    return "\n\n".join(f"## {owner.__module__.rpartition('.')[0]}\n\n{_table(owner)}" for owner in SETTINGS)


def _table(owner: type[BaseSettings]) -> str:
    prefix = owner.model_config.get("env_prefix", "")
    rows = [
        f"| `{_variable(name, field, prefix)}` | {_default(field)} | {field.description or '—'} |"
        for name, field in owner.model_fields.items()
    ]
    return "\n".join(["| variable | default | meaning |", "| --- | --- | --- |", *rows])


def _variable(name: str, field: FieldInfo, prefix: str) -> str:
    return str(field.validation_alias) if field.validation_alias else f"{prefix}{name}".upper()


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "the platform's folder"
    if field.default is PydanticUndefined:
        return "must be set"
    if field.default is None:
        return "—"
    if isinstance(field.default, Path):
        return (
            f"`{field.default.relative_to(DOCS.parent)}`" if field.default.is_relative_to(DOCS.parent) else "a folder"
        )
    return f"`{field.default}`"


PAGES = {
    "settings.md": settings,
    "strategies.md": strategies,
    "logos.md": logo_strategies,
    "workflow.md": workflows,
    "permissions.md": permissions,
}


def page(name: str) -> str:
    """The page as it should stand: its prose as it is, its generated part anew."""
    text = (DOCS / name).read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"docs/{name}: the marks around the generated part are missing: {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n{PAGES[name]()}\n\n{END}{after}"


def main(verb: str) -> int:
    stale = [name for name in PAGES if page(name) != (DOCS / name).read_text(encoding="utf-8")]
    for name in stale:
        if verb == "write":
            (DOCS / name).write_text(page(name), encoding="utf-8")
        sys.stderr.write(f"docs/{name}: {'written anew' if verb == 'write' else 'stale; say `make docs`'}\n")
    return 1 if stale and verb == "check" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
