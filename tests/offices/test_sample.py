"""The generator: the same seed the same bytes, and an office that holds together."""

import datetime as dt
import hashlib
import io
import itertools
import time
import tracemalloc
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from rapidfuzz.fuzz import partial_ratio, ratio, token_sort_ratio

from mappings.record import Kind, Record, Role
from offices.office import load
from offices.sample import DEMO, TODAY, Filing, office, size
from offices.sample.chance import shuffled, stream
from offices.sample.data import table
from offices.sample.days import months_after, years_after
from offices.sample.drawing.letters import can_write
from offices.sample.families import RELATIONS, family
from offices.sample.words import coined, name, scripted_name, smooth

MARKS = 300
SECONDS = 60  # of CPU; it takes about 5 on one core


@pytest.fixture(scope="module")
def filings() -> list[Filing]:
    started, made = time.process_time(), list(office(MARKS, seed=7))
    assert time.process_time() - started < SECONDS
    return made


def fingerprint(filing: Filing) -> str:
    pictures = [hashlib.sha256(content).hexdigest() for _, content in filing.files]
    return f"{filing.record.model_dump_json()}{pictures}{filing.steps}{filing.family}{filing.relation}"


def test_same_seed_gives_the_same_bytes_and_another_seed_others():
    first, again, other = ([fingerprint(filing) for filing in office(20, seed=seed)] for seed in (3, 3, 4))
    assert first == again
    assert not set(first) & set(other)


def test_size_asked_is_size_given(filings: list[Filing]):
    kinds = Counter(filing.record.kind for filing in filings)
    assert kinds == {Kind.TRADEMARK: MARKS, Kind.PATENT: MARKS // 10, Kind.DESIGN: MARKS // 10}
    assert len(filings) == size(MARKS)
    assert [len(list(office(marks, seed=1))) for marks in (0, 1, 9, 10)] == [0, 1, 9, 12]


def test_impossible_offices_are_refused():
    with pytest.raises(ValueError, match="cannot have -1 marks"):
        office(-1, seed=1)
    with pytest.raises(ValueError, match="opened in January 2015"):
        office(5, seed=1, today=dt.date(2014, 1, 1))


def test_filings_come_in_order_of_date_from_the_first_year_to_the_last(filings: list[Filing]):
    dates = [filing.record.filing_date for filing in filings]
    assert dates == sorted(dates)
    assert all(day.weekday() < 5 for day in dates)
    assert dt.date(2015, 1, 1) <= dates[0] < dt.date(2017, 1, 1)
    assert dt.date(2026, 9, 1) < dates[-1] <= TODAY


def test_every_record_validates_again_from_its_json(filings: list[Filing]):
    for filing in filings:
        assert Record.model_validate_json(filing.record.model_dump_json()) == filing.record


def test_provisional_numbers_are_unique(filings: list[Filing]):
    assert len({filing.record.application_number for filing in filings}) == len(filings)


def test_every_picture_opens_matches_its_digest_and_is_in_the_record(filings: list[Filing]):
    with_pictures = 0
    for filing in filings:
        assert filing.record.documents == tuple(document for document, _ in filing.files)
        for document, content in filing.files:
            assert hashlib.sha256(content).hexdigest() == document.digest
            assert document.size == len(content)
            with Image.open(io.BytesIO(content)) as picture:
                picture.load()
                assert picture.format == "PNG"
                assert picture.size == (document.width, document.height)
                low, high = picture.convert("L").getextrema()
                assert high - low > 40, f"{filing.record.application_number} shows next to nothing"
        with_pictures += bool(filing.files)
    assert with_pictures > MARKS // 2


def test_logos_have_vienna_codes_and_words_alone_have_none(filings: list[Filing]):
    for filing in filings:
        mark = filing.record.mark
        if not mark:
            continue
        codes = [item.code for item in filing.record.classifications]
        assert bool(codes) == bool(filing.files) == (mark.feature in {"Figurative", "Combined"})
        assert (mark.verbal_element is None) == (mark.feature == "Figurative")
        assert len(codes) == len(set(codes))
        assert all(1 <= int(code[:2]) <= 29 for code in codes)


def test_words_of_a_combined_mark_are_those_drawn(filings: list[Filing]):
    for filing in filings:
        mark = filing.record.mark
        if mark and mark.feature == "Combined":
            assert can_write(mark.verbal_element)
            assert mark.verbal_element in mark.description


def test_all_scripts_occur_with_transliteration(filings: list[Filing]):
    seen = Counter()
    for filing in filings:
        mark = filing.record.mark
        if mark and mark.transliteration:
            assert mark.transliteration.isascii()
            seen[mark.language] += 1
    assert set(seen) == {row["language"] for row in table("scripts").values()}


def test_nice_classes_are_1_to_45_each_once_with_goods_and_edition(filings: list[Filing]):
    edition = load(DEMO).right(Kind.TRADEMARK).classification_editions["nice"]
    for filing in filings:
        numbers = [item.number for item in filing.record.classes]
        assert len(numbers) == len(set(numbers))
        assert bool(numbers) == (filing.record.kind == Kind.TRADEMARK)
        for item in filing.record.classes:
            assert 1 <= int(item.number) <= 45
            assert item.goods
            assert item.edition == edition


def test_table_of_goods_has_all_45_classes_with_eight_terms_or_more():
    goods = table("nice")
    assert sorted(goods) == list(range(1, 46))
    assert all(len(terms) == len(set(terms)) >= 8 for terms in goods.values())
    assert set(itertools.chain.from_iterable(row["classes"] for row in table("sectors").values())) == set(goods)


def test_steps_are_in_order_and_none_before_filing_or_after_today(filings: list[Filing]):
    for filing in filings:
        days = [step.date for step in filing.steps]
        assert days == sorted(days)
        assert filing.record.filing_date <= days[0]
        assert days[-1] <= TODAY
        if any(step.action == "delete" for step in filing.steps):
            assert filing.steps[-1].action == "delete"


def test_filing_publication_and_registration_follow_one_another(filings: list[Filing]):
    for filing in filings:
        kind = filing.record.kind
        published = [step.date for step in filing.steps if step.stage in {"application", "madrid"}]
        registered = [step.date for step in filing.steps if step.action == "register"]
        assert len(registered) <= 1
        if registered and kind != Kind.DESIGN:
            assert filing.record.filing_date <= published[0] <= registered[0]
        if kind == Kind.TRADEMARK and registered:
            assert registered[0] > months_after(published[0], 2)
        for step in filing.steps:
            if step.action == "register":
                assert step.registration_date == step.date < step.expiry_date
        ended = [step.date for step in filing.steps if step.status and step.status.group == "ended"]
        assert len(ended) <= 1


def test_steps_use_the_codes_and_parts_of_the_demo_office(filings: list[Filing]):
    rules = load(DEMO)
    parts = {part.id: part for part in rules.gazette.parts}
    for filing in filings:
        for step in filing.steps:
            assert step.text == rules.said(rules.event(filing.record.kind, step.code).text)
            if step.action == "publish":
                assert parts[step.part].stage == step.stage or step.stage == "event"
                assert parts[step.part].kind in {filing.record.kind, None}
            else:
                assert step.part is None
            Record.model_validate(filing.record.model_copy(update=dict(step.changes)).model_dump())


def test_marks_and_designs_are_renewed_beyond_the_renewal(filings: list[Filing]):
    renewed = [(f.record.kind, s.changes) for f in filings for s in f.steps if "renewal_date" in s.changes]
    assert {kind for kind, _ in renewed} == {Kind.TRADEMARK, Kind.DESIGN}
    assert all(changes["renewal_date"] < changes["expiry_date"] for _, changes in renewed)


def test_every_kind_of_thing_happens(filings: list[Filing]):
    steps = [step for filing in filings for step in filing.steps]
    assert {step.action for step in steps} == {"event", "publish", "register", "amend", "delete"}
    assert {step.stage for step in steps if step.stage} >= {
        "application", "madrid", "registration", "before-grant", "grant", "change", "renewal", "termination",
        "correction", "event",
    }  # fmt: skip


def test_what_is_published_of_an_event_happened_before_and_corrections_name_what_they_set_right(filings: list[Filing]):
    told = set()
    for filing in filings:
        for place, step in enumerate(filing.steps):
            if step.event:
                before = {
                    (earlier.date, earlier.code) for earlier in filing.steps[:place] if earlier.action != "publish"
                }
                assert step.event in before
                told.add(step.event[1])
            assert (step.stage == "correction") == (step.corrects == 1)
            assert step.stage not in {"event", "change", "renewal", "termination", "correction"} or step.event
    assert told >= {"TM080", "TM110", "TM140", "TM165", "PT110"}


def test_each_of_the_last_months_has_publications_for_a_gazette(filings: list[Filing]):
    months = Counter(
        step.date.strftime("%Y-%m") for filing in filings for step in filing.steps if step.action == "publish"
    )
    assert all(months[f"2026-{month:02}"] >= 4 for month in range(6, 11))


def test_parties_are_companies_and_people_from_many_countries(filings: list[Filing]):
    parties = [party for filing in filings for party in filing.record.parties]
    applicants = [party for party in parties if party.role == Role.APPLICANT]
    assert len({party.address.country for party in applicants}) >= 10
    assert {party.natural_person for party in applicants} == {True, False}
    assert any(party.role == Role.REPRESENTATIVE for party in parties)
    assert all(email.endswith(".example") for party in parties for email in party.emails)


def test_patents_have_claims_that_depend_on_earlier_ones(filings: list[Filing]):
    for filing in filings:
        if filing.record.kind != Kind.PATENT:
            continue
        invention = filing.record.invention
        assert invention.title
        assert invention.abstract
        assert [claim.number for claim in invention.claims] == list(range(1, invention.number_of_claims + 1))
        assert all(on < claim.number for claim in invention.claims for on in claim.depends_on)
        assert any(party.role == Role.INVENTOR for party in filing.record.parties)


def test_views_of_designs_name_pictures_that_are_there(filings: list[Filing]):
    counts = set()
    for filing in filings:
        if filing.record.kind == Kind.DESIGN:
            held = {document.digest for document in filing.record.documents}
            assert {view.document for view in filing.record.design.views} == held
            counts.add(len(filing.record.design.views))
    assert counts <= set(range(1, 8))
    assert len(counts) > 3


def near(one: str, other: str) -> float:
    one, other = one.upper(), other.upper()
    joined = one.replace("-", "").replace(" ", "")
    return max(ratio(one, other), token_sort_ratio(one, other), partial_ratio(one, other), ratio(joined, other))


def test_members_of_a_family_come_near_their_original():
    strangers, kin = [], []
    for number in range(60):
        members = family(number, seed=7)
        assert tuple(member.relation for member in members) == RELATIONS
        assert len({member.name.words for member in members}) == len(RELATIONS)
        first = members[0].name.latin
        kin += [(near(first, member.name.latin), member) for member in members[1:]]
        strangers.append(near(first, family(number + 1, seed=7)[0].name.latin))
    far = [(score, member.name.words) for score, member in kin if score < 55]
    assert not far
    assert sum(score for score, _ in kin) / len(kin) > 80
    assert sum(strangers) / len(strangers) < 50


def test_families_in_an_office_are_whole_and_labelled(filings: list[Filing]):
    members = [filing for filing in filings if filing.family]
    families = Counter(filing.family for filing in members)
    assert all(filing.relation for filing in members)
    assert sum(group.startswith("words-") for group in families) == MARKS * 30 // 100 // len(RELATIONS)
    assert sum(group.startswith("logos-") for group in families) == MARKS * 12 // 100 // 6
    assert {families[group] for group in families if group.startswith("words-")} == {len(RELATIONS)}


def test_lookalikes_share_the_code_of_their_motif(filings: list[Filing]):
    codes: dict[str, list[set[str]]] = {}
    for filing in filings:
        if filing.family and filing.family.startswith("logos-"):
            codes.setdefault(filing.family, []).append({item.code for item in filing.record.classifications})
    for group, sets in codes.items():
        shared = Counter(
            code for codes_of_one in sets for code in codes_of_one if not code.startswith(("27", "28", "29"))
        )
        assert shared.most_common(1)[0][1] >= len(sets) - 1, group


@pytest.mark.parametrize("language", list(table("languages")))
def test_coined_names_can_be_said_and_are_nobodys(language: str):
    rng = stream("said", language)
    famous = set(table("coinage")["famous"])
    words = [coined(rng, language) for _ in range(300)] + [smooth(rng) for _ in range(100)]
    assert len(set(words)) > 350
    for word in words:
        assert 4 <= len(word) <= 11
        assert word.casefold() not in famous
        assert word == word.upper()


def test_scripted_names_keep_to_their_script():
    blocks = {"cyrillic": "Ѐ-ӿ", "greek": "Ͱ-Ͽ", "arabic": "؀-ۿ", "han": "一-鿿", "kana": "゠-ヿ", "hangul": "가-힣"}
    for script, block in blocks.items():
        first, last = block.split("-")
        for number in range(40):
            made = scripted_name(stream(script, number), script)
            assert all(letter == " " or first <= letter <= last for letter in made.words)
            assert made.transliteration


@pytest.mark.thorough
def test_an_office_is_made_one_filing_at_a_time():
    filings_ = office(100_000, seed=5)
    tracemalloc.start()
    for _ in itertools.islice(filings_, 60):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000


@given(st.integers(1, 5000), st.integers(0, 2**31))
@settings(max_examples=30, deadline=None)
def test_shuffling_without_holding_is_a_permutation(count: int, seed: int):
    assert sorted(shuffled(place, count, seed) for place in range(count)) == list(range(count))


@given(st.dates(dt.date(2015, 1, 1), dt.date(2040, 12, 31)), st.integers(-40, 40))
def test_months_after_keeps_the_day_or_takes_the_last(day: dt.date, months: int):
    found = months_after(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found + dt.timedelta(days=1)).day == 1
    assert years_after(day, 10).year == day.year + 10


def test_names_come_in_several_shapes():
    words = [name(stream("shape", number), "coffee").words for number in range(400)]
    assert sum(" " in word for word in words) > 80
    assert sum(len(word) <= 4 for word in words) > 5
    assert any(any(letter.isdigit() for letter in word) for word in words)
    assert any("–" in word for word in words)
