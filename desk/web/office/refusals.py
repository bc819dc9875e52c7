"""What the register refuses, as the answer of a page: a status, a sentence and what to do."""

from __future__ import annotations

from registry.errors import (
    ActionRefused,
    AssignedOtherwise,
    CannotUndo,
    CommandReused,
    DossierDeleted,
    NoSuchDossier,
    NoSuchRequest,
    NotPermitted,
    RegistryError,
    RequestRefused,
    Unreachable,
    VersionConflict,
)
from registry.letter_errors import (
    DeliveryConflict,
    DeliveryRefused,
    LetterConflict,
    LetterRefused,
    NoSuchDelivery,
    NoSuchLetter,
)
from registry.people_errors import (
    LastAdministrator,
    NoSuchClient,
    NoSuchPerson,
    OnlyReads,
    PersonChanged,
    UnfitPerson,
)
from registry.stakeholder_errors import NoSuchStakeholder, StakeholderConflict, StakeholderRefused
from search_api.errors import Problem

PEOPLE = (LastAdministrator, NoSuchClient, NoSuchPerson, PersonChanged, UnfitPerson)


class RegisterSaysNo(Problem):
    """A refusal of the register; nothing has changed. Of the class `of(error)`, which has its status."""

    status = 422
    slug = "register-says-no"
    title = "The register says no, and nothing has changed"

    def __init__(self, error: RegistryError) -> None:
        of_people = isinstance(error, PEOPLE)
        remedy = f"Go back to the {'list' if of_people else 'file'}: it shows how it stands now, and what can be done."
        super().__init__(str(error), remedy=remedy)


class SomebodyWasFirst(RegisterSaysNo):
    status = 409
    slug = "somebody-was-first"
    title = "Somebody else was first, and nothing has changed"


class SentBefore(RegisterSaysNo):
    """A form of which another copy, with other contents, has taken effect."""

    status = 409
    slug = "sent-before"
    title = "This form was sent before, and took effect then"


class NotNow(RegisterSaysNo):
    status = 409


class NotYours(RegisterSaysNo):
    status = 403


class NotThere(RegisterSaysNo):
    status = 404


class Gone(RegisterSaysNo):
    status = 410


class Away(RegisterSaysNo):
    status = 503


_KINDS: tuple[tuple[type[RegistryError] | tuple[type[RegistryError], ...], type[RegisterSaysNo]], ...] = (
    (
        (VersionConflict, AssignedOtherwise, LetterConflict, DeliveryConflict, PersonChanged, StakeholderConflict),
        SomebodyWasFirst,
    ),
    (CommandReused, SentBefore),
    (
        (
            ActionRefused,
            CannotUndo,
            RequestRefused,
            LetterRefused,
            DeliveryRefused,
            LastAdministrator,
            StakeholderRefused,
        ),
        NotNow,
    ),
    ((NotPermitted, OnlyReads), NotYours),
    (
        (
            NoSuchDossier,
            NoSuchRequest,
            NoSuchLetter,
            NoSuchDelivery,
            NoSuchPerson,
            NoSuchClient,
            NoSuchStakeholder,
        ),
        NotThere,
    ),
    (DossierDeleted, Gone),
    (Unreachable, Away),
)


def of(error: RegistryError) -> RegisterSaysNo:
    """The refusal as a page answers it."""
    return next((kind for errors, kind in _KINDS if isinstance(error, errors)), RegisterSaysNo)(error)
