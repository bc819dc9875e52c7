"""Real jars, copied out of the cache of this machine, so that nothing is fetched twice."""

import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Never

import pytest

from local_stack import jars
from local_stack.errors import DownloadFailed, JarRefused
from local_stack.modules import MODULES
from local_stack.progress import silent
from local_stack.settings import StackSettings

NAME = jars.cache_name(jars.locked_jars())


class Fetcher:
    """Serves jars from the machine's cache as the Maven client would, and counts them."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.fetched: list[str] = []
        self.lock = threading.Lock()

    def __call__(self, jar: jars.Jar, folder: Path) -> Path:
        with self.lock:
            self.fetched.append(jar.dest)
        target = folder / jar.maven
        target.parent.mkdir(parents=True)
        shutil.copyfile(self.source / jar.dest, target)
        return target


@pytest.fixture(scope="module")
def source():
    return jars.prepare(StackSettings().cache, silent)


@pytest.fixture
def fetcher(source: Path):
    return Fetcher(source)


def test_the_lock_file_names_every_jar_once_and_each_module_has_one():
    locked = jars.locked_jars()
    assert len(locked) == len({jar.dest for jar in locked}) == 114
    assert {module.name for module in MODULES} == {jar.dest.split("/")[1] for jar in locked if "modules/" in jar.dest}


def test_the_coordinate_is_read_from_the_maven_path():
    jar = next(jar for jar in jars.locked_jars() if jar.dest == "lib/opensearch-cli-3.8.0.jar")
    assert jar.coordinate == ("org.opensearch", "opensearch-cli", "3.8.0")


def test_another_lock_file_has_another_folder():
    assert jars.cache_name(jars.locked_jars()[1:]) != NAME


def test_an_empty_cache_is_filled_and_a_full_one_fetches_nothing(tmp_path: Path, fetcher: Fetcher):
    told = []
    place = jars.prepare(tmp_path, lambda *step: told.append(step), fetcher)
    assert place == tmp_path / NAME
    assert all(jars.reason_against(jar, place / jar.dest) is None for jar in jars.locked_jars())
    assert (place / "modules" / "percolator" / "plugin-descriptor.properties").read_text().startswith("description=")
    assert told[-1][1] == told[-1][2] == 76_322_191
    assert len(fetcher.fetched) == 114
    assert jars.prepare(tmp_path, silent, fetcher) == place
    assert len(fetcher.fetched) == 114
    assert sorted(path.name for path in tmp_path.iterdir()) == [NAME, f"{NAME}.lock"]

    damaged, short = place / "lib" / "jna-5.16.0.jar", place / "lib" / "joni-2.2.7.jar"
    content = bytearray(damaged.read_bytes())
    content[1000] ^= 1
    damaged.write_bytes(content)
    short.write_bytes(short.read_bytes()[:-1])
    (place / "lib" / "spatial4j-0.7.jar").unlink()
    fetcher.fetched.clear()
    jars.prepare(tmp_path, silent, fetcher)
    assert sorted(fetcher.fetched) == ["lib/jna-5.16.0.jar", "lib/joni-2.2.7.jar", "lib/spatial4j-0.7.jar"]
    assert all(jars.reason_against(jar, place / jar.dest) is None for jar in jars.locked_jars())


def test_an_interrupted_download_never_looks_complete_and_goes_on_where_it_stopped(tmp_path: Path, fetcher: Fetcher):
    def broken(jar: jars.Jar, folder: Path) -> Path:
        if len(fetcher.fetched) >= 60:
            raise ConnectionError("network is unreachable")
        return fetcher(jar, folder)

    with pytest.raises(DownloadFailed):
        jars.prepare(tmp_path, silent, broken)
    assert not (tmp_path / NAME).exists()
    kept = len(list((tmp_path / f"{NAME}.partial").rglob("*.jar")))
    assert 0 < kept <= 60
    fetcher.fetched.clear()
    jars.prepare(tmp_path, silent, fetcher)
    assert len(fetcher.fetched) == 114 - kept
    assert (tmp_path / NAME).is_dir()
    assert not (tmp_path / f"{NAME}.partial").exists()


def test_a_jar_with_other_bytes_is_refused_by_name_and_not_kept(tmp_path: Path, fetcher: Fetcher):
    def forged(jar: jars.Jar, folder: Path) -> Path:
        path = fetcher(jar, folder)
        if jar.dest == "lib/jna-5.16.0.jar":
            path.write_bytes(b"\0" * jar.size)
        return path

    with pytest.raises(JarRefused, match=r"jna-5\.16\.0\.jar: SHA-256 .* instead of"):
        jars.prepare(tmp_path, silent, forged)
    assert not (tmp_path / NAME).exists()
    assert not list(tmp_path.rglob("jna-5.16.0.jar"))


def test_without_a_network_a_sentence_says_what_to_do(tmp_path: Path):
    def unreachable(jar: jars.Jar, folder: Path) -> Never:
        raise OSError("Name or service not known")

    with pytest.raises(DownloadFailed) as caught:
        jars.prepare(tmp_path, silent, unreachable)
    sentence = str(caught.value)
    for words in ("Name or service not known", "76 MB", "HTTPS_PROXY", "BLAZON_ENGINE_URL"):
        assert words in sentence


def test_a_network_that_fails_now_and_then_is_asked_again(tmp_path: Path, fetcher: Fetcher):
    failed = set()

    def shaky(jar: jars.Jar, folder: Path) -> Path:
        if jar.dest not in failed:
            failed.add(jar.dest)
            raise ConnectionError("reset by peer")
        return fetcher(jar, folder)

    assert jars.prepare(tmp_path, silent, shaky).is_dir()


def test_two_homes_that_start_together_fetch_once(tmp_path: Path, fetcher: Fetcher):
    with ThreadPoolExecutor(2) as pool:
        places = list(pool.map(lambda _: jars.prepare(tmp_path, silent, fetcher), range(2)))
    assert places == [tmp_path / NAME] * 2
    assert len(fetcher.fetched) == 114


def test_the_engines_account_can_read_the_jars_whoever_fetched_them(tmp_path: Path, fetcher: Fetcher):
    before = os.umask(0o077)
    try:
        place = jars.prepare(tmp_path, silent, fetcher)
    finally:
        os.umask(before)
    assert all(path.stat().st_mode & 0o004 for path in (place, *place.rglob("*")))
