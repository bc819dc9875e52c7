"""The configuration of an office as data: what ships is right, and what is wrong is named with its line."""

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from mappings.record import Kind, StatusGroup
from offices.office import FILES, EventRule, Office, load
from offices.problems import MisconfiguredOffice

DEMO = Path(__file__).parents[2] / "offices" / "demo"
STANDARDS_KNOWN = re.compile(r"^([A-Z]00|[AN]-\d-\d-[A-Z]\d\d-[A-Z]\d\d-[a-z]{3}-PT\d{3})$")


@pytest.fixture(scope="module")
def office() -> Office:
    return load(DEMO)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(DEMO / f"{name}.yaml", tmp_path)
    return tmp_path


def test_demo_office_loads_with_its_name_in_every_language(office: Office):
    assert office.code == "XB"
    assert {office.name(language) for language in office.front.languages} == set(office.front.names.values())
    assert office.name("xx") == office.front.names["en"]


def test_every_right_has_numbers_a_term_statuses_and_events(office: Office):
    for kind in Kind:
        right = office.right(kind)
        assert right.application_number.format(year=2026, sequence=7).startswith(kind.upper() + "/2026/")
        assert right.registration_number.format(year=2026, sequence=7) == f"{kind.upper()}/R/000007"
        assert right.term.years > 0
        groups = {rule.group for rule in office.status_rules[kind].values()}
        assert {StatusGroup.PENDING, StatusGroup.REGISTERED, StatusGroup.ENDED} <= groups
        assert all(rule.ends_right == (rule.group == "ended") for rule in office.status_rules[kind].values())


def test_event_codes_are_the_few_known_or_plainly_unmapped_and_none_claims_to_be_verified(office: Office):
    for kind in Kind:
        for code, rule in office.event_rules[kind].items():
            assert STANDARDS_KNOWN.match(rule.standard_code), (code, rule.standard_code)
            assert not rule.verified
            if kind != Kind.PATENT:
                assert rule.standard_code.endswith("00")


def test_gazette_has_a_titled_part_for_each_right_and_stage(office: Office):
    stages = {(Kind.TRADEMARK, "application"), (Kind.PATENT, "grant"), (Kind.DESIGN, "registration")}
    for kind, stage in stages:
        assert set(office.part(kind, stage).title) == set(office.front.languages)
    assert office.part(Kind.PATENT, "correction").id == "corrections"
    with pytest.raises(KeyError, match="no part for tm grant"):
        office.part(Kind.TRADEMARK, "grant")


def test_events_of_one_kind_are_published_in_the_like_part_of_every_right(office: Office):
    """By the category of the standard: R, S, P and K are changes, U renewals, H terminations, as the marks have it."""
    parts = {part.id for part in office.gazette.parts}
    like = {
        category(rule): rule.part.removeprefix("tm-")
        for rule in office.event_rules[Kind.TRADEMARK].values()
        if rule.part
    }
    assert like.keys() == set("RSPUHK")
    for kind in Kind:
        for code, rule in office.event_rules[kind].items():
            part = f"{kind}-{like.get(category(rule))}"
            assert rule.part == (part if part in parts else None), code


def category(rule: EventRule) -> str:
    return rule.standard_code.split("-")[3][0] if "-" in rule.standard_code else rule.standard_code[0]


def test_statuses_and_events_have_their_texts_in_every_language_or_in_the_first_alone(office: Office, copy: Path):
    texts = [text for rules in office.event_rules.values() for rule in rules.values() for text in (rule.text,)]
    texts += [
        text for rules in office.status_rules.values() for rule in rules.values() for text in (rule.text, rule.public)
    ]
    assert all(text.keys() == set(office.front.languages) for text in texts)
    assert office.said(office.status_rules[Kind.TRADEMARK]["filed"].text, "fr") == "Demande déposée"
    path = copy / "events.yaml"
    plain = re.sub(r"(TM010: \{text: )\{[^}]*\}", r"\1Filed", path.read_text(encoding="utf-8"))
    path.write_text(plain, encoding="utf-8")
    alone = load(copy)
    assert {alone.said(alone.event(Kind.TRADEMARK, "TM010").text, code) for code in ("en", "fr", "")} == {"Filed"}


def test_status_takes_text_and_group_from_the_file(office: Office):
    status = office.status(Kind.PATENT, "lapsed", dt.date(2024, 2, 29))
    assert (status.group, status.text) == (StatusGroup.ENDED, "Lapsed for want of the annual fee")
    with pytest.raises(KeyError):
        office.status(Kind.PATENT, "sold")


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("statuses", "ilarity: true,", "ilarty: true,", r"yaml:10: tm\.refused\..*you mean 'ignored_in_similarity'"),
        ("statuses", "قت}, group: pending", "قت}, group: pendin", r"yaml:5: tm\.objected\.group: .*you mean 'pending'"),
        ("statuses", "filed: {text: {en: App", "filed: {text: {de: App", r"tm\.filed\.text: has no text in 'en'"),
        ("events", "TM010: {text: {en: App", "TM010: {text: {de: App", r"tm\.TM010\.text: has no text in 'en'"),
        ("gazette", "every_days: 14", "every_day: 14", r"yaml:5: every_day: .*did you mean 'every_days'"),
        ("gazette", "id: tm-renewals", "id: tm-changes", r"two parts are called 'tm-changes'"),
        ("gazette", 'tion, inid: "400"', 'tion, inid: "141"', r"yaml:19: parts\.4\.inid: .*'141' is no .* mean '400'"),
        ("gazette", 'ge, inid: "40"', 'ge, inid: "58"', r"yaml:24: parts\.9\.inid: .* of pt are 40 to 48 .*\?"),
        ("gazette", "stage: event,", 'stage: event, inid: "400",', r"yaml:30: parts\.15\.inid: .*no code fits"),
        ("office", "code: XB", "code: xb", r"yaml:2: code: String should match"),
        ("office", "en: Office of", "de: Office of", r"names: has no text in 'en'"),
        ("office", "timezone: UTC", "timezone: Blazonia/Argent", r"yaml:15: timezone: .*such as Europe/Oslo"),
        ("office", "timezone: UTC", "timezone: ../etc", r"yaml:15: timezone: .*no time zone"),
        ("calendar", "[saturday,", "[satuday,", r"yaml:3: closed\.weekly\.0: .*did you mean 'saturday'"),
        ("calendar", "months: 2", "month: 2", r"yaml:22: terms\.opposition\.tm\.month: .*did you mean 'months'"),
        ("events", "TM010: {text:", "TM010: {txt:", r"yaml:8: tm\.TM010\.txt: .*did you mean 'text'"),
        ("publication", "logo: public", "logo: everybody", r"yaml:20: documents\.logo: Input should be 'public'"),
        ("publication", "creator, show: country", "creator, show: county", r"yaml:15: .*you mean 'country'"),
        ("publication", "{person: unknown, show", "{persn: unknown, show", r"yaml:17: .*did you mean 'person'"),
        ("publication", "tm: [application,", "tm: [aplication,", r"stages\.tm: .* no part for 'aplication'"),
        ("publication", "pt: [secret]", "pt: [secrt]", r"withheld\.pt: statuses.yaml has no status 'secrt'"),
        ("events", "part: tm-renewals", "part: renewals", r"tm\.TM140: gazette.yaml has no part 'renewals'"),
        ("publication", "parties.faxes", "mark.descriptoin", r"yaml:8: fields\.mark.* did you mean 'mark.description'"),
        ("publication", "parties.faxes", "zzz", r"yaml:8: fields\.zzz: the record has no such field$"),
        ("publication", "parties.faxes", "classes.number", r"yaml:8: fields\.classes\.number: .*keep back 'classes'"),
        ("publication", "fields:", "before_publication:", r"yaml:5: before_publication: no such key"),
    ],
)  # fmt: skip
def test_mistake_is_named_with_file_line_and_remedy(copy: Path, name: str, old: str, new: str, message: str):
    path = copy / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MisconfiguredOffice, match=message) as told:
        load(copy)
    assert f"{name}.yaml" in str(told.value)


def test_missing_file_is_named(copy: Path):
    (copy / "gazette.yaml").unlink()
    with pytest.raises(MisconfiguredOffice, match=r"gazette\.yaml: not there"):
        load(copy)
