"""What can go wrong with the local stack. Every message says what to do."""


class StackError(Exception):
    """The local stack cannot do what was asked; the message names the place and the remedy."""


class JavaNotFound(StackError):
    """No Java of the needed version was found."""


class JarRefused(StackError):
    """A jar is not, byte for byte, the one the lock file names."""


class DownloadFailed(StackError):
    """The jars of the engine could not be fetched."""


class StartFailed(StackError):
    """A server did not start; the message ends with the last lines of its log."""
