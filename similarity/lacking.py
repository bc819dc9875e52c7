"""Why a feature does not hold for two marks: a sentence with the figures that were measured and those asked for.

A feature's own sentence says what holds; examiners who compare two marks also want to read what does not, and by how
much. A feature without an entry here, or whose figures say nothing, is told by its title alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from rapidfuzz.distance import Indel, Levenshtein, Prefix

from similarity import keys
from similarity.comparisons.containment import by_letters, by_words
from similarity.comparisons.looking import LONGEST
from similarity.comparisons.sound import TITLES
from similarity.looks import apart
from similarity.phonetics.phones import features
from similarity.reading import Reading

UNBOUNDED = 1_000_000  # hundredths of an edit: no marks are further apart by their looks
Facts: TypeAlias = dict[str, str | int]
NONE = "none"  # where there is no code, no word; said in each language


@dataclass(frozen=True, slots=True)
class Lack:
    """`says` has {asked}, {candidate} and what `of` gives; that is None where figures would not explain."""

    says: str
    of: Callable[[Reading, Reading, Any], Facts | None]


def lacking(feature: str, asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    """The figures of a feature that does not hold, with `asked` and `candidate`; None where there are none to tell."""
    if feature not in LACKS:
        return None
    found = LACKS[feature].of(asked, candidate, set_to)
    return None if found is None else {**found, "asked": asked.normal, "candidate": candidate.normal}


def most_alike(mine: tuple[tuple[str, ...], ...], theirs: tuple[tuple[str, ...], ...], place: int) -> tuple[str, str]:
    """Of the readings in the language at `place`, the pair that sounds most alike; the first of equals."""
    return max(
        ((one[place], other[place]) for one in mine for other in theirs),
        key=lambda pair: Levenshtein.normalized_similarity(features(pair[0]), features(pair[1])),
    )


def alike(one: str, other: str) -> int:
    """How much of the features of two readings is the same, in %."""
    return int(100 * Levenshtein.normalized_similarity(features(one), features(other)))


def _nothing(_asked: Reading, _candidate: Reading, _set_to: Any) -> Facts | None:
    return {}


def _same_letters(asked: Reading, candidate: Reading, _set_to: Any) -> Facts | None:
    return _edits(asked, candidate)


def _contains_words(asked: Reading, candidate: Reading, _set_to: Any) -> Facts | None:
    shorter, longer = by_words(asked, candidate)
    missing = [word for word in shorter.tokens if word not in longer.words]
    return _sides(shorter, longer) | {"words": " ".join(missing)} if missing else None


def _begins_with(asked: Reading, candidate: Reading, _set_to: Any) -> Facts | None:
    shorter, longer = by_letters(asked, candidate)
    common = Prefix.similarity(shorter.joined, longer.joined)
    letters = len(shorter.joined)
    return _sides(shorter, longer) | {"common": common, "letters": letters} if common < letters else None


def _contains_letters(asked: Reading, candidate: Reading, _set_to: Any) -> Facts | None:
    shorter, longer = by_letters(asked, candidate)
    return None if shorter.joined in longer.joined else _sides(shorter, longer)


def _shared_word(asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    shared = sorted(word for word in asked.words & candidate.words if len(word) >= set_to.letters)
    share = 100 * sum(map(len, shared)) // min(len(asked.joined), len(candidate.joined))
    return {"words": " ".join(shared) or NONE, "share": min(share, 100), "needed": set_to.share}


def _few_edits(asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    found = _edits(asked, candidate)
    return found | {"most": min(int(found["letters"]) // set_to.letters_per_edit, set_to.most)}


def _one_letter_of_few(asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    return {"edits": _edits(asked, candidate)["edits"], "longest": set_to.longest}


def _each_word_alike(asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    shorter, longer = by_words(asked, candidate)

    def has_its_like(word: str) -> bool:
        return any(
            Levenshtein.distance(word, other) <= max(len(word), len(other)) // set_to.letters_per_edit
            for other in longer.tokens
        )

    alone = [word for word in shorter.tokens if not has_its_like(word)]
    return _sides(shorter, longer) | {"words": " ".join(alone)} if alone else None


def _shared_trigrams(asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    shared = len(asked.grams & candidate.grams)
    either = len(asked.grams) + len(candidate.grams) - shared
    return {"shared": shared, "all": either, "share": 100 * shared // either, "needed": set_to.share}


def _same_beginning(asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    common = Prefix.similarity(asked.joined, candidate.joined)
    share = 100 * common // min(len(asked.joined), len(candidate.joined))
    return {"common": common, "share": share, "letters": set_to.letters, "needed": set_to.share}


def _codes(asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    return {
        "code": TITLES[set_to.code],
        "asked_code": asked.code(set_to.code) or NONE,
        "candidate_code": candidate.code(set_to.code) or NONE,
    }


def _same_sound(asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    return None if asked.code(set_to.code) == candidate.code(set_to.code) else _codes(asked, candidate, set_to)


def _each_word_sounds(asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    shorter, longer = by_words(asked, candidate)
    there = set(longer.word_codes(set_to.code)) - {""}
    pairs = zip(shorter.tokens, shorter.word_codes(set_to.code), strict=True)
    alone = [word for word, code in pairs if code not in there]
    return _sides(shorter, longer) | {"code": TITLES[set_to.code], "words": " ".join(alone)} if alone else None


def _close_sound(asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    one, other = asked.code(set_to.code), candidate.code(set_to.code)
    same = int(100 * Indel.normalized_similarity(asked.joined, candidate.joined))
    figures: Facts = {"edits": Levenshtein.distance(one, other), "alike": same, "needed": set_to.alike}
    return {**(_codes(asked, candidate, set_to) or {}), **figures}


def _sound_begins(asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    one, other = asked.code(set_to.code), candidate.code(set_to.code)
    return None if one.startswith(other) or other.startswith(one) else _codes(asked, candidate, set_to)


def _heard_alike(asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    mine, theirs = keys.EAR.readings(asked.text), keys.EAR.readings(candidate.text)
    places = [(place, *most_alike(mine, theirs, place)) for place in range(len(keys.EAR.readers))]
    place, one, other = max(places, key=lambda found: alike(found[1], found[2]))
    if alike(one, other) >= set_to.alike:
        return None  # no group of three sounds in common
    return {
        "language": keys.EAR.readers[place].language.title,
        "alike": alike(one, other),
        "asked_sounds": one,
        "candidate_sounds": other,
        "needed": set_to.alike,
    }


def _same_but_small_words(asked: Reading, candidate: Reading, _set_to: Any) -> Facts | None:
    left = {"asked_left": " ".join(asked.core) or NONE, "candidate_left": " ".join(candidate.core) or NONE}
    return None if asked.core == candidate.core else {**left}


def _abbreviation(asked: Reading, candidate: Reading, _set_to: Any) -> Facts | None:
    shorter, longer = by_words(asked, candidate)
    return _sides(shorter, longer) | {"initials": " / ".join(longer.initials) or NONE}


def _looks_alike(asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    one, other = asked.joined, candidate.joined
    found = (
        apart(one, other, set_to.first, set_to.beginning, UNBOUNDED) if max(map(len, (one, other))) <= LONGEST else None
    )
    told = dict.fromkeys(f"{mine} / {theirs}" for mine, theirs in found.alike) if found else ()
    edits = _edits(asked, candidate)
    most = min(int(edits["letters"]) // set_to.letters_per_edit, set_to.most)
    return edits | {"alike": ", ".join(told) or NONE, "most": most}


def _same_picture(asked: Reading, candidate: Reading, _set_to: Any) -> Facts | None:
    return {"codes": ", ".join(sorted(asked.pictures | candidate.pictures)) or NONE}


def _same_consonants(asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    sides = {"asked_consonants": asked.consonants or NONE, "candidate_consonants": candidate.consonants or NONE}
    return {**sides, "least": set_to.consonants}


def _same_vowels(asked: Reading, candidate: Reading, set_to: Any) -> Facts | None:
    sides = {"asked_vowels": asked.vowels or NONE, "candidate_vowels": candidate.vowels or NONE}
    same = int(100 * Indel.normalized_similarity(asked.joined, candidate.joined))
    return {**sides, "least": set_to.vowels, "alike": same, "needed": set_to.alike}


def _edits(asked: Reading, candidate: Reading) -> Facts:
    letters = max(len(asked.joined), len(candidate.joined))
    return {"edits": Levenshtein.distance(asked.joined, candidate.joined), "letters": letters}


def _sides(shorter: Reading, longer: Reading) -> Facts:
    return {"shorter": shorter.normal, "longer": longer.normal}


LACKS: Mapping[str, Lack] = {
    "same-words": Lack("{asked} and {candidate} are not the same words", _nothing),
    "same-letters": Lack(
        "{asked} and {candidate} do not have the same letters; different: {edits} of {letters}",
        _same_letters,
    ),
    "contains-words": Lack(
        "{longer} does not contain all words of {shorter}: {words} missing",
        _contains_words,
    ),
    "begins-with": Lack(
        "{longer} does not begin with {shorter}: letters in common from the beginning: {common} of {letters}",
        _begins_with,
    ),
    "contains-letters": Lack("{longer} does not contain the letters {shorter} in a row", _contains_letters),
    "shared-word": Lack(
        "words in common: {words}, {share} % of the shorter mark; {needed} % are asked for",
        _shared_word,
    ),
    "few-edits": Lack(
        "{asked} and {candidate} differ in {edits} of {letters} letters; at most {most} may",
        _few_edits,
    ),
    "one-letter-of-few": Lack(
        "{asked} and {candidate} are no short signs that one letter tells apart; different letters: {edits}, and a "
        "short sign has at most {longest}",
        _one_letter_of_few,
    ),
    "swapped-letters": Lack(
        "{asked} and {candidate} are not told apart by two neighbouring letters that changed places", _nothing
    ),
    "other-order": Lack("{asked} and {candidate} are not the same words in another order", _nothing),
    "each-word-alike": Lack("words of {shorter} that have no like in {longer}: {words}", _each_word_alike),
    "shared-trigrams": Lack(
        "{asked} and {candidate} share {shared} of {all} groups of three letters, {share} %; {needed} % are asked for",
        _shared_trigrams,
    ),
    "same-beginning": Lack(
        "letters of the common beginning: {common}, {share} % of the shorter mark; asked for: {letters}, and "
        "{needed} %",
        _same_beginning,
    ),
    "same-sound": Lack(
        "{asked} and {candidate} do not sound the same ({code} {asked_code} and {candidate_code})",
        _same_sound,
    ),
    "each-word-sounds": Lack(
        "words of {shorter} that sound like no word of {longer} ({code}): {words}",
        _each_word_sounds,
    ),
    "close-sound": Lack(
        "edits between the sounds: {edits} ({code} {asked_code} and {candidate_code}), and the letters are {alike} % "
        "alike; one edit at most and {needed} % are asked for",
        _close_sound,
    ),
    "sound-begins": Lack(
        "neither of {asked} and {candidate} begins with the sound of the other ({code} {asked_code} and "
        "{candidate_code})",
        _sound_begins,
    ),
    "heard-alike": Lack(
        "read in {language}, where they come closest, {alike} % of the sounds are the same: /{asked_sounds}/ and "
        "/{candidate_sounds}/; {needed} % are asked for",
        _heard_alike,
    ),
    "same-meaning": Lack(
        "the office's table knows no words of {asked} and {candidate} that say the same in other words", _nothing
    ),
    "same-but-small-words": Lack(
        "without their small words the marks are not the same: {asked_left} and {candidate_left}", _same_but_small_words
    ),
    "abbreviation": Lack("{shorter} is not made of the first letters of {longer}: {initials}", _abbreviation),
    "looks-alike": Lack(
        "{asked} and {candidate} differ in {edits} of {letters} letters; letters among them that look alike: {alike}; "
        "so much that differs may come to {most} edits at most",
        _looks_alike,
    ),
    "same-picture": Lack(
        "no word of {asked} or {candidate} says what the picture of the other shows; Vienna codes known: {codes}",
        _same_picture,
    ),
    "same-consonants": Lack(
        "the consonants are {asked_consonants} and {candidate_consonants}; the same ones, {least} at least, are asked "
        "for",
        _same_consonants,
    ),
    "same-vowels": Lack(
        "the vowels are {asked_vowels} and {candidate_vowels}, and the letters {alike} % alike; the same vowels, "
        "{least} at least, and {needed} % are asked for",
        _same_vowels,
    ),
}
