"""Sound codes that no library of ours has: Kölner Phonetik for German ears, Double Metaphone for English ones."""
