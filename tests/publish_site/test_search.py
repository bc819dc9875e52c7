"""The index of the search: complete, the same bytes however it grew, and cheap at a hundred thousand."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish_site import letters, postings, search
from similarity.folding import fold
from tests.publish_site.made_up_search import LIMIT, cards, pages, standing_of, write

ROOT = Path(__file__).resolve().parents[2]
DIGITS = postings._DIGITS


def unpacked(text: str) -> list[int]:
    """As the docstring of `postings.packed` says."""
    found, before, gap, shift = [], -1, 0, 0
    for place, letter in enumerate(text[1:]):
        digit = DIGITS.index(letter)
        if text[0] == "*":
            found += [place * 6 + bit for bit in range(6) if digit >> bit & 1]
            continue
        gap |= (digit & 31) << shift
        shift += 5
        if digit < 32:
            before += gap + 1
            found.append(before)
            gap = shift = 0
    return found


@given(st.sets(st.integers(0, 70_000) | st.integers(0, 100), max_size=400))
def test_a_list_is_read_as_it_was_written_and_takes_a_sixth_of_a_byte_at_most(numbers: set[int]):
    text = postings.packed(sorted(numbers))
    assert unpacked(text) == sorted(numbers)
    assert len(text) <= 1 + max(numbers, default=0) // 6 + 1


def test_shards_grow_in_steps_with_the_number_of_dossiers_alone():
    assert [postings.shards(count) for count in (0, 1, 400, 401, 100_000, 10**9)] == [4, 4, 4, 8, 1024, 65_536]


def test_numbers_are_found_as_they_are_typed():
    assert postings.number_keys("TM/2026/000123") == ["number:TM/2026/123", "number:123", "number:TM2026000123"]
    assert postings.number_keys("000452") == ["number:452"]
    assert postings.number_keys("??") == []


def test_the_table_of_letters_is_that_of_the_rule():
    stands = {file.name: file.read_text(encoding="ascii") for file in letters.FOLDER.iterdir()}
    assert dict(letters.tables()) == stands, "run `python -m publish_site.letters`"


def found(files: dict[str, bytes], family: str, word: str) -> list[list[int]]:
    """The lists of a word in the files, by field."""
    count = json.loads(files["search/index.json"])["shards"]
    key = word[: postings.FROM] if family == postings.WORDS else word
    shard = files[f"search/{family}/{postings.shared_by(key) * count // 65536:x}.txt"].decode().splitlines()
    assert shard[0] == str(count)
    lines = [line.split("\t") for line in shard[1:]]
    return next([unpacked(text) for text in line[1:]] for line in lines if line[0] == word)


def test_every_dossier_is_under_all_its_words_and_shown_under_its_number():
    made = list(cards(300))
    files = dict(search.files(standing_of(iter(made)), [pages()]))
    for number, (_, card) in enumerate(made):
        shown = json.loads(files[f"search/shown/{number // search.EACH:x}.json"])[number % search.EACH]
        assert shown[:3] == [card["path"], card["number"], card["title"]]
        for family, _, word, field in postings.terms(card):
            assert number in found(files, family, word)[field]


def test_an_index_that_grew_is_the_one_made_at_once_and_only_what_is_touched_is_written(tmp_path: Path):
    made = list(cards(1700))
    stands = standing_of(iter(made[:1500]))
    write(tmp_path / "grown", search.files(stands, [pages()]))
    for start, end in ((1500, 1550), (1550, 1700)):  # within 16 shards, and beyond them
        stands.database.execute("delete from recarded")
        for identifier, card in made[start:end]:
            stands.set_dossier(identifier, 2, card, [("nice", number) for number in card["classes"]])
        changed = made[3][1] | {"title": f"Zephyr {start}", "owners": ["Borealis Holding"], "group": "ended"}
        stands.set_dossier(made[3][0], 1, changed, [])
        written = write(tmp_path / "grown", search.files(stands, [pages()]))
        shown = {path for path in written if path.startswith("search/shown/")}
        blocks = {0, *(number // search.EACH for number in range(start, end))}
        assert shown == {f"search/shown/{block:x}.json" for block in blocks}
    made[3] = (made[3][0], changed)
    whole = standing_of(iter(made[:1500]))
    for identifier, card in made[1500:]:
        whole.set_dossier(identifier, 2, card, [("nice", number) for number in card["classes"]])
    write(tmp_path / "whole", search.files(whole, [pages()]))

    def contents(name: str) -> dict[str, bytes]:
        folder = tmp_path / name
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    assert contents("grown") == contents("whole")


def test_one_changed_dossier_touches_the_shards_of_its_words_alone():
    made = list(cards(1500))
    stands = standing_of(iter(made))
    before = dict(search.files(stands, [pages()]))
    stands.database.execute("delete from recarded")
    stands.set_dossier(made[5][0], 1, made[5][1] | {"title": "Zephyrus"}, [])
    after = dict(search.files(stands, [pages()]))
    lists = {path for path in after if path.split("/")[1] in {"words", "keys", "shown"}}
    assert 2 <= len(lists) <= 5
    assert {path for path in after if after[path] != before[path]} == lists
    assert found(before | after, postings.WORDS, "ZEPHYRUS") == [[5]]


@pytest.mark.thorough
def test_a_first_query_costs_less_than_its_limit():
    done = subprocess.run(
        [sys.executable, "-m", "tests.publish_site.made_up_search", "3000"], cwd=ROOT, check=True, capture_output=True
    )
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["applications"] == 3000
    assert 20_000 < said["one_common_word"] <= said["three_words_of_the_largest_shards"] < LIMIT


def test_a_mark_in_another_script_is_found_by_its_transliteration():
    card = next(cards(1))[1] | {"title": "ترانتارا", "transliteration": "TRANTARA", "owners": []}
    words = {(word, field) for family, _, word, field in postings.terms(card) if family == postings.WORDS}
    assert words == {("TRANTARA", postings.TITLE), *((word, postings.TITLE) for word in fold("ترانتارا").split())}


@pytest.mark.parametrize("title", ["TM/2026/000001", "®"])
def test_a_mark_without_words_is_found_by_its_number_alone(title: str):
    card = next(cards(1))[1] | {"title": title, "number": "TM/2026/000001", "owners": []}
    assert {family for family, *_ in postings.terms(card)} == {postings.KEYS}
