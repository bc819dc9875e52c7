"""The account that runs the servers when root starts them, and what it must be able to reach.

Postgres refuses to run as root, and the engine has no authentication, so neither gets root's rights. An ordinary person
runs both under their own account and none of this happens.
"""

import os
import shutil
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from local_stack.errors import StackError
from local_stack.walk import let_walk

REMEDY = "Start Blazon as an ordinary user, or set BLAZON_STACK_ACCOUNT to an account that exists."


class Account(NamedTuple):
    """A system account, in numbers."""

    user: int
    group: int


def server_account(name: str) -> Account | None:
    """The account to run servers under: None (whoever asks) unless root asks; then `name`, made when missing.

    Raises StackError when it cannot be made.
    """
    if os.name != "posix" or os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - only POSIX has it

    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        _make(name)
        entry = pwd.getpwnam(name)
    if entry.pw_uid == 0:
        raise StackError(f"BLAZON_STACK_ACCOUNT: {name} is root, which Postgres refuses. {REMEDY}")
    return Account(entry.pw_uid, entry.pw_gid)


def _make(name: str) -> None:
    home, shell = "/nonexistent", "/bin/false"
    ways = {
        "useradd": ("--system", "--user-group", "--no-create-home", "--home-dir", home, "--shell", shell, name),
        "adduser": ("-S", "-D", "-H", "-h", home, "-s", shell, name),  # BusyBox
    }
    for tool, arguments in ways.items():
        found = shutil.which(tool)
        if found is not None:
            done = run([found, *arguments], None)
            if done.returncode != 0:
                raise StackError(f"The account {name} could not be made: {done.stderr.strip()} {REMEDY}")
            return
    raise StackError(f"The account {name} could not be made: neither useradd nor adduser is here. {REMEDY}")


def run(
    command: Sequence[str], account: Account | None, *, cwd: Path | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Runs a program to its end under the account, with a small environment; never raises for its exit status."""
    return subprocess.run(  # noqa: S603 - the commands are made by this package, no shell is involved
        list(command),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=clean_environment(),
        user=account.user if account else None,
        group=account.group if account else None,
        extra_groups=[] if account else None,
    )


def clean_environment() -> dict[str, str]:
    """The same small environment for every server: nothing of ours (passwords among it) is handed down."""
    return {"PATH": os.defpath, "LC_ALL": "C", "LANG": "C"}


def give(folder: Path, account: Account | None) -> None:
    """Makes `folder`, if need be, private to the account, and lets the account walk to it."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if account is None:
        return
    for path in (folder, *folder.rglob("*")):
        if path.lstat().st_uid != account.user:
            os.chown(path, account.user, account.group, follow_symlinks=False)
    let_walk_to(folder, account)


def let_walk_to(path: Path, account: Account | None) -> None:
    """Lets the account, and nobody else, walk through those folders above `path` that are closed to it."""
    if account is None:
        return
    for above in path.resolve().parents:
        found = above.stat()
        if not found.st_mode & stat.S_IXOTH and found.st_uid != account.user:
            let_walk(above, account.user)


def reachable(root: Path, parts: Sequence[str], program: str, copies: Path, account: Account | None) -> Path:
    """A folder whose `program` the account can run: `root`, or where it cannot a copy of the `parts` of it in `copies`.

    The parts lie in the copy as they lie in `root`: a program finds its libraries by their place beside it. Wheels are
    never made more open than they were installed. Raises StackError when the copy does not run either.
    """
    if account is None or _can_run(root / program, account):
        return root
    if not _can_run(copies / program, account):
        draft = copies.with_name(f"{copies.name}.partial")
        for old in (draft, copies):
            shutil.rmtree(old, ignore_errors=True)
        for part in parts:
            shutil.copytree(root / part, draft / part)
        give(draft, account)
        draft.rename(copies)
        let_walk_to(copies, account)
        if not _can_run(copies / program, account):
            raise StackError(f"{copies / program} does not run, nor does {root / program} for its account. {REMEDY}")
    return copies


def _can_run(program: Path, account: Account) -> bool:
    try:
        return run([str(program), "--version"], account, cwd=Path("/")).returncode == 0
    except (PermissionError, FileNotFoundError):
        return False
