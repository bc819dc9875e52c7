"""What can go wrong while indexing. Every message says what to do."""


class IndexerError(Exception):
    """Indexing cannot go on; nothing is lost, and the message names the remedy."""


class EngineLost(IndexerError):  # noqa: N818 - named by what is wrong, as all errors here
    """The engine took no write for as long as we were to wait."""


class EngineRefuses(IndexerError):  # noqa: N818 - see above
    """The engine answers, but not as an engine with our indices and our permission would."""


class IndexLost(IndexerError):  # noqa: N818 - see above
    """An index that was there is gone from the engine."""


class OtherFormat(IndexerError):  # noqa: N818 - see above
    """The indices were made by another version of Blazon."""


class Stopped(IndexerError):  # noqa: N818 - see above
    """Told to end; what was claimed is given back."""


class RegisterLost(IndexerError):  # noqa: N818 - see above
    """The register did not answer for as long as we were to wait."""


class RebuildRunning(IndexerError):  # noqa: N818 - see above
    """Two rebuilds at once would remove each other's indices."""


class ComparisonFailed(IndexerError):  # noqa: N818 - see above
    """The new indices are not what the register says; the old ones stay."""
