"""What can go wrong while indexing. Every message says what to do."""


class IndexerError(Exception):
    """Indexing cannot go on; nothing is lost, and the message names the remedy."""


class EngineLost(IndexerError):
    """The engine took no write for as long as we were to wait."""


class EngineRefuses(IndexerError):
    """The engine answers, but not as an engine with our indices and our permission would."""


class IndexLost(IndexerError):
    """An index that was there is gone from the engine."""


class OtherFormat(IndexerError):
    """The indices were made by another version of Blazon."""


class Stopped(IndexerError):
    """Told to end; what was claimed is given back."""


class RegisterLost(IndexerError):
    """The register did not answer for as long as we were to wait."""


class RebuildRunning(IndexerError):
    """Two rebuilds at once would remove each other's indices."""


class ComparisonFailed(IndexerError):
    """The new indices are not what the register says; the old ones stay."""
