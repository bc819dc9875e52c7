from pathlib import Path

import pytest

from similarity import lexicon, meanings, pictures
from similarity.catalogue import Catalogue, load_folder
from similarity.strategy import Strategy


@pytest.fixture(scope="session")
def shipped() -> Path:
    """The folder of the demo office's strategies."""
    return Path(__file__).resolve().parents[2] / "offices" / "demo" / "strategies"


@pytest.fixture(scope="module", autouse=True)
def _meanings(shipped: Path) -> None:
    """Words mean and pictures show what the demo office's tables say, whatever a module before this one said."""
    meanings.use(meanings.load(shipped.parent / "meanings.csv"))
    lexicon.use(lexicon.load(shipped.parent / "words.yaml"))
    pictures.use(pictures.load(shipped.parent / "vienna_words.csv"))


@pytest.fixture(scope="session")
def catalogue(shipped: Path) -> Catalogue:
    return load_folder(shipped)


@pytest.fixture(scope="session")
def verbal(catalogue: Catalogue) -> Strategy:
    """The first version: levels and points alone."""
    return catalogue.get("verbal.v1")


@pytest.fixture(scope="session")
def measured(catalogue: Catalogue) -> Strategy:
    """The version that orders by measures."""
    return catalogue.get("verbal.v2")
