"""Why the register says no about people, sessions, clients and the audit log."""

from __future__ import annotations

import datetime as dt

from mappings.number import DossierKey
from registry.errors import RegistryError


class NoSuchPerson(RegistryError):
    def __init__(self, login: str, near: str | None = None) -> None:
        super().__init__(f"nobody has the login `{login}`" + (f" - did you mean `{near}`?" if near else ""))
        self.login = login


class LoginTaken(RegistryError):
    def __init__(self, login: str) -> None:
        super().__init__(f"the login `{login}` is taken, or was; it is not given to another, as the journal names it")
        self.login = login


class UnfitPerson(RegistryError):
    """What is said of a person cannot be; `place` is the field."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


class PersonChanged(RegistryError):
    """Somebody else changed the person since the page was drawn."""

    def __init__(self, login: str, at: dt.datetime) -> None:
        super().__init__(f"`{login}` was changed at {at:%H:%M:%S} UTC, after this page was drawn")
        self.login = login


class LastAdministrator(RegistryError):
    """Nobody else could change people any more."""

    def __init__(self, login: str) -> None:
        super().__init__(
            f"`{login}` is the last who may change people (users.manage): give somebody else that role first"
        )
        self.login = login


class BeginAnew(RegistryError):
    """The second factor that was begun is not of this session, or is too old."""

    def __init__(self) -> None:
        super().__init__("this second factor was begun too long ago, or in another session; begin anew")


class WrongCode(RegistryError):
    """The code is not one of the second factor that was just begun."""

    def __init__(self) -> None:
        super().__init__("this is not the code that the authenticator shows now; the clock of your device may be wrong")


class SignInRefused(RegistryError):
    """Login, password or code are wrong, or the person is locked: it is not told which."""

    def __init__(self) -> None:
        super().__init__("login, password and code do not go together, or this login is closed")


class TooManyAttempts(RegistryError):
    """So many sign-ins failed that the next must wait, whether there is such a login or not."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(f"too many sign-ins have failed; the next is looked at from {until:%H:%M:%S} UTC on")
        self.until = until


class BadSeal(RegistryError):
    def __init__(self) -> None:
        super().__init__(
            "the secret of the second factor cannot be opened with the office's key: restore the key from the backup, "
            "or give the person a new one with `blazon users totp`"
        )


class BrokenChain(RegistryError):
    """The audit log was changed; `ordinal` is the first line that does not hold."""

    def __init__(self, ordinal: int, reason: str) -> None:
        super().__init__(f"line {ordinal} of the audit log does not hold: {reason}")
        self.ordinal = ordinal


class NoSuchClient(RegistryError):
    def __init__(self, client: str) -> None:
        super().__init__(f"no client has the id `{client}`; `blazon clients list` names all")
        self.client = client


class ClientRefused(RegistryError):
    """The client gets no token; `reason` is for the audit log and not told."""

    def __init__(self, reason: str) -> None:
        super().__init__("the client is not known here, or may not ask so")
        self.reason = reason


class ScopeRefused(RegistryError):
    def __init__(self, scopes: tuple[str, ...]) -> None:
        super().__init__(f"the client may not ask for {', '.join(scopes)}")
        self.scopes = scopes


class FileClosed(RegistryError):
    """The file is not the person's to act on."""

    def __init__(self, key: DossierKey) -> None:
        super().__init__(f"{key} is not open to you; who may act on it, permissions.yaml says")
        self.key = key


class OnlyReads(RegistryError):
    """The person is a party of the file, but does not act for the right."""

    def __init__(self, key: DossierKey) -> None:
        super().__init__(
            f"on {key} the owner, its representative and the correspondent act; you read. Ask the office to enter you "
            "as representative, if you are"
        )
        self.key = key
