"""Whether an office's folder can be used: its strategies, and every other file that marks are compared by."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from desk import strategies
from mappings.yaml import UnreadableYaml
from offices.office import load
from offices.problems import MisconfiguredOffice
from similarity import lexicon, meanings, pictures, wordnet
from similarity.catalogue import BadStrategy, Versions, load_folder
from similarity.goods.problems import BadGoods
from similarity.lexicon import BadLexicon
from similarity.logos import vocabulary
from similarity.logos.catalogue import load_folder as load_logo_folder
from similarity.logos.catalogue import together
from similarity.logos.strategy import LogoStrategy
from similarity.logos.vocabulary import BadVocabulary
from similarity.meanings import BadMeanings
from similarity.phonetics.readers import readers
from similarity.phonetics.rules import BadRules
from similarity.pictures import BadPictures
from similarity.says.texts import BadTexts
from similarity.strategy import Strategy

T = TypeVar("T")
FRONT = "office.yaml"
BAD = (
    *(MisconfiguredOffice, UnreadableYaml, BadStrategy, BadRules, BadTexts, BadMeanings, BadLexicon, BadPictures),
    *(BadGoods, BadVocabulary),
)


class Folders(NamedTuple):
    """Where the strategies lie, and the office that they belong to; None for a folder that is no office's."""

    words: Path
    logos: Path
    office: Path | None


def folders(given: Path | None, office: Path) -> Folders:
    """What a person means by a folder: an office's own, that of its strategies, or any other; none is `office`."""
    if given is None or (given / FRONT).is_file():
        whole = given or office
        return Folders(strategies.folder(whole), strategies.logo_folder(whole), whole)
    beside = given.resolve().parent if given.resolve().name == "strategies" else None
    return Folders(given, given / "logos", beside if beside and (beside / FRONT).is_file() else None)


def checked(where: Folders, *, rules: bool = True) -> tuple[int, list[str]]:
    """How many strategies can be used, and every mistake of them and of the office with file and line.

    A folder of logos that is not there is none. Without `rules` those of the office's own files are told elsewhere.
    """
    problems: list[str] = []
    words = _tried(partial(load_folder, where.words), problems)
    logos = _tried(partial(load_logo_folder, where.logos), problems) if where.logos.is_dir() else Versions({})
    if words and logos:
        _tried(partial(together, words, logos), problems)
    if where.office:
        problems += _of_office(where.office, rules=rules)
    found: list[Versions[Strategy] | Versions[LogoStrategy]] = [one for one in (words, logos) if one]
    return sum(len(one.all()) for one in found), problems


def _of_office(office: Path, *, rules: bool) -> list[str]:
    """The mistakes of all but its strategies. Each table is read for itself: one that is wrong hides no other."""
    problems: list[str] = []
    own = strategies.phonetics(office)
    files = sorted(path.stem for path in own.glob("*.yaml")) if own else []
    read = _tried(partial(load, office), problems if rules else [])
    for language in files:
        _tried(partial(readers, (language,), own), problems)
    if read:
        missing: list[str] = []
        _tried(partial(readers, tuple(one for one in read.front.heard_in if one not in files), own), missing)
        problems += [f"{office / FRONT}: heard_in: {one}" for one in missing]
        _tried(partial(strategies.speaking, read, office), problems)
        _tried(partial(wordnet.beside, meanings.Meanings(()), read.front.wordnet), problems)
    _tried(partial(meanings.load, strategies.meant(office)), problems)
    _tried(partial(lexicon.load, strategies.little(office)), problems)
    _tried(partial(pictures.load, strategies.shown(office)), problems)
    _tried(partial(strategies.relations, office), problems)
    _tried(partial(vocabulary.use, strategies.seen_with(office)), problems)
    return problems


def _tried(read: Callable[[], T], problems: list[str]) -> T | None:
    """What is read; None where it cannot be, and then its mistakes are among the problems."""
    try:
        return read()
    except BAD as bad:
        problems += str(bad).splitlines()
        return None
