"""What a measurement of a strategy holds for: a hash of its file and of all rules under which it runs."""

from __future__ import annotations

import hashlib

from similarity import keys, meanings
from similarity.strategy import Strategy


def signature(strategy: Strategy) -> str:
    """Sixteen hexadecimal digits, others when the strategy, the keys, a language's rules or the meanings change.

    What lifts (abbreviations, pictures) is not measured, and neither are small words.

    How often words occur is no part of it: it is frozen with the index, and counting anew is no change of rules.
    """
    parts = (strategy.model_dump_json(), keys.KEY_VERSION, keys.EAR.signature, meanings.TABLE.signature)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
