"""``scraper sites``, and the mistakes that people make in profiles."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from cli_running import scraper
from scraper.model import Site

GOOD = '[amt]\nname = "Amt"\nhome = "https://amt.example/"\nfeeds = ["https://amt.example/feed"]\n'
KEYS = (
    "name, home, feeds, sitemaps, listings, articles, ignore, title_suffixes, delay, connections, private, tdm,"
    " noarchive, keep, select, cookies, until"
)


@pytest.mark.parametrize("args", [("sites",), ("sites", "list")])
def test_the_list_names_every_profile(args: tuple[str, ...]) -> None:
    done = scraper(*args)
    assert (done.code, done.err) == (0, "")
    assert "kommune21" in [row["id"] for row in done.lines]
    assert set(done.lines[0]) == {"id", "name", "home", "feeds", "sitemaps", "listings", "delay"}


def test_the_list_without_its_name_takes_the_same_options(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(GOOD)
    options = ("--sites", "my.toml", "--format", "csv")
    assert scraper("sites", *options).out == scraper("sites", "list", *options).out
    assert "\namt,Amt," in scraper("sites", *options).out
    done = scraper("sites", "--format", "csv", "list")
    assert done.code == 2
    assert "Options go behind the command: scraper sites list …" in done.err


def test_a_file_adds_profiles_and_overrides_them(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(GOOD + '[kommune21]\nhome = "https://k21.example/"\n')
    rows = {row["id"]: row for row in scraper("sites", "list", "--sites", "my.toml").lines}
    assert rows["amt"]["home"] == "https://amt.example/"
    assert rows["kommune21"]["home"] == "https://k21.example/"


def test_the_local_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sites.toml").write_text(GOOD, encoding="utf-8-sig")
    assert "amt" in [row["id"] for row in scraper("sites").lines]


def test_show_prints_every_key(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(GOOD + "articles = ['^/a/(?P<id>\\d+)']\n")
    (row,) = scraper("sites", "show", "amt", "--sites", "my.toml").lines
    assert row == {
        "id": "amt",
        "name": "Amt",
        "home": "https://amt.example/",
        "feeds": ["https://amt.example/feed"],
        "sitemaps": [],
        "listings": [],
        "articles": [r"^/a/(?P<id>\d+)"],
        "ignore": [],
        "title_suffixes": [],
        "delay": 1.0,
        "connections": 1,
        "private": False,
        "tdm": "obey",
        "noarchive": "record",
        "keep": "all",
        "select": {},
        "cookies": {},
        "until": {},
    }
    # A key that a profile gets must be shown, too.
    assert [{"until": "earlier"}.get(key, key) for key in row] == [field.name for field in fields(Site)]


def test_show_prints_the_rules_of_earlier_times(tmp_path: Path) -> None:
    until = '[amt.until."1.3.2024".select]\nbody = "td"\n[amt.until."2019-12-31"]\ntitle_suffixes = [" - Amt"]\n'
    (tmp_path / "my.toml").write_text(GOOD + until)
    done = scraper("sites", "show", "amt", "--sites", "my.toml")
    assert done.lines[0]["until"] == {
        "2019-12-31": {"title_suffixes": [" - Amt"]},
        "2024-03-01": {"select": {"body": "td"}},
    }
    shown = scraper("sites", "show", "amt", "-t", "--sites", "my.toml").out
    assert shown.endswith(
        'until:        2019-12-31: title_suffixes = [" - Amt"]\n              2024-03-01: select.body = "td"\n'
    )


def test_show_tells_a_version_without_any_rule_of_a_kind_from_one_that_says_nothing_of_it(tmp_path: Path) -> None:
    until = "[amt.until.'1.3.2024']\ntitle_suffixes = []\nselect = {}\n"
    (tmp_path / "my.toml").write_text(GOOD + until)
    shown = scraper("sites", "show", "amt", "-t", "--sites", "my.toml").out
    assert shown.endswith("until:        2024-03-01: title_suffixes = []; select = {}\n")


def test_show_masks_the_cookies_of_a_profile(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(GOOD + "[amt.cookies]\nabo = 'geheim'\n")
    done = scraper("sites", "show", "amt", "--sites", "my.toml")
    assert done.lines[0]["cookies"] == {"abo": "***"}
    assert "geheim" not in done.out + done.err


@pytest.mark.parametrize(
    ("name", "hint"), [("komune21", "Did you mean 'kommune21'?"), ("zzzz", "'scraper sites list' shows them all.")]
)
@pytest.mark.parametrize("command", [("sites", "show"), ("crawl",)])
def test_an_unknown_site_gets_the_nearest(command: tuple[str, ...], name: str, hint: str) -> None:
    done = scraper(*command, name)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"Error: There is no site '{name}'. {hint}\n"
    assert not Path("data").exists()


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        (GOOD + 'fedes = "x"\n', "site 'amt', key 'fedes'", "is not known; did you mean 'feeds'?"),
        (GOOD + 'Listing = "x"\n', "site 'amt', key 'Listing'", "is not known; did you mean 'listings'?"),
        (GOOD + 'zzzz = "x"\n', "site 'amt', key 'zzzz'", f"is not known; the keys are {KEYS}"),
        ('[amt]\nhome = "https://ich:geheim@amt.example/"\n', "site 'amt', key 'home'",
         "holds an address with a user name or a password; write it without them"),
        (GOOD + 'listings = ["//ich:geheim@amt.example/"]\n', "site 'amt', key 'listings'",
         "holds an address with a user name or a password; write it without them"),
        ('[amt]\nhome = "ftp://ich:geheim@amt.example/"\n', "site 'amt', key 'home'",
         "'ftp://***@amt.example/' is not an address that can be fetched: scraper reads http and https only; 'ftp' in"
         " 'ftp://***@amt.example/' is something else. Give the address of a web page, such as https://www.example.org/."),
        (GOOD + 'cookies = "a=1"\n', "site 'amt', key 'cookies'", "must be a table of name = value"),
        (GOOD + '[amt.cookies]\n"a b" = "1"\n', "site 'amt', key 'cookies'",
         "'a b' is not the name of a cookie: letters, figures and !#$%&'*+-.^_`|~ are"),
        (GOOD + '[amt.cookies]\nabo = "geheim; x"\n', "site 'amt', key 'cookies'",
         "the value of 'abo' is not one of a cookie: a text of ASCII without blanks, quotes, commas, semicolons and"
         " backslashes is"),
        (GOOD + '[amt.cookies]\nabo = 1\n', "site 'amt', key 'cookies'",
         "the value of 'abo' is not one of a cookie: a text of ASCII without blanks, quotes, commas, semicolons and"
         " backslashes is"),
        (GOOD + "articles = ['(']\n", "site 'amt', key 'articles'",
         "'(' is not a valid pattern: missing ), unterminated subpattern at position 0"),
        ('[amt]\nname = "Amt"\n', "site 'amt', key 'home'", "is missing; give the address of the front page"),
        ('[amt]\nhome = "ftp://amt.example/"\n', "site 'amt', key 'home'",
         "'ftp://amt.example/' is not an address that can be fetched: scraper reads http and https only; 'ftp' in"
         " 'ftp://amt.example/' is something else. Give the address of a web page, such as https://www.example.org/."),
        (GOOD + 'listings = "https://amt.example/"\n', "site 'amt', key 'listings'", "must be a list"),
        (GOOD + "listings = [3]\n", "site 'amt', key 'listings'", "must be a text that is not empty"),
        (GOOD + 'delay = "1"\n', "site 'amt', key 'delay'", "must be seconds, from 0 to 86400"),
        (GOOD + "delay = true\n", "site 'amt', key 'delay'", "must be seconds, from 0 to 86400"),
        (GOOD + "delay = nan\n", "site 'amt', key 'delay'", "must be seconds, from 0 to 86400"),
        (GOOD + "connections = 0\n", "site 'amt', key 'connections'", "must be a whole number from 1 to 64"),
        (GOOD + "private = 1\n", "site 'amt', key 'private'", "must be true or false"),
        (GOOD + 'tdm = "ignore"\n', "site 'amt', key 'tdm'", "must be 'obey' or 'record'"),
        (GOOD + 'keep = "none"\n', "site 'amt', key 'keep'", "must be 'all', 'changed' or 'text'"),
        (GOOD + "keep = true\n", "site 'amt', key 'keep'", "must be 'all', 'changed' or 'text'"),
        (GOOD + 'select = "p"\n', "site 'amt', key 'select'", "must be a table of field = selector"),
        (GOOD + '[amt.select]\nbodi = "p"\n', "site 'amt', key 'select'",
         "'bodi' is not a field; did you mean 'body'?"),
        (GOOD + '[amt.select]\nzzzz = "p"\n', "site 'amt', key 'select'",
         "'zzzz' is not a field; the fields are authors, body, date, images, keywords, kicker, lead, related, section,"
         " title, vendors"),
        *(
            (GOOD + f"[amt.until.{day}]\ntitle_suffixes = []\n", "site 'amt', key 'until'",
             f"'{shown}' is no day; write it in quotes, such as \"2024-03-01\" or \"1.3.2024\"")
            for day, shown in [
                ("1.3.2024", "1"), ('"7d"', "7d"), ('"3/1/2024"', "3/1/2024"), ('"2024-02-30"', "2024-02-30"),
                ("2024", "2024"), ('"März 2024"', "März 2024"),
            ]
        ),
        (GOOD + 'until = "2024-03-01"\n', "site 'amt', key 'until'",
         'must hold a table of rules for each day that ended some: [SITE.until."2024-03-01"]'),
        (GOOD + '[amt.until."2024-03-01"]\n', "site 'amt', key 'until.\"2024-03-01\"'",
         "must be a table with what differed before that day: 'title_suffixes' and 'select'"),
        (GOOD + '[amt.until]\n2024-03-01 = 3\n', "site 'amt', key 'until.\"2024-03-01\"'",
         "must be a table with what differed before that day: 'title_suffixes' and 'select'"),
        (GOOD + '[amt.until."1.3.2024"]\narticles = ["^/a"]\n', "site 'amt', key 'until.\"1.3.2024\".articles'",
         "holds for all times; what may differ by day is how a page is read: 'title_suffixes' and 'select'"),
        (GOOD + '[amt.until."2024-03-01".selct]\nbody = "p"\n', "site 'amt', key 'until.\"2024-03-01\".selct'",
         "is not known; did you mean 'select'?"),
        (GOOD + '[amt.until."2024-03-01".select]\nbodi = "p"\n', "site 'amt', key 'until.\"2024-03-01\".select'",
         "'bodi' is not a field; did you mean 'body'?"),
        (GOOD + '[amt.until."2024-03-01".select]\nbody = "p["\n', "site 'amt', key 'until.\"2024-03-01\".select'",
         "'p[' for body is not a CSS selector"),
        (GOOD + '[amt.until."2024-03-01"]\ntitle_suffixes = " x"\n',
         "site 'amt', key 'until.\"2024-03-01\".title_suffixes'", "must be a list"),
        (GOOD + '[amt.until]\n2024-03-01.select = {}\n"1. März 2024".select = {}\n', "site 'amt', key 'until'",
         "names the day 2024-03-01 twice, the second time as '1. März 2024'"),
        ('[Amt]\nhome = "https://amt.example/"\n', "site 'Amt'", "an id is made of a-z, 0-9, '.', '_' and '-'"),
        ('home = "https://amt.example/"\n', "key 'home'",
         "a profile is a table; write [home] or a site's id above it"),
        ("[amt\n", "", "this is not valid TOML: Expected ']' at the end of a table declaration (at line 1, column 5)"),
        ("[amt]\nhome = 'https://a.example'\n[amt]\n", "",
         "this is not valid TOML: Cannot declare ('amt',) twice (at line 3, column 5)"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_site_and_key(tmp_path: Path, text: str, where: str, problem: str) -> None:
    (tmp_path / "my.toml").write_text(text)
    for command in (("sites", "list"), ("crawl",), ("fetch", "https://amt.example/")):
        done = scraper(*command, "--sites", "my.toml")
        assert (done.code, done.out) == (2, "")
        assert done.err == f"Error: my.toml{', ' if where else ''}{where}: {problem}\n"
    assert not Path("data").exists()


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    done = scraper("sites", "list", "--sites", "none.toml")
    assert (done.code, done.err) == (2, "Error: none.toml: cannot be read: No such file or directory\n")
    (tmp_path / "my.toml").write_bytes(b'[amt]\nname = "K\xf6ln"\n')
    done = scraper("crawl", "--sites", "my.toml")
    assert (done.code, done.err) == (2, "Error: my.toml: is not UTF-8 text\n")
    done = scraper("sites", "list", "--sites", ".")
    assert done.code == 2
    assert "Traceback" not in done.err


def test_a_file_without_profiles_is_no_reason_to_crawl_everything(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text("# nothing yet\n")
    done = scraper("crawl", "--sites", "my.toml")
    assert (done.code, done.out) == (2, "")
    assert done.err == "Error: my.toml: no profile in it, so there is nothing to crawl.\n"
