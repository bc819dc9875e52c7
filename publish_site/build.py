"""An issue with all those before it, as a folder: read at one point in time, checked, rendered, put in place whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from mappings.document import PublicationDocument
from publish_site import checking, manifest, reading, views
from publish_site.errors import NoSuchIssue, WrongFolder
from publish_site.issue import House, Issue, in_order, up_to
from publish_site.pages import Pages
from publish_site.pictures import Files, Picture, of_record, prepare
from publish_site.writer import Site, replacing

WORKERS = 4  # threads that convert pictures; Pillow lets go of the interpreter meanwhile

Tell = Callable[[str, int, int], None]  # step, done, of


@dataclass(frozen=True)
class Built:
    """What was built. `manifest` is the SHA-256 of manifest.json: the same for the same input."""

    folder: Path
    issues: tuple[str, ...]
    publications: int
    files: int
    manifest: str
    warnings: tuple[str, ...] = ()


def _silent(step: str, done: int, of: int) -> None:
    """Tells nobody."""


def build(
    index: reading.Index,
    house: House,
    closed: Sequence[Issue],
    wanted: str,
    out: Path,
    *,
    picture: Callable[[str], bytes],
    cache: Path | None = None,
    tell: Tell = _silent,
) -> Built:
    """The site of all issues up to and with `wanted`, none of a later day, at `out`.

    `closed` are the closed issues of the register with their closing lists. `picture` gives the bytes of a digest and
    raises LookupError or OSError where there are none; `cache` keeps thumbnails between builds. Raises NotBuilt, and
    `out` is as it was, when the index is behind or differs, or when `out` is not a gazette or holds a later issue.
    """
    try:
        issues = up_to(wanted, list(closed))
    except LookupError as error:
        raise NoSuchIssue(wanted, [issue.id for issue in in_order(list(closed))]) from error
    names = [issue.id for issue in issues]
    pages = Pages(house)
    warnings: list[str] = []
    with replacing(out) as site:  # holds the folder from the first look at it: no other build is half way through it
        standing_pages = _accept(out, names)
        asof = reading.checkpoint(index)
        for issue in issues:
            checking.check_complete(issue, asof)
        read = reading.read(index, house.office, [issue.id for issue in issues])
        documents = {i.id: checking.check_listed(i, house.office, read[i.id]) for i in issues}
        for document in (d for each in documents.values() for d in each):
            checking.check_public(document)

        _write(site, pages.assets())
        dossiers: dict[str, list[views.Publication]] = {}
        chain: list[manifest.IssueManifest] = []
        previous: str | None = None
        entries: list[views.Publication] = []
        for issue in issues:
            known = set(site.files)
            pictures = _pictures(site, documents[issue.id], picture=picture, cache=cache, warnings=warnings, tell=tell)
            entries = [views.publication(d, issue, house, pictures) for d in documents[issue.id]]
            entries.sort(key=lambda p: p.place)
            _write(site, pages.issue(issue, entries))
            for n, published in enumerate(entries, start=1):
                _write(site, pages.snapshot(published))
                dossiers.setdefault(published.document.dossier, []).append(published)
                tell(f"issue {issue.id}", n, len(entries))
            brought = {path: written for path, written in site.files.items() if path not in known}
            path = manifest.issue_path(issue.id)
            chain.append(manifest.of_issue(house, issue, brought, previous))
            site.write(path, manifest.written(chain[-1]))
            previous = site.files[path][1]
        for n, (_, publications) in enumerate(sorted(dossiers.items()), start=1):
            _write(site, [pages.dossier(publications)])
            tell("permanent pages", n, len(dossiers))
        _write(site, pages.front(issues, entries))
        lost = sorted(standing_pages - set(site.files))
        if lost:
            raise WrongFolder(f"{out} holds published pages that this build would take away, first {lost[0]}; look why")
        listed = dict(site.files)
        site.write(manifest.MANIFEST, manifest.written(manifest.of_site(chain, listed)))
        site.write(manifest.SUMS, manifest.sums(listed, (site.folder / manifest.MANIFEST).read_bytes()))
    total = sum(len(each) for each in documents.values())
    return Built(out, tuple(names), total, len(site.files), site.files[manifest.MANIFEST][1], tuple(warnings))


def _write(site: Site, files: Iterable[tuple[str, bytes]]) -> None:
    for path, content in files:
        site.write(path, content)


def _pictures(
    site: Site,
    documents: Sequence[PublicationDocument],
    *,
    picture: Callable[[str], bytes],
    cache: Path | None,
    warnings: list[str],
    tell: Tell,
) -> dict[str, Picture]:
    """Writes the pictures of an issue; gives them by digest."""
    asked = {filed["digest"]: (filed, d.number) for d in documents for filed in of_record(d.fields)}
    found: dict[str, Picture] = {}
    with ThreadPoolExecutor(WORKERS) as pool:
        made = pool.map(lambda pair: prepare(pair[0], pair[1], picture, cache), asked.values())
        for n, result in enumerate(made, start=1):
            tell("pictures", n, len(asked))
            if isinstance(result, Files):
                site.write(result.picture.full, result.full)
                site.write(result.picture.thumbnail, result.thumbnail)
                found[result.picture.digest] = result.picture
            if warning := result.warning if isinstance(result, Files) else result:
                warnings.append(warning)
    return found


def _accept(out: Path, issues: Sequence[str]) -> set[str]:
    """The pages that `out` has published. WrongFolder unless it is new, empty, or a gazette of these issues."""
    if not out.exists():
        return set()
    if not out.is_dir():
        raise WrongFolder(f"{out} is no folder; name another")
    if not any(out.iterdir()):
        return set()
    try:
        held = manifest.SiteManifest.model_validate_json((out / manifest.MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        raise WrongFolder(f"{out} holds files that are no gazette (no readable manifest.json); name another") from error
    if later := [each.id for each in held.issues if each.id not in issues]:
        raise WrongFolder(
            f"{out} holds issue {later[-1]} already; a published page never disappears: "
            f"build {later[-1]}, or name another folder"
        )
    ids = [each.id for each in held.issues]
    if between := [issue for issue in issues[: len(ids)] if issue not in ids]:
        raise WrongFolder(
            f"{out} was built without issue {between[0]}, which comes before {ids[-1]}; "
            "what stands there never changes: name another folder"
        )
    return {each.path for each in held.files if each.path.endswith(".html")}
