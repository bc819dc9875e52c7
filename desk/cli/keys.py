"""`blazon keys create | rotate | list | revoke | export`: the keys that sign the gazette. Needs no server.

The data goes to standard output as JSON whether `--json` is said or not; a private key goes nowhere.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from desk.cli.console import emit, tell
from desk.keys import Keys, keys_of
from desk.settings import DeskSettings
from local_stack.settings import StackSettings
from offices.office import load
from publish_site.keyring import DAY, Key, pem

app = typer.Typer(help="The keys that sign the gazette.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Only the data, no sentence beside it.")]
KeyId = Annotated[str, typer.Argument(help="The key's id, as `blazon keys list` says it.")]
Since = Annotated[dt.datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Its first day.")]


@app.command()
def create(since: Since = None, json_output: Json = False) -> None:
    """Make the first key, valid from today or from --since on; or a new one after a key that leaked."""
    keys, today = _keys()
    made = keys.create(since.date() if since else today)
    _say(_shown(keys, made), f"key {made.id} signs from {made.since} on; make its id known", only_data=json_output)


@app.command()
def rotate(since: Since = None, json_output: Json = False) -> None:
    """Make the next key, endorsed by the present one, which ends the day before; from tomorrow or --since on."""
    keys, today = _keys()
    ended, made = keys.rotate(since.date() if since else today + DAY, today)
    said = f"key {made.id} follows {ended.id}, which ends on {ended.until}"
    _say({"ended": _shown(keys, ended), "made": _shown(keys, made)}, said, only_data=json_output)


@app.command("list")
def list_(json_output: Json = False) -> None:
    """Print the keys, oldest first: their days, and how the private one is kept here."""
    keys, today = _keys()
    ring, stray = keys.ring(), keys.unlisted()
    present = ring.valid_on(today)
    data = {
        "folder": keys.folder,
        "present": present and present.id,
        "keys": [_shown(keys, key) for key in ring.keys],
        "unlisted": stray,
    }
    said = f"key {present.id} signs today" if present else "no key signs today: say `blazon keys create`"
    _say(data, f"{len(ring.keys)} keys; {said}", only_data=json_output)
    if stray:
        tell(f"{keys.folder} holds private keys that its keyring does not name: {', '.join(stray)}")


@app.command()
def revoke(
    key: KeyId,
    reason: Annotated[str, typer.Option(help="Why; it is published.")],
    json_output: Json = False,
) -> None:
    """Say that a key leaked or was lost: what it signs from today on is not believed."""
    keys, today = _keys()
    done = keys.revoke(key, reason, today)
    said = f"key {done.id} is revoked from {done.revoked} on"
    if keys.ring().valid_on(today) is None:
        said += "; no key signs today: say `blazon keys create`, and make the new id known"
    _say(_shown(keys, done), said, only_data=json_output)


@app.command()
def export(
    key: KeyId,
    out: Annotated[Path | None, typer.Option(help="File to write it to, for openssl.")] = None,
    json_output: Json = False,
) -> None:
    """Print the public key, also as PEM."""
    keys, _ = _keys()
    found = keys.named(key)
    if out:
        out.write_text(pem(found), encoding="ascii")
    said = f"public key {found.id}" + (f" written to {out}" if out else "")
    _say({"id": found.id, "public": found.public, "pem": pem(found)}, said, only_data=json_output)


def _keys() -> tuple[Keys, dt.date]:
    """The keys of this machine, and the day it is where the office is."""
    settings = DeskSettings()
    return keys_of(settings, StackSettings().home), dt.datetime.now(load(settings.office).timezone).date()


def _shown(keys: Keys, key: Key) -> dict[str, Any]:
    return {**key.model_dump(mode="json"), "private": keys.kept(key.id)}


def _say(data: object, sentence: str, *, only_data: bool) -> None:
    emit(data)
    if not only_data:
        tell(sentence)
