"""The Latin spellings under which a person would know a brand that is filed in another script."""

from similarity.romanisation.text import MOST, romanise

__all__ = ["MOST", "romanise"]
