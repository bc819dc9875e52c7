"""The comparisons' features by name: what a level of a strategy may be made of."""

from __future__ import annotations

from similarity.comparisons import (
    containment,
    hearing,
    identical,
    looking,
    meaning,
    picture,
    skeleton,
    small_words,
    sound,
    spelling,
)
from similarity.comparisons.feature import AnyFeature

FEATURES: dict[str, AnyFeature] = {
    feature.name: feature
    for module in (identical, containment, spelling, looking, skeleton, small_words, sound, hearing, meaning, picture)
    for feature in module.FEATURES
}
