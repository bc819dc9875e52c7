"""Forms with a file, a few at a time, without a server."""

import asyncio

import pytest
from fastapi import Request
from starlette.types import Message

from desk.web import uploads
from desk.web.uploads import FormUnreadable, Uploads
from search_api.looking import TooManyPictures

BODY = b'--x\r\nContent-Disposition: form-data; name="upload"; filename="a"\r\n\r\nabc\r\n--x--\r\n'


def request(*, stalls: bool = False) -> Request:
    async def receive() -> Message:
        if stalls:
            await asyncio.sleep(60)
        return {"type": "http.request", "body": BODY, "more_body": False}

    headers = [(b"content-type", b"multipart/form-data; boundary=x"), (b"content-length", str(len(BODY)).encode())]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)


def test_a_turn_lasts_until_the_picture_is_done_with(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploads, "READ_AT_ONCE", 1)

    async def one_beside_another() -> None:
        forms = Uploads()
        async with forms.sent(request()) as sent:
            assert sent.picture == b"abc"
            with pytest.raises(TooManyPictures):
                async with forms.sent(request()):
                    pass
        async with forms.sent(request()):
            pass

    asyncio.run(one_beside_another())


def test_a_form_that_does_not_arrive_gives_its_turn_back(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploads, "READ_AT_ONCE", 1)
    monkeypatch.setattr(uploads, "SECONDS", 0.01)

    async def one_after_another() -> None:
        forms = Uploads()
        with pytest.raises(FormUnreadable, match="longer than"):
            async with forms.sent(request(stalls=True)):
                pass
        async with forms.sent(request()) as sent:
            assert sent.picture == b"abc"

    asyncio.run(one_after_another())
