"""A record read out as an official publication prints it: lines with INID code, label and data.

The order, codes and labels are data (`inid.yaml`: WIPO ST.60 marks, ST.9 patents, ST.80 designs). Gazette and file
page print the same lines. Every field a record carries is in one of them; what is empty is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast

from babel import Locale
from pydantic import BaseModel, ConfigDict

from mappings import entries, filed
from mappings.entries import Entry
from mappings.record import Kind
from mappings.registers import Registers
from mappings.yaml import load

LANGUAGES = ("en", "fr", "es", "ar")
UNSAID = {"unknown", "unmapped"}  # defaults that say nothing to a reader
# Fields with words of the standards.
VALUED = {"role", "relation", "feature", "kind", "status", "group", "audience", "stage"}


@dataclass(frozen=True, slots=True)
class Item:
    """One value of a line. `head` stands before it (class, claim number); details are (label or "", text).

    `language` is that of a text as it was filed, where the record names it and it is not that of the labels.
    """

    text: str
    head: str = ""
    details: tuple[tuple[str, str], ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class InidLine:
    """`code` is "" where the standard has none. Either `items`, or a table: `columns` and `rows` of text."""

    code: str
    label: str
    field: str  # e.g. "mark.verbal_element", "parties"
    items: tuple[Item, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """The values without their details, one a line; of a table its cells."""
        if self.rows:
            return "\n".join(", ".join(cell for cell in row if cell) for row in self.rows)
        return "\n".join(f"{item.head} {item.text}".strip() for item in self.items)


class Table(BaseModel):
    """The contents of `inid.yaml`; an office that reads a code otherwise hands in its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tables: dict[str, tuple[str, ...]]
    words: dict[str, str]
    values: tuple[tuple[str, ...], ...] = ()
    called: dict[str, str] = {}  # what readers are told in the place of some of these
    language: str = "en"  # of the words
    spoken: dict[str, str] = {}  # `values` as `language` says them
    tm: tuple[Entry, ...]
    pt: tuple[Entry, ...]
    ds: tuple[Entry, ...]
    declared: tuple[Entry, ...]  # of any register that an office declares
    all: tuple[Entry, ...]
    registers: Registers = {}  # those that it does

    def entries(self, kind: Kind) -> tuple[Entry, ...]:
        return self._of(kind)[0]

    def fields(self, kind: Kind) -> frozenset[str]:
        """The fields of a record that have an entry, by the first piece of their path."""
        return self._of(kind)[1]

    def declaring(self, registers: Registers) -> Table:
        """The table with the registers that an office declares."""
        if not registers:
            return self
        made = self.model_copy(update={"registers": registers})
        for kept in ("_of_kind", "_said"):  # of the table without them
            made.__dict__.pop(kept, None)
        return made

    def said(self, language: str, say: Callable[[str], str]) -> Table:
        """The table with its words in another language."""
        if language not in self._said:
            words = {name: say(word) for name, word in self.words.items()}
            spoken = {value: say(self.called.get(value, value)) for group in self.values for value in group}
            update = {"words": words, "spoken": spoken, "language": language}
            self._said[language] = self.model_copy(update=update)
        return self._said[language]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All words of the standards, in English."""
        return frozenset(self.called.get(value, value) for group in self.values for value in group)

    @cached_property
    def _said(self) -> dict[str, Table]:
        return {}

    @cached_property
    def _of_kind(self) -> dict[Kind, tuple[tuple[Entry, ...], frozenset[str]]]:
        return {}

    def _of(self, kind: Kind) -> tuple[tuple[Entry, ...], frozenset[str]]:
        if kind not in self._of_kind:
            if kind.declared:
                found = entries.entries(self.declared, self.registers.get(kind))
            else:
                found = cast("tuple[Entry, ...]", getattr(self, kind.value))
            found += self.all
            self._of_kind[kind] = found, frozenset(entry.path[0] for entry in found)
        return self._of_kind[kind]


def read_table(path: Path) -> Table:
    """The table of a YAML file; pydantic.ValidationError names what is wrong in it."""
    found = Table.model_validate(load(path))
    return found.model_copy(update={"spoken": found.called})


@cache
def standard() -> Table:
    return read_table(Path(__file__).with_name("inid.yaml"))


def spoken(value: str, say: Callable[[str], str]) -> str:
    """A word of the standards as `say` has it, with a capital where it has one; any other text stays as it is."""
    return _cased(value, say(value.lower())) if value.lower() in standard().vocabulary else value


def _cased(value: str, said: str) -> str:
    if said == value.lower():
        return value
    return said[:1].upper() + said[1:] if value[:1].isupper() else said


def lines(
    record: dict[str, Any], language: str = "en", *, table: Table | None = None, say: Callable[[str], str] | None = None
) -> list[InidLine]:
    """The lines of a record (JSON of `mappings.record.Record`, fields may be absent), in the standard's order.

    `language` chooses the labels (English where there is none), `say` puts the table's other words into it. KeyError
    without `kind`.
    """
    table = table or standard()
    if say is not None:
        table = table.said(language, say)
    kind = Kind(record["kind"])
    listed = table.entries(kind) + _strays(record.keys() - table.fields(kind))
    taken: dict[str, set[int]] = {}
    found: list[InidLine] = []
    for entry in listed:
        if entry.path[0] not in record or (value := _value(record, entry.path)) is None:
            continue
        code = entry.codes.get(value.lower(), entry.code) if isinstance(value, str) else entry.code
        if isinstance(value, (list, tuple)) and value and isinstance(value[0], dict):
            value = _chosen(entry, value, taken)
        if value in ([], (), "") or (entry.only_yes and value is False):
            continue
        label = entry.labelled(language)
        if isinstance(value, str):  # most of what a record says
            name, other = entry.path[-1], filed.other(language, filed.language(record, entry.field))
            if text := _said(value, table, name):
                found.append(InidLine(code, label, entry.line, (Item(text, language=other),)))
            continue
        if entry.field == entries.FIELD:
            value = entries.told(value, table.registers.get(kind), language, record, table.words)
        columns, rows = _table(entry.field, value, table)
        said_by_code = set(entry.where) if isinstance(entry.where, dict) else set()
        languages = language, filed.language(record, entry.field)
        items = () if columns else tuple(_items(entry.field, value, table, said_by_code, languages))
        if items or rows:
            found.append(InidLine(code, label, entry.line, items, columns, rows))
    return found


def _strays(names: Iterable[str]) -> tuple[Entry, ...]:
    """Lines for fields that have none, at the end."""
    left = sorted(set(names) - {"kind", "mark", "invention", "design"})
    return tuple(Entry(field=name, label={"en": name.replace("_", " ").capitalize()}) for name in left)


# What a record leaves unsaid when it is written without its defaults, and what tells one line from another.
ITEM_DEFAULTS: dict[str, dict[str, Any]] = {"classes": {"scheme": "nice"}, "citations": {"sequence": 1}}


def _value(record: dict[str, Any], path: Sequence[str]) -> Any:
    value: Any = record
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _chosen(entry: Entry, items: Sequence[dict[str, Any]], taken: dict[str, set[int]]) -> list[dict[str, Any]]:
    """The items that belong to the line, and to none before it."""
    told = [ITEM_DEFAULTS.get(entry.field, {}) | item for item in items]
    used = taken.setdefault(entry.field, set())
    chosen = [n for n, item in enumerate(told) if n not in used and _fits(item, entry)]
    used.update(chosen)
    return [told[n] for n in chosen]


def _fits(item: dict[str, Any], entry: Entry) -> bool:
    if not isinstance(entry.where, dict):
        return True
    return all(item.get(name) in wanted for name, wanted in entry.where.items())


def _said(value: Any, table: Table, name: str = "") -> str:
    """A plain value of a field of that name as text; "" for what says nothing."""
    if value is None or (isinstance(value, str) and value in {"", *UNSAID}):
        return ""
    if isinstance(value, bool):
        return table.words["yes" if value else "no"]
    if isinstance(value, (list, tuple)):
        return "; ".join(text for one in value if (text := _said(one, table)))
    if isinstance(value, dict):
        return "; ".join(text for one in value.values() if (text := _said(one, table)))
    text = str(value)
    if name in VALUED:
        return _cased(text, table.spoken.get(text.lower(), text.lower()))
    return (_language(text.lower(), table.language) or text) if name == "language" else text


@cache
def _language(code: str, language: str) -> str | None:
    """What a language is called in another; None for a code that nobody knows."""
    return Locale.parse(language).languages.get(code)


def _table(field: str, value: Any, table: Table) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    names = table.tables.get(field.rsplit(".", maxsplit=1)[-1])
    if not names or not isinstance(value, list):
        return (), ()
    names += tuple(sorted({name for item in value for name in item} - set(names)))
    cells = [[_said(item.get(name), table, name) for name in names] for item in value]
    kept = [n for n in range(len(names)) if any(row[n] for row in cells)]
    columns = tuple(table.words.get(names[n], names[n]) for n in kept)
    return columns, tuple(tuple(row[n] for n in kept) for row in cells)


def _details(item: dict[str, Any], without: set[str], table: Table) -> tuple[tuple[str, str], ...]:
    pairs = (
        (table.words.get(name, name), _said(value, table, name)) for name, value in item.items() if name not in without
    )
    return tuple((label, text) for label, text in pairs if text)


# Of an item that is no row of a table: what stands before it, what it says, and what is not repeated in its details.
SHAPES: dict[str, tuple[str, str, set[str]]] = {
    "classes": ("number", "goods", set()),
    "classifications": ("code", "title", set()),
    "claims": ("number", "text", set()),
    "entry": ("", "text", {"written"}),
    "notes": ("name", "value", set()),
    "priorities": ("date", "number", {"office"}),
    "publications": ("", "date", set()),
    "status": ("", "text", set()),
    "parties": ("", "name", {"sequence", "address", "natural_person"}),  # what it is, its name says
}
SILENT_SCHEMES = {"nice", "vienna", "ipc", "locarno"}  # said by the code of their line


def _items(field: str, value: Any, table: Table, said_by_code: set[str], languages: tuple[str, str]) -> list[Item]:
    """`languages` are that of the labels and that in which the field was filed."""
    page, own = languages
    name = field.rsplit(".", maxsplit=1)[-1]
    values = list(value) if isinstance(value, (list, tuple)) else [value]
    if name == "classes":
        values.sort(key=lambda one: (int(one["number"]), "") if one["number"].isdecimal() else (100, one["number"]))
    made: list[Item] = []
    for one in values:
        if not isinstance(one, dict):
            text = _said(one, table, name)
            made += [Item(text, language=filed.other(page, own))] if text else []
            continue
        head, text, dropped = SHAPES.get(name, ("", "text", set()))
        without = {head, text, *dropped}
        without |= {"scheme"} if one.get("scheme") in SILENT_SCHEMES else set()
        without |= said_by_code & {"stage"}
        without |= {"first"} if not one.get("first") else set()
        without |= {"role"} if name == "parties" and one.get("role") != "examiner" else set()
        details = _details(one, without, table)
        if name == "parties":
            details = _address(one.get("address")) + details
        if name == "priorities" and one.get("office"):
            details = (("", _said(one["office"], table)), *details)
        language = filed.other(page, *_stated(name, one), own)
        item = Item(_said(one.get(text), table), _said(one.get(head), table), details, language)
        made += [item] if item.text or item.head or item.details else []
    made = _once(made, {table.words["edition"], table.words["language"]})
    return _joined(made) if name == "classifications" else made


def _stated(name: str, one: dict[str, Any]) -> tuple[str | None, ...]:
    """The languages that an item names itself."""
    return (one.get("language"), one.get("written")) if name in {"classes", "entry"} else ()


def _once(items: list[Item], labels: set[str]) -> list[Item]:
    """What all items say alike under these labels (the edition of the classification) is said once, after them."""
    shared = set.intersection(*(set(item.details) for item in items)) if len(items) > 1 else set()
    shared = {detail for detail in shared if detail[0] in labels}
    if not shared:
        return items
    kept = [replace(i, details=tuple(d for d in i.details if d not in shared)) for i in items]
    return [*kept, Item("", "", tuple(sorted(shared)))]


def _joined(items: list[Item]) -> list[Item]:
    """Codes that come without a title stand in one line, as long as their details agree."""
    made: list[Item] = []
    for item in items:
        last = made[-1] if made else None
        if item.text or not item.head:
            made.append(item)
        elif last and last.text and not last.head and last.details == item.details:
            made[-1] = Item(f"{last.text}, {item.head}", "", item.details)
        else:
            made.append(Item(item.head, "", item.details))
    return made


def _address(address: dict[str, Any] | None) -> tuple[tuple[str, str], ...]:
    """One detail without a label: lines, postcode and city, region, country."""
    if not address:
        return ()
    town = " ".join(text for text in (address.get("postcode"), address.get("city")) if text)
    parts = [*(address.get("lines") or ()), town, address.get("region"), address.get("country")]
    text = ", ".join(part for part in parts if part)
    return (("", text),) if text else ()
