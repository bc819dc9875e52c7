"""The strategies of an office, and the languages it reads in: those of its folder, or those that ship."""

from __future__ import annotations

from pathlib import Path

from desk.settings import OFFICES
from offices.office import Office
from similarity import keys, lexicon, meanings, pictures, wordnet
from similarity.catalogue import Catalogue, Versions, load_folder
from similarity.goods import Relations, of_office
from similarity.logos import vocabulary
from similarity.logos.catalogue import VOCABULARY, LogoCatalogue, together
from similarity.logos.catalogue import load_folder as load_logo_folder
from similarity.logos.strategy import LogoStrategy
from similarity.reading import forget
from similarity.says.voice import Voices
from similarity.says.voices import voices
from similarity.strategy import Strategy


def folder(office: Path) -> Path:
    """Where this office's strategies lie."""
    own = office / "strategies"
    return own if own.is_dir() else OFFICES / "demo" / "strategies"


def phonetics(office: Path) -> Path | None:
    """Where this office's own rules of reading aloud lie; None where it has none."""
    own = office / "phonetics"
    return own if own.is_dir() else None


def meant(office: Path) -> Path | None:
    """Where the office's table of meanings lies; None where it has none."""
    own = office / "meanings.csv"
    return own if own.is_file() else None


def said(office: Path) -> Path | None:
    """Where the office's own texts of the evidence lie; None where it has none."""
    own = office / "says"
    return own if own.is_dir() else None


def speaking(office: Office, where: Path) -> Voices:
    """The languages in which the office answers. BadTexts."""
    return voices(office.front.languages, said(where))


def little(office: Path) -> Path | None:
    """Where the office's small words and weak words lie; None where it has none."""
    own = office / "words.yaml"
    return own if own.is_file() else None


def shown(office: Path) -> Path | None:
    """Where the office's table of words and Vienna codes lies; None where it has none."""
    own = office / "vienna_words.csv"
    return own if own.is_file() else None


def goods(office: Path) -> Path | None:
    """Where the office's tables of goods and services lie; None where it has none."""
    own = office / "goods"
    return own if own.is_dir() else None


def relations(office: Path) -> Relations:
    """The office's tables of goods; NONE where it has none. BadGoods names every mistake with file and line."""
    return of_office(goods(office))


def seen_with(office: Path) -> Path | None:
    """The office's own vocabulary of logos; None where it has none."""
    own = folder(office) / "logos" / VOCABULARY
    return own if own.is_file() else None


def listen(office: Office, where: Path) -> None:
    """From now on marks are read aloud and understood, and their logos looked at, as the office says.

    BadRules, BadMeanings, BadLexicon, BadPictures, BadVocabulary.
    """
    keys.hear_in(office.front.heard_in, phonetics(where))
    meanings.use(wordnet.beside(meanings.load(meant(where)), office.front.wordnet))
    lexicon.use(lexicon.load(little(where)))
    forget()
    pictures.use(pictures.load(shown(where)))
    vocabulary.use(seen_with(where))


def catalogue(office: Path) -> Catalogue:
    """All versions of all strategies. BadStrategy names every mistake with file and line."""
    return load_folder(folder(office))


def logo_folder(office: Path) -> Path:
    """Where this office's strategies for logos lie."""
    own = folder(office) / "logos"
    return own if own.is_dir() else OFFICES / "demo" / "strategies" / "logos"


def logo_catalogue(office: Path) -> LogoCatalogue:
    """All versions of all strategies for logos. BadStrategy names every mistake with file and line."""
    return load_logo_folder(logo_folder(office))


def everything(office: Path) -> Versions[Strategy | LogoStrategy]:
    """The strategies for words and those for logos, by their names. BadStrategy."""
    return together(catalogue(office), logo_catalogue(office))
