"""People sign in with what they know and have, as often as they may, and nobody takes up what somebody else left."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from offices.office import load
from registry import audit, own_account, people, sessions
from registry.database import Register
from registry.people import NewPerson
from registry.people_errors import BadSeal, LoginTaken, NoSuchPerson, SignInRefused, TooManyAttempts, UnfitPerson
from registry.sealing import Seal
from registry.sessions import Credentials, Lifetimes

GRANTS = load(Path(__file__).parents[2] / "offices" / "demo").permissions
SEAL = Seal(b"k" * 32)
PASSWORD = "correct horse battery"
NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
LIVES = Lifetimes(dt.timedelta(minutes=30), dt.timedelta(hours=10))


@pytest.fixture
def ada(register: Register) -> Register:
    people.add(register, GRANTS, NewPerson("ada", "Ada Weber", roles=("examiner",)), actor="test")
    people.set_password(register, "ada", PASSWORD, actor="test")
    return register


def test_passwords_are_hashed_as_slowly_as_rfc_9106_says(shipped_hasher: PasswordHasher):
    kept = shipped_hasher.hash(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert people.is_password(kept, PASSWORD)
    assert not people.is_password(kept, "another")


def enter(
    register: Register, *, password: str = PASSWORD, code: str | None = "", now: dt.datetime = NOON, login: str = "ada",
    address: str = "192.0.2.1",
) -> str:  # fmt: skip
    given = Credentials(login, password, code, address)
    return sessions.sign_in(register, SEAL, given, now=now, lifetimes=LIVES)[0]


def whose(register: Register, token: str, now: dt.datetime = NOON) -> str | None:
    found = sessions.of(register, token, now=now, lifetimes=LIVES)
    return found.login if found else None


def test_a_person_signs_in_and_out(ada: Register):
    token = enter(ada, login=" Ada ")
    assert whose(ada, token) == "ada"
    assert whose(ada, token + "x") is None
    sessions.sign_out(ada, token, now=NOON)
    assert whose(ada, token) is None
    with ada.session() as session:
        assert token not in str(session.execute(text("select * from session")).all())
        assert PASSWORD not in str(session.execute(text("select * from person")).all())


def test_a_session_ends_when_it_is_not_used_and_in_any_case_after_its_time(ada: Register):
    token = enter(ada)
    minutes = dt.timedelta(minutes=1)
    assert whose(ada, token, NOON + 31 * minutes) is None
    now = NOON
    while now < NOON + LIVES.whole - 29 * minutes:
        now += 29 * minutes
        assert whose(ada, token, now) == ("ada" if now < NOON + LIVES.whole else None)
    assert whose(ada, token, NOON + LIVES.whole) is None
    assert sessions.forget(ada, before=NOON + LIVES.whole + minutes) == 1


@pytest.mark.parametrize("wrong", [{"password": "correct horse batterie"}, {"login": "eve"}, {"password": ""}])
def test_what_is_wrong_is_not_told(ada: Register, wrong: dict[str, str]):
    with pytest.raises(SignInRefused) as refused:
        enter(ada, **wrong)
    assert str(refused.value) == str(SignInRefused())


def test_after_some_failures_the_next_waits_longer_each_time_whether_the_login_exists_or_not(ada: Register):
    said = []
    for login in ("ada", "nobody"):
        for _ in range(5):
            with pytest.raises(SignInRefused):
                enter(ada, login=login, password="wrong wrong wrong")
        with pytest.raises(TooManyAttempts) as refused:
            enter(ada, login=login)
        said.append(str(refused.value))
        assert refused.value.until == NOON + dt.timedelta(seconds=30)
    assert said[0] == said[1]
    later = NOON + dt.timedelta(seconds=30)
    with pytest.raises(SignInRefused):
        enter(ada, password="wrong wrong wrong", now=later)
    with pytest.raises(TooManyAttempts) as refused:
        enter(ada, now=later)
    assert refused.value.until == later + dt.timedelta(seconds=60)
    assert whose(ada, enter(ada, now=later + dt.timedelta(seconds=60)), later) == "ada"
    with pytest.raises(SignInRefused):  # it counts from the beginning again
        enter(ada, password="wrong wrong wrong", now=later + dt.timedelta(seconds=61))
    assert enter(ada, now=later + dt.timedelta(seconds=62))


@pytest.mark.parametrize("what", ["password", "second factor", "state"])
def test_what_was_changed_while_the_password_was_looked_at_counts(
    ada: Register, what: str, monkeypatch: pytest.MonkeyPatch
):
    real = people.is_password

    def slowly(kept: str | None, given: str) -> bool:
        right = real(kept, given)
        monkeypatch.setattr(people, "is_password", real)
        if what == "password":
            people.set_password(ada, "ada", "another correct horse", actor="test")
        elif what == "state":
            people.set_state(ada, "ada", "locked", actor="test")
        else:
            people.new_totp(ada, SEAL, "ada", office="Blazonia", actor="test")
        return right

    monkeypatch.setattr(people, "is_password", slowly)
    with pytest.raises(SignInRefused):
        enter(ada, code=None)
    assert audit.lines(ada, who="ada")[0].result == "changed meanwhile"


def test_of_two_who_change_the_password_by_the_old_one_at_once_the_first_does(
    ada: Register, monkeypatch: pytest.MonkeyPatch
):
    real = people.is_password

    def change(new: str) -> str:
        given = Credentials("ada", PASSWORD, None, "192.0.2.1")
        return own_account.change_password(ada, SEAL, given, new, now=NOON, lifetimes=LIVES)

    def slowly(kept: str | None, given: str) -> bool:
        right = real(kept, given)
        monkeypatch.setattr(people, "is_password", real)
        change("the first new password")
        return right

    monkeypatch.setattr(people, "is_password", slowly)
    with pytest.raises(SignInRefused):
        change("the second new password")
    assert enter(ada, password="the first new password")


def test_one_address_that_tries_many_logins_waits_too(ada: Register):
    for number in range(30):
        with pytest.raises(SignInRefused):
            enter(ada, login=f"guess{number}")
    with pytest.raises(TooManyAttempts):
        enter(ada)
    assert enter(ada, address="192.0.2.9")


def test_many_guesses_at_once_are_all_counted(ada: Register):
    def guess(number: int) -> type[Exception] | None:
        try:
            enter(ada, password=f"wrong wrong {number}")
        except (SignInRefused, TooManyAttempts) as refused:
            return type(refused)
        return None

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(guess, range(12)))
    assert found.count(SignInRefused) == 5
    assert found.count(TooManyAttempts) == 7


def test_a_code_is_asked_for_and_taken_once(ada: Register):
    uri = people.new_totp(ada, SEAL, "ada", office="Blazonia", actor="test")
    secret = parse_qs(urlsplit(uri).query)["secret"][0]
    codes = pyotp.TOTP(secret)
    for code in ("", "000000", codes.at(NOON - dt.timedelta(minutes=2))):
        with pytest.raises(SignInRefused):
            enter(ada, code=code)
    now = codes.at(NOON)
    assert enter(ada, code=f"{now[:3]} {now[3:]}")
    with pytest.raises(SignInRefused):  # replayed
        enter(ada, code=now)
    with pytest.raises(SignInRefused):  # older than the last
        enter(ada, code=codes.at(NOON - dt.timedelta(seconds=30)))
    later = NOON + dt.timedelta(seconds=60)
    assert enter(ada, code=codes.at(later), now=later)
    with ada.session() as session:
        kept = session.scalar(text("select totp from person"))
    assert secret.encode() not in kept
    with pytest.raises(BadSeal):
        Seal(b"o" * 32).opened(kept, "ada")
    with pytest.raises(BadSeal):
        SEAL.opened(kept, "eve")


@pytest.mark.parametrize(
    "change",
    [
        lambda register: people.set_state(register, "ada", "locked", actor="test"),
        lambda register: people.set_state(register, "ada", "ended", actor="test"),
        lambda register: people.set_password(register, "ada", "quite another word", actor="test"),
        lambda register: people.new_totp(register, SEAL, "ada", office="Blazonia", actor="test"),
    ],
)
def test_who_is_locked_or_gets_another_password_is_signed_out_and_does_not_come_in(
    ada: Register, change: Callable[[Register], object]
):
    token = enter(ada)
    change(ada)
    assert whose(ada, token) is None
    with pytest.raises(SignInRefused):
        enter(ada)


def test_an_open_session_has_the_roles_of_now(ada: Register):
    token = enter(ada)
    people.give_roles(ada, GRANTS, "ada", roles=["agent"], groups=["examination"], actor="test")
    found = sessions.of(ada, token, now=NOON, lifetimes=LIVES)
    assert found
    person = found.person(GRANTS)
    assert person.roles == {"agent", "examiner", "formality-examiner"}
    assert person.may("desk.my-files", "dossier.view.all")
    assert not person.may("users.manage")


def test_what_cannot_be_is_told_with_what_was_meant(ada: Register):
    for new, said in (
        (NewPerson("Ada Weber", "Ada"), "login"),
        (NewPerson("eve", " "), "name"),
        (NewPerson("eve", "Eve", roles=("examinor",)), "did you mean `examiner`"),
        (NewPerson("eve", "Eve", groups=("clique",)), "has no group"),
        (NewPerson("eve", "Eve", roles=("clock",)), "has no role `clock`"),
    ):
        with pytest.raises(UnfitPerson, match=said):
            people.add(ada, GRANTS, new, actor="test")
    with pytest.raises(LoginTaken):
        people.add(ada, GRANTS, NewPerson("ada", "Another"), actor="test")
    house = "https://id.example"
    people.add(ada, GRANTS, NewPerson("kim", "Kim", issuer=house, subject="7"), actor="test")
    for more, said in (
        ({"issuer": house, "subject": "7"}, "subject: '7' of https://id.example is another login already"),
        ({"issuer": house}, "subject: is missing"),
        ({"subject": "7"}, "issuer: is missing"),
    ):
        with pytest.raises(UnfitPerson, match=said):
            people.add(ada, GRANTS, NewPerson("eve", "Eve", **more), actor="test")
    for password in ("short", "my login is ada!", "x" * 2_000):
        with pytest.raises(UnfitPerson, match="password"):
            people.set_password(ada, "ada", password, actor="test")
    with pytest.raises(NoSuchPerson, match="did you mean `ada`"):
        people.set_state(ada, "adaa", "locked", actor="test")
    people.set_state(ada, "ada", "ended", actor="test")
    with pytest.raises(UnfitPerson, match="has ended"):
        people.set_state(ada, "ada", "active", actor="test")
