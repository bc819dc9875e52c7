"""What an office captures of an application, as data: groups of fields, each with its place in the record. Pure.

A trademark, patent or design has the fields below; a register that the office declares has those of its own data. The
name of an input is that of its group, the row where the group is repeated, and the field: `applicant.0.address.city`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from babel import Locale

from desk.web.office.asked_forms import countries
from mappings.inid import standard
from mappings.kinds import Kind
from mappings.record import Role
from mappings.registers import Declared, EntryRule
from offices.office import Office

Type = Literal[
    "line", "text", "lines", "date", "number", "numbers", "choice", "choices", "country", "class", "emails", "file"
]
Choices = tuple[tuple[str, str], ...]
OTHERS = "parties"  # the part of the record whose items stand in several groups, by role


@dataclass(frozen=True)
class Field:
    """One input. `path` is its place within the item; `role` that of the document which a file becomes."""

    path: str
    label: str
    type: Type = "line"
    choices: Choices = ()
    required: bool = False
    hint: str = ""
    role: str = ""
    several: bool = False  # files
    language: str = ""  # of the label, where it is not the page's


@dataclass(frozen=True)
class Group:
    """Inputs that stand together; `part` is the field of the record that they are of, empty for the record itself."""

    id: str
    title: str
    fields: tuple[Field, ...]
    part: str = ""
    another: str = ""  # what one more row is called; empty where the group stands once
    fixed: tuple[tuple[str, str], ...] = ()  # what each item says besides
    counted: str = ""  # the field that holds an item's place in its list
    language: str = ""  # of the title
    needed: bool = False  # an application has at least one row of it

    @property
    def repeated(self) -> bool:
        return bool(self.another)

    def name(self, field: Field, row: int = 0) -> str:
        """Of the input."""
        return f"{self.id}.{row}.{field.path}" if self.repeated else f"{self.id}.{field.path}"


ADDRESS = (
    Field("address.lines", "Street and number", "lines", hint="Several lines as they stand on a letter."),
    Field("address.postcode", "Postcode"),
    Field("address.city", "Town"),
    Field("address.country", "Country", "country", countries("en")),
    Field("emails", "E-mail", "emails", hint="One a line."),
)
NUMBER = Field("identifier", "Number at the office")
PERSON = Field("natural_person", "Is", "choice", (("yes", "a human being"), ("no", "a company or body")))
APPLICANT = (Field("name", "Name", required=True), PERSON, Field("legal_form", "Legal form"), *ADDRESS, NUMBER)
REPRESENTATIVE = (Field("name", "Name", required=True), *ADDRESS, NUMBER)
AUTHOR = (Field("name", "Name", required=True), Field("address.city", "Town"), ADDRESS[3])
PRIORITY = Group(
    "priority",
    "Priority claims",
    (
        Field("office", "Office", "country", hint="Two capitals, such as EM."),
        Field("number", "Number of the earlier application", required=True),
        Field("date", "Filed there on", "date"),
    ),
    "priorities",
    "priority",
)


def groups(office: Office, kind: Kind) -> tuple[Group, ...]:
    """The form for an application of that right. KeyError for one that the office does not grant."""
    named = Locale("en").languages
    languages = [(code, str(named.get(code, code))) for code in office.front.languages]
    application = Group(
        "application",
        "Application",
        (
            Field("filing_date", "Filing date", "date", required=True),
            Field("language", "Language of the application", "choice", tuple(languages)),
        ),
    )
    if kind.declared:
        return (application, *_declared(office.declared[kind]))
    if kind not in office.front.rights:
        raise KeyError(kind)
    own = {Kind.TRADEMARK: _mark, Kind.PATENT: _invention, Kind.DESIGN: _design}[kind]()
    return (
        application,
        replace(_parties(Role.APPLICANT, "Applicants", "applicant", APPLICANT), needed=True),
        _REPRESENTATIVES,
        *own,
        PRIORITY,
    )


def knowing(form: tuple[Group, ...], typed: Mapping[str, Sequence[str]]) -> tuple[Group, ...]:
    """The same form, in which what stands in the register already can be chosen too."""

    def widened(group: Group, one: Field) -> Field:
        ends = (f"{group.id}.", f".{one.path}")
        there = {
            value
            for name, values in typed.items()
            if name.startswith(ends[0]) and name.endswith(ends[1])
            for value in values
        }
        fresh = sorted(there - {value for value, _ in one.choices})
        return replace(one, choices=(*one.choices, *((value, value) for value in fresh)))

    return tuple(
        replace(group, fields=tuple(widened(group, one) if one.type == "choice" else one for one in group.fields))
        for group in form
    )


def _parties(role: Role, title: str, another: str, fields: tuple[Field, ...], language: str = "") -> Group:
    fixed = (("role", role.value),)
    return Group(role.value, title, fields, OTHERS, another, fixed, "sequence", language)


_REPRESENTATIVES = _parties(Role.REPRESENTATIVE, "Representative", "representative", REPRESENTATIVE)


def _goods(scheme: str, numbers: tuple[str, ...] = ()) -> Group:
    hint = f"One of {', '.join(numbers)}." if numbers else "1 to 45." if scheme == "nice" else ""
    fields = (
        Field("number", "Class", "class", required=True, hint=hint),
        Field("goods", "Goods and services", "text"),
    )
    return Group("class", "Goods and services", fields, "classes", "class", (("scheme", scheme),))


def _mark() -> tuple[Group, ...]:
    fields = (
        Field("verbal_element", "Words of the mark"),
        Field("feature", "Kind of mark", "choice", _words("word")),
        Field("kind", "For whom", "choice", _words("individual")),
        Field("picture", "Picture of the mark", "file", role="logo"),
        Field("transliteration", "Transliteration"),
        Field("translation", "Translation"),
        Field("colours", "Colours claimed", "text"),
        Field("description", "Description", "text"),
        Field("disclaimer", "Disclaimer", "text"),
    )
    return Group("mark", "Mark", fields, "mark"), replace(_goods("nice"), needed=True)


def _invention() -> tuple[Group, ...]:
    claim = (
        Field("text", "Text of the claim", "text", required=True),
        Field("depends_on", "Depends on claims", "numbers", hint="Their numbers, such as 1, 2."),
    )
    return (
        _parties(Role.INVENTOR, "Inventors", "inventor", AUTHOR),
        Group(
            "invention",
            "Invention",
            (Field("title", "Title", "text", required=True), Field("abstract", "Abstract", "text")),
            "invention",
        ),
        Group("claim", "Claims", claim, "invention.claims", "claim", counted="number"),
    )


def _design() -> tuple[Group, ...]:
    product = (
        Field("product", "Product", required=True),
        Field("number_of_designs", "Number of designs", "number"),
        Field("description", "Description", "text"),
    )
    view = (
        Field("name", "What it shows", hint="front, back, perspective …"),
        Field("document", "Picture", "file", role="view"),
    )
    locarno = (Field("code", "Class and subclass", required=True, hint="Such as 09-01."),)
    return (
        _parties(Role.CREATOR, "Designers", "designer", AUTHOR),
        Group("design", "Design", product, "design"),
        Group("view", "Views", view, "design.views", "view", counted="number"),
        Group("locarno", "Locarno class", locarno, "classifications", "class", (("scheme", "locarno"),)),
    )


def _declared(register: Declared) -> tuple[Group, ...]:
    """By the register's own data alone."""
    called = {
        role: (texts.get("en", next(iter(texts.values()))), _lang(texts)) for role, texts in register.parties.items()
    }
    if not {Role.APPLICANT, Role.HOLDER} & called.keys():
        called = {Role.APPLICANT: ("Applicants", ""), **called}
    parties = [
        _parties(role, title, title, REPRESENTATIVE if role is Role.REPRESENTATIVE else APPLICANT, language)
        for role, (title, language) in called.items()
    ]
    if Role.REPRESENTATIVE not in called:
        parties.append(_REPRESENTATIVES)
    asking = [group for group in parties if group.id in {Role.APPLICANT.value, Role.HOLDER.value}]
    if len(asking) == 1:
        parties = [replace(group, needed=group in asking) for group in parties]
    fields = tuple(_entry_field(name, rule) for name, rule in register.fields.items())
    one = register.one.get("en", next(iter(register.one.values())))
    entry = Group("entry", one, fields, "entry", language=_lang(register.one))
    classes = (_goods(register.classes.scheme, register.classes.numbers),) if register.classes else ()
    return (*parties, entry, *classes, PRIORITY)


def _entry_field(name: str, rule: EntryRule) -> Field:
    kinds: dict[str, Type] = {
        "long-text": "text", "date": "date", "number": "line", "choice": "choice", "yes-no": "choice",
        "country": "country", "document": "file",
    }  # fmt: skip
    kind: Type = kinds.get(rule.type, "line")
    choices = tuple((value, rule.said(value, "en")) for value in rule.choices)
    if rule.type == "yes-no":
        choices = (("yes", "yes"), ("no", "no"))
    hint = ""
    if rule.several and kind == "choice":
        kind = "choices"
    elif rule.several and kind != "file":
        kind, hint = "lines", "Several, one a line."
    if rule.audience != "public":
        hint = f"{hint} Not for the public: for {'the parties' if rule.audience == 'parties' else 'the staff'}.".strip()
    label = rule.label.get("en", next(iter(rule.label.values())))
    if kind == "country":
        choices = countries("en")
    return Field(name, label, kind, choices, rule.required, hint, name, rule.several, _lang(rule.label))


def _lang(texts: dict[str, str]) -> str:
    return "" if "en" in texts else next(iter(texts))


def _words(among: str) -> Choices:
    """The standard's words, in its order, of the list in which this one stands."""
    found = next(words for words in standard().values if among in words)
    return tuple((word, word) for word in found)
