"""Standards, pure: a file of ST.96, ST.66, USPTO or EUTM data into records. Opens files to read; nothing else."""

from exchange.formats import FORMATS, check, guess, named, read
from exchange.reading import DEFAULT_LIMITS, Format, Limits, MalformedFile, Reading, UnknownFormat

__all__ = [
    "DEFAULT_LIMITS",
    "FORMATS",
    "Format",
    "Limits",
    "MalformedFile",
    "Reading",
    "UnknownFormat",
    "check",
    "guess",
    "named",
    "read",
]
