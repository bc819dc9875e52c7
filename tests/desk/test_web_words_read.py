"""Words read in the picture that a search asks by, offered to be asked for too."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from desk.web.site import Site
from desk.wording import WordReader
from tests.desk.test_web_pictures import found, sent
from tests.desk.web_drawings import WORDED
from tests.desk.web_pages import text


def test_the_words_read_in_a_picture_can_be_asked_for_too(
    picture_office: Any, site_of: Callable[..., Site], serve_site: Any, tmp_path: Path
):
    reads = tmp_path / "tesseract"  # as the program would: tests/desk/test_wording.py asks the real one
    script = "cat > /dev/null\ntouch {}\nprintf 'conf\\ttext\\n91.5\\tTIDE FISH\\n12\\tiii\\n'\n"
    reads.write_text("#!/bin/sh\n" + script.format(tmp_path / "has-read"))
    reads.chmod(0o755)
    site = replace(site_of(picture_office), reader=WordReader(reads))
    with serve_site(site) as client:
        address = sent(client).headers["location"]
        refused = client.get(f"{address}&class=99")
        assert (refused.status_code, 'id="cutter"' in refused.text) == (422, True)
        assert not (tmp_path / "has-read").exists()  # where something else is wrong, nobody waits for that
        page = client.get(address)
        assert "Words read in it: TIDE FISH. Ask for them too" in text(page)
        asked = re.search(r'href="(/similar\?[^"]*words=TIDE\+FISH[^"]*)"', page.text)
        assert asked
        both = client.get(asked[1].replace("&amp;", "&"))
        assert found(both)[0] == WORDED
        assert "Words read in it" not in text(both)
    with serve_site(replace(site, reader=WordReader(tmp_path / "none"))) as client:
        assert "The words in it were not read: " in text(client.get(sent(client).headers["location"]))
