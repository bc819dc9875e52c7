"""WordNet's files, where an office has them."""

import pickle
from pathlib import Path

import pytest

from similarity import wordnet
from similarity.meanings import BadMeanings, Meanings

LICENCE = "  1 This is no licence.  \n"
SYNSETS = {
    "noun": [["car", "auto", "motor_car"], ["car", "railcar"], ["car", "gondola"]],
    "verb": [["motor", "drive"]],
    "adj": [["swift", "fleet(p)"]],
    "adv": [["fast", "tight"]],
}


def write(folder: Path) -> Path:
    """A tiny WordNet: an index and a data file for each part of speech."""
    for part, synsets in SYNSETS.items():
        kind = wordnet.PARTS[part]
        data, words = LICENCE, {}
        for synset in synsets:
            offset = len(data)
            cells = " ".join(f"{word} 0" for word in synset)
            data += f"{offset:08} 03 {'s' if kind == 'a' else kind} {len(synset):02x} {cells} 000 | a gloss  \n"
            for word in synset:
                words.setdefault(word.split("(")[0], []).append(f"{offset:08}")
        lines = [
            f"{word} {kind} {len(offsets)} 1 @ {len(offsets)} 0 {' '.join(offsets)}  \n"
            for word, offsets in sorted(words.items())
        ]
        (folder / f"data.{part}").write_text(data, encoding="ascii")
        (folder / f"index.{part}").write_text(LICENCE + "".join(lines), encoding="ascii")
    return folder


def test_words_of_one_synset_mean_the_same_in_their_commonest_senses(tmp_path: Path):
    words = wordnet.load(write(tmp_path))
    assert words.of("CAR") == {"AUTO", "MOTOR CAR", "RAILCAR"}  # not GONDOLA, its third sense
    assert words.of("MOTOR CAR") == {"CAR", "AUTO"}
    assert words.of("GONDOLA") == {"CAR"}
    assert words.of("SWIFT") == {"FLEET"}
    assert words.of("TIGHT") == {"FAST"}
    assert words.of("UNKNOWN") == words.of("XY") == frozenset()
    assert len(words) == 11


def test_it_stands_beside_the_office_s_table(tmp_path: Path):
    table = Meanings([["CAR", "COCHE"]])
    both = wordnet.beside(table, write(tmp_path))
    assert both.of("CAR") == {"AUTO", "MOTOR CAR", "RAILCAR", "COCHE"}
    assert wordnet.beside(table, None) is table
    again = pickle.dumps(both)
    assert len(again) < 1_000
    assert pickle.loads(again).of("COCHE") == {"CAR"}


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("index.noun", "auto n 1", "auto v 1", r"index.noun:2: no line of a WordNet index: `word n synsets"),
        ("index.noun", "car n 3", "car n 2", r"index.noun:3: no line of a WordNet index"),
        ("index.adv", "fast r 1 1 @ 1 0 0", "fast r 1 1 @ 1 0 9", r"index.adv:2: names a synset beyond the end"),
        ("index.verb", "drive v", "drive", r"index.verb:2: no line"),
    ],
)
def test_an_index_that_is_none_is_named_with_its_line(tmp_path: Path, name: str, old: str, new: str, told: str):
    path = write(tmp_path) / name
    text = path.read_text(encoding="ascii")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="ascii")
    with pytest.raises(BadMeanings, match=told):
        wordnet.load(tmp_path)


def test_a_synset_that_is_none_is_named_with_its_line(tmp_path: Path):
    path = write(tmp_path) / "data.noun"
    path.write_text(path.read_text(encoding="ascii").replace("03 n 02 car", "03 n zz car", 1), encoding="ascii")
    words = wordnet.load(tmp_path)
    assert words.of("AUTO") == {"CAR", "MOTOR CAR"}
    with pytest.raises(BadMeanings, match=r"data.noun:3: no synset begins at byte"):
        words.of("RAILCAR")


def test_a_folder_without_the_files_says_what_to_do(tmp_path: Path):
    with pytest.raises(BadMeanings, match="name the folder with WordNet's index and data files, or none"):
        wordnet.load(tmp_path)
