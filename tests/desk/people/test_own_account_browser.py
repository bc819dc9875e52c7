"""One's own account in a real browser: a first password is changed, a second factor set up, by keyboard (axe)."""

from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser

from registry import people
from registry.people import NewPerson
from tests.desk.desk_people import GRANTS, PASSWORD, Desk
from tests.desk.test_office_browser import SCREENS, violations
from tests.thorough import cases

FIRST = "given by the administrator"


@pytest.mark.parametrize("screen", cases(SCREENS, "-390"))
def test_who_was_given_a_password_changes_it_and_sets_up_a_second_factor(
    desk: Desk, browser: Browser, tmp_path: Path, screen: str
):
    people.add(desk.register, GRANTS, NewPerson("adam", "Adam Weber", roles=("administrator",)), actor="test")
    people.set_password(desk.register, "adam", FIRST, actor="test")
    width, height = SCREENS[screen]
    inside = browser.new_context(base_url=desk.address, viewport={"width": width, "height": height})
    page, errors, found = inside.new_page(), [], {}
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)

    def looked_at(name: str) -> None:
        page.screenshot(path=tmp_path / f"{name}{screen}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, name
        found.update({f"{name}: {one['id']}": one["nodes"][0]["html"] for one in violations(page)})

    page.goto("/staff/users")
    page.fill("#f-login", "adam")
    page.fill("#f-password", FIRST)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/me")
    looked_at("first-password")
    for name, typed in (("old", FIRST), ("new", PASSWORD), ("again", PASSWORD)):
        page.fill(f"#f-{name}", typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/me/second-factor")
    looked_at("set-up")
    page.fill("#f-password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".qr")
    looked_at("begun")
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.fill("#f-code", pyotp.TOTP(secret).at(desk.clock.now))
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/me?done=second-factor")
    looked_at("me")
    inside.close()
    assert found == {}
    assert errors == []
