"""Tables fit the terminal, by the columns that their letters take."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_running import scraper
from scraper.cli.output import print_rows, table
from scraper.cli.output.text import cut, padded
from scraper.store import Archive
from sized_terminal import on_terminal
from store_records import full_article, save

# An umlaut of two characters (NFD), Chinese characters and an emoji: five, eight and two columns.
DECOMPOSED = "A\u0308mter"
WIDE = "東京都庁"

ROWS = f"""
SELECT 7 AS id, '2026-11-03' AS date,
    'Bürgermeisterinnen und Bürgermeister größerer Städte prüfen Übergänge zur elektronischen Akte' AS title,
    'https://amtsblick.example/meldungen/2026/11/bürgermeisterinnen' AS url
UNION ALL SELECT 1234, '2026-11-02', '{DECOMPOSED} in {WIDE} 🐈 zählen Gäste mit Brücken und Löwen',
    'https://amtsblick.example/m/2'
"""

SHOWN = {
    60: f"""\
─[ record 1 ]───────────────────────────────────────────────
id     7
date   2026-11-03
title  Bürgermeisterinnen und Bürgermeister größerer Städte…
url    https://amtsblick.example/meldungen/2026/11/bürgermeisterinnen
─[ record 2 ]───────────────────────────────────────────────
id     1234
date   2026-11-02
title  {DECOMPOSED} in {WIDE} 🐈 zählen Gäste mit Brücken und Lö…
url    https://amtsblick.example/m/2
""",
    80: f"""\
─[ record 1 ]───────────────────────────────────────────────────────────────────
id     7
date   2026-11-03
title  Bürgermeisterinnen und Bürgermeister größerer Städte prüfen Übergänge zu…
url    https://amtsblick.example/meldungen/2026/11/bürgermeisterinnen
─[ record 2 ]───────────────────────────────────────────────────────────────────
id     1234
date   2026-11-02
title  {DECOMPOSED} in {WIDE} 🐈 zählen Gäste mit Brücken und Löwen
url    https://amtsblick.example/m/2
""",
    120: f"""\
  id  date        title{" " * 35}url
{"─" * 120}
   7  2026-11-03  Bürgermeisterinnen und Bürgermeister…   https://amtsblick.example/meldungen/2026/11/bürgermeisterinnen
1234  2026-11-02  {DECOMPOSED} in {WIDE} 🐈 zählen Gäste mit…  https://amtsblick.example/m/2
""",
    200: f"""\
  id  date        title{" " * 90}url
{"─" * 175}
   7  2026-11-03  Bürgermeisterinnen und Bürgermeister größerer Städte prüfen Übergänge zur elektronischen Akte\
  https://amtsblick.example/meldungen/2026/11/bürgermeisterinnen
1234  2026-11-02  {DECOMPOSED} in {WIDE} 🐈 zählen Gäste mit Brücken und Löwen{" " * 40}https://amtsblick.example/m/2
""",
}


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with Archive.open(path) as archive:
        save(archive, full_article(body="Statt 34 Seiten sehen Eltern zwölf Fragen. " * 30))
    return path


@pytest.mark.parametrize("columns", SHOWN)
def test_a_table_fits_the_terminal(db: Path, columns: int) -> None:
    assert on_terminal(columns, "--db", db, "query", ROWS) == SHOWN[columns]


def test_an_article_is_a_line_each_field(db: Path) -> None:
    assert on_terminal(80, "--db", db, "query", "SELECT * FROM archive") == """\
─[ record 1 ]───────────────────────────────────────────────────────────────────
id            1
site          amtsblick
date          2014-05-23
kicker        Thüringen
title         Innenministerium bei Facebook
lead          Das Ministerium ist jetzt im sozialen Netz.
body          Statt 34 Seiten sehen Eltern zwölf Fragen. Statt 34 Seiten sehen…
section       Social Media
language      de
words         217
authors       bs; Änne Groß
keywords      Social Media; Thüringen; Jörg Geibert
url           https://amtsblick.example/meldung_18917
published_at  2014-05-23T08:15:07Z
modified_at   2014-05-24T06:00:00Z
access        free
first_seen    2026-11-23T09:30:00Z
last_seen     2026-11-23T09:30:00Z
changed_at    2026-11-23T09:30:00Z
gone_at
"""  # fmt: skip


ADDRESS = "https://amtsblick.example/" + "a" * 40


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        # A column alone: an address goes on in the next line, a text is cut.
        (f"SELECT '{ADDRESS}' AS url", f"url\n{'─' * 40}\n{ADDRESS}\n"),
        (f"SELECT '{'Wort ' * 20}' AS text", f"text\n{'─' * 40}\n{'Wort ' * 7}Wort…\n"),
        # Eight letters are enough of a text, seven are not.
        (f"SELECT '{'x' * 30}' AS code, 'Eine Meldung' AS m", f"code{' ' * 28}m\n{'─' * 40}\n{'x' * 30}  Eine Me…\n"),
        (
            f"SELECT '{'x' * 31}' AS code, 'Eine Meldung' AS m",
            f"─[ record 1 ]{'─' * 27}\ncode  {'x' * 31}\nm     Eine Meldung\n",
        ),
        # Numbers stand at the right and are whole; the name over them gives way.
        (
            "SELECT 'Eine Meldung von vielen' AS title, -12345.5 AS a_long_name_of_a_number",
            f"title                    a_long_name_of…\n{'─' * 40}\nEine Meldung von vielen         -12345.5\n",
        ),
        # The name of an expression leaves half of the terminal to the value.
        (
            f"SELECT '{ADDRESS}' AS url, 1 AS a_name_that_is_longer_than_half",
            f"─[ record 1 ]{'─' * 27}\nurl                   {ADDRESS}\na_name_that_is_long…  1\n",
        ),
    ],
)
def test_what_is_cut_and_what_is_not(db: Path, sql: str, shown: str) -> None:
    assert on_terminal(40, "--db", db, "query", sql) == shown


def test_a_pipe_has_no_width(db: Path) -> None:
    done = scraper("--db", db, "query", ROWS, "-t")
    assert (done.code, done.out, done.err) == (0, SHOWN[200], "")


def test_a_cell_is_one_line_of_bounded_length(db: Path) -> None:
    (_, _, line) = scraper("--db", db, "query", "SELECT body AS x FROM archive", "-t").out.splitlines()
    assert line == ("Statt 34 Seiten sehen Eltern zwölf Fragen. " * 30)[:299] + "…"


@pytest.mark.parametrize(("name", "most"), [("_MOST_ROWS", 2), ("_MOST_CHARACTERS", 2)])
def test_a_table_is_bounded_by_a_sentence(
    name: str, most: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(table, name, most)
    print_rows(({"x": number} for number in range(10**12)), "table")
    out, err = capsys.readouterr()
    assert out == "x\n─\n0\n1\n"
    assert err == "A table shows at most 2 of these rows; --csv, --nl and --json print all.\n"


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("Ämter", 5, "Ämter"),
        ("Ämter", 4, "Ämt…"),
        (WIDE, 8, WIDE),
        (WIDE, 7, "東京都…"),
        (WIDE, 6, "東京…"),
        ("Ämter", 0, "…"),
    ],
)
def test_widths_are_those_of_the_terminal(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown


def test_padding_counts_columns() -> None:
    assert padded(WIDE, 10) == WIDE + "  "
    assert padded(DECOMPOSED, 6, right=True) == " " + DECOMPOSED
