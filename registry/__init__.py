"""The register: every fact and every right, in Postgres. `handle` does what a command asks; `reading` reads."""

from registry.commands import IssueOutcome, Outcome, Rejected
from registry.database import Register, open_register
from registry.handling import handle, handle_many

__all__ = ["IssueOutcome", "Outcome", "Register", "Rejected", "handle", "handle_many", "open_register"]
