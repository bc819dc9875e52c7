"""An office's folder as files and as a zip; a zip that is not what it should be is refused before it is unpacked."""

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.settings import OFFICES
from offices import folder
from offices.folder import BadArchive

NAMES = st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8}){0,2}\.(yaml|csv)", fullmatch=True)


def archive(fill: Callable[[zipfile.ZipFile], None]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        fill(opened)
    return made.getvalue()


def named(name: str, content: bytes = b"a: 1", mode: int = 0) -> bytes:
    info = zipfile.ZipInfo("x")
    info.filename, info.external_attr = name, mode << 16
    return archive(lambda made: made.writestr(info, content))


def packed(way: int) -> bytes:
    """A bomb of 200 bytes, where a read of some bytes unpacks all that is packed."""
    return archive(lambda made: made.writestr("office.yaml", b"0" * (1 << 24), compress_type=way))


def test_the_folder_goes_into_a_zip_and_comes_back_the_same():
    files = folder.read(OFFICES / "demo")
    assert {"office.yaml", "workflows/trademark.yaml", "goods/classes.yaml", "vienna_words.csv"} <= files.keys()
    zipped = folder.zipped(files)
    assert folder.unzipped(zipped) == folder.opened(zipped) == files
    assert folder.zipped(dict(reversed(files.items()))) == zipped
    around = {f"demo/{name}": content for name, content in files.items()}
    assert folder.unzipped(folder.zipped(around)) == files


def test_what_this_program_put_into_a_zip_itself_has_no_bounds():
    large = {"office.yaml": b"0" * (folder.LARGEST_FILE + 1), **{f"{n}.csv": b"" for n in range(folder.MOST_FILES)}}
    assert folder.opened(folder.zipped(large)) == large


@given(st.dictionaries(NAMES, st.binary(max_size=30), min_size=1, max_size=6))
def test_a_digest_says_names_and_contents(files: dict[str, bytes]):
    assert folder.digest(files) == folder.digest(dict(reversed(files.items())))
    name = next(iter(files))
    assert folder.digest(files) != folder.digest({**files, name: files[name] + b" "})
    assert folder.digest(files) != folder.digest({**files, "another.txt": b""})


def test_hidden_files_links_and_other_kinds_are_no_part_of_it(tmp_path: Path):
    (tmp_path / ".git").mkdir()
    for name in (".git/config.yaml", ".hidden.yaml", "office.yaml", "run.sh"):
        (tmp_path / name).write_text("a: 1")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "office.yaml")
    assert list(folder.read(tmp_path)) == ["office.yaml"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no zip at all", "cannot be read as a zip"),
        (b"", "cannot be read as a zip"),
        (named("../office.yaml"), "no path within a folder"),
        (named("/etc/office.yaml"), "no path within a folder"),
        (named("a/../../office.yaml"), "no path within a folder"),
        (named("..\\office.yaml"), "no path within a folder"),
        (named("C:office.yaml"), "no path within a folder"),
        (named("office\n.yaml"), "no path within a folder"),
        (named("a/b/c/d/e/f/office.yaml"), "too long"),
        (named("x" * 300 + ".yaml"), "too long"),
        (named("office.yaml", b"/etc/passwd", stat.S_IFLNK | 0o777), "is a link"),
        (named("office.yaml", b"", stat.S_IFIFO | 0o644), "is a link"),
        (named("run.sh"), "none of an office's"),
        (named("inner.zip"), "none of an office's"),
        (named(".hidden.yaml"), "holds no file"),
        (named("office.yaml", b"0" * (folder.LARGEST_FILE + 1)), "unpacks to"),  # a bomb: some kB as it was sent
        (
            archive(lambda made: [made.writestr(f"{n}.yaml", "") for n in range(folder.MOST_FILES + 1)] and None),
            "files",
        ),
        (archive(lambda made: [made.writestr(name, "") for name in ("A.yaml", "a.yaml")] and None), "twice"),
        (
            archive(lambda made: [made.writestr(f"{n}.yaml", b"0" * folder.LARGEST_FILE) for n in range(7)] and None),
            "unpacks to",
        ),
        (b"0" * (folder.LARGEST_ZIP + 1), "more than 8 MiB"),
        (packed(zipfile.ZIP_BZIP2), "not read here"),
        (packed(zipfile.ZIP_LZMA), "not read here"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_a_hostile_zip_is_refused_with_what_is_wrong(content: bytes, said: str):
    with pytest.raises(BadArchive, match=said):
        folder.unzipped(content)


def test_what_a_zip_says_of_its_sizes_is_not_believed():
    content = bytearray(named("office.yaml", b"0" * (folder.LARGEST_FILE + 1)))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")  # so many bytes, it says
    with pytest.raises(BadArchive):
        folder.unzipped(bytes(content))


def test_what_differs_is_told_file_by_file_and_line_by_line():
    before = {"a.yaml": b"one: 1\ntwo: 2\n", "b.yaml": b"gone: 1\n", "same.yaml": b"x: 1\n"}
    after = {"a.yaml": b"one: 1\ntwo: 3\n", "c.yaml": b"new: <b>\n", "same.yaml": b"x: 1\n"}
    found = {one.name: one for one in folder.differences(before, after)}
    assert {name: one.kind for name, one in found.items()} == {
        "a.yaml": "changed",
        "b.yaml": "removed",
        "c.yaml": "added",
    }
    assert found["a.yaml"].lines[1:] == (" one: 1", "-two: 2", "+two: 3")
    assert found["c.yaml"].lines[1:] == ("+new: <b>",)
    assert folder.differences(before, before) == []
    long = {"a.csv": b"x\n" * 10_000}
    assert "too long to compare" in folder.differences({"a.csv": b""}, long)[0].lines[0]
    much = folder.differences({"a.csv": b""}, {"a.csv": b"x\n" * 1000})[0]
    assert (len(much.lines), much.more) == (folder.SHOWN, 601)
    assert folder.differences({"a.csv": b"\xff"}, {"a.csv": b"\xfe"})[0].lines == ("no text: 1 bytes before, 1 after",)
