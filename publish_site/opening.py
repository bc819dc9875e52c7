"""The file in which `standing` is kept: its tables, and how it is opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from publish_site import kinship
from publish_site.standing import Standing

FORMAT = "6"  # of these tables and of all pages: with another all is built anew
_TABLES = """
create table about (name text primary key, value text) without rowid;
create table issue (place integer primary key, id text unique, date text, manifest text, statement text);
create table publication (
    dossier text, snapshot integer, issue text, number text, part text, title text, root text, pictures blob,
    data text, last integer, primary key (dossier, snapshot)) without rowid;
create index publication_issue on publication (issue);
create table dossier (first text primary key, id text unique, card blob) without rowid;
create table term (scheme text, value text, first text, primary key (scheme, value, first)) without rowid;
create index term_first on term (first);
create table growth (scheme text, value text, place integer, change integer,
    primary key (scheme, value, place)) without rowid;
create table list (scheme text, value text, letter text, primary key (scheme, value)) without rowid;
create index list_letter on list (scheme, letter);
create table search (family text, key integer, word text, field integer, dossier integer,
    primary key (family, key, word, field, dossier)) without rowid;
create table file (path text primary key, size integer, sha256 text, issue text) without rowid;
create index file_issue on file (issue);
create table news (dossier text, snapshot integer, place integer, item text,
    primary key (dossier, snapshot)) without rowid;
create table heard (scheme text, value text, place integer, dossier text, snapshot integer,
    primary key (scheme, value, place, dossier, snapshot)) without rowid;
create table deadline (scheme text, value text, place integer, kind text, until text, count integer,
    primary key (scheme, value, place, kind, until)) without rowid;
create table numbered (folder text, block text, leaf text, dossier text,
    primary key (folder, block, leaf)) without rowid;
create table newest (first integer primary key, place integer);
"""
# What one build alone needs.
_SCRATCH = """
create temp table entry (issue text, dossier text, kind text, number text, snapshot integer, version integer,
    root text, primary key (dossier, snapshot)) without rowid;
create temp table printed (issue text, dossier text, place integer, part text, ordered text, number text,
    version integer, heading text, anchor text, owners blob, classes blob, html text, language text);
create temp table touched (scheme text, value text, first text, moved integer,
    primary key (scheme, value, first)) without rowid;
create temp table shelved (scheme text, letter text, primary key (scheme, letter)) without rowid;
create temp table recarded (first text primary key, before blob) without rowid;
create temp table changed (path text primary key) without rowid;
create temp table heard_now (scheme text, value text, primary key (scheme, value)) without rowid;
create temp table numbered_now (folder text, block text, primary key (folder, block)) without rowid;
"""


def open_standing(path: Path) -> sqlite3.Connection:
    """A database with the tables; of another FORMAT, or none that can be read, it is made anew."""
    try:
        database = _opened(path)
        if Standing(database).about("format") == FORMAT:
            database.executescript(_SCRATCH + kinship.SCRATCH)
            database.execute("begin immediate")
            return database
        database.close()
    except sqlite3.DatabaseError:
        pass
    path.unlink(missing_ok=True)
    database = _opened(path)
    database.executescript(_TABLES + kinship.TABLES + _SCRATCH + kinship.SCRATCH)
    database.execute("begin immediate")
    Standing(database).say("format", FORMAT)
    return database


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    for setting in ("journal_mode = delete", "synchronous = normal", "temp_store = file", "cache_size = -32768"):
        database.execute(f"pragma {setting}")
    return database
