"""docs/exchange.md names each field that only our records have."""

from __future__ import annotations

import re

from cli_running import ROOT
from scraper.warc import fields

PAGE = (ROOT / "docs" / "exchange.md").read_text(encoding="utf-8")
WARC = PAGE.partition("\n## WARC\n")[2].partition("\n## ")[0]


def test_each_field_of_ours_is_named() -> None:
    ours = {value for name, value in vars(fields).items() if name.isupper() and str(value).startswith("X-Scraper-")}
    assert ours == set(re.findall(r"`(X-Scraper-[\w-]+)`", WARC))


def test_each_kind_of_metadata_is_named() -> None:
    kinds = {value for name, value in vars(fields).items() if name.startswith("OF_")}
    (row,) = [line for line in WARC.splitlines() if line.startswith("| `X-Scraper-Kind` |")]
    assert kinds == set(re.findall(r"`(\w+)`", row.partition("describes: ")[2]))
