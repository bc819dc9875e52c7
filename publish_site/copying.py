"""A site put into another folder: made beside it, then both change places in one step (`writer.replacing`)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from publish_site import deploying, manifest
from publish_site.deploying import Deployed, NotDeployed, Tell
from publish_site.errors import WrongFolder
from publish_site.inventory import Inventory, Listed, in_folder
from publish_site.writer import Site, replacing

MADE_OF = "a copy of a built site"
NAMED = 20  # files that stay, by name


def deploy(folder: Path, to: Path, *, check: bool, tell: Tell) -> Deployed:
    """Puts the site in `folder` to `to`; what is there already with the same hash is not read again, unless to `check`.

    NotWhole when the site is not whole, NotDeployed when it may not go there; then `to` is as it was.
    """
    folder, to = folder.resolve(), to.resolve()
    if folder == to or folder in to.parents or to in folder.parents:
        raise NotDeployed(f"{to} and {folder} lie in one another; name another folder")
    site = deploying.opened(folder)
    there = deploying.standing(in_folder(to), str(to))
    if there is None and to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise NotDeployed(f"{to} holds files that are no gazette; move them away, or name another folder")
    deploying.check_newer(site, there, str(to))
    try:
        with replacing(to, manifest.MANIFEST, MADE_OF, lambda _page: True) as copy:
            return _filled(site, there, folder, to, copy, check=check, tell=tell)
    except WrongFolder as error:
        raise NotDeployed(str(error)) from error
    except OSError as error:
        raise NotDeployed(f"{to} cannot be written: {error}") from error


def _filled(
    site: Inventory, there: Inventory | None, folder: Path, to: Path, copy: Site, *, check: bool, tell: Tell
) -> Deployed:
    """Writes what differs into the copy; with `check`, what stands at `to` is read back."""
    standing = copy.standing
    left = [one.path for one in deploying.differences(site, there) if one.file is None]
    if not standing.number_of_files():  # nothing is there, or it came another way: what the site lacks stays there
        standing.add_files([copy.keep(path, to) for path in left], {})
    written = size = checked = repaired = 0
    total = sum(1 for _ in _everything(site))
    for done, file in enumerate(_everything(site), start=1):
        before = standing.file(file.path)
        stands = before is not None and before.sha256 == file.sha256
        if stands and check:
            checked += 1
            stands = deploying.hashed(to, file.path) == file.sha256
            repaired += not stands
        if not stands:
            made = copy.write(file.path, deploying.content(folder, file))
            standing.add_files([made], {})
            written, size = written + 1, size + made.size
        tell("files", done, total)
    return Deployed(
        str(to), site.held.issue, written, size, len(left), tuple(left[:NAMED]), checked, repaired, site.digest
    )


def _everything(site: Inventory) -> Iterator[Listed]:
    return chain(site.all(), site.lists(), site.last())
