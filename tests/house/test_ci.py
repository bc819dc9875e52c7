"""What CI runs is right also where it is not root."""

import re
from pathlib import Path

RUN = Path(__file__).resolve().parents[2] / ".ci" / "run"


def test_no_variable_is_set_before_sudo_which_would_drop_it():
    lines = RUN.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if re.search(r"^\s*[A-Z_]+=\S*\s+\$as_root\b", line)] == []
    assert any("$as_root env DEBIAN_FRONTEND=noninteractive apt-get" in line for line in lines)
