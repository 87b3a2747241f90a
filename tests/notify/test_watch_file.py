"""The file of saved searches: what it may hold, and how a mistake in it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from scraper.errors import WatchFileError
from scraper.notify import AtomFile, Mail, Service, SmtpSettings
from scraper.notify.watch_file import WatchFile, load_watch_file
from scraper.report.written import DEFAULT_LANGUAGE

SITES = ("amtsblick", "kommune21")
WHOLE = """
[smtp]
host = "127.0.0.1"
port = 2525
from = "archive@example.org"
user = "press"
password = "geheim"
tls = "starttls"

[wohngeld]
name = "Wohngeld und Miete"
words = "Wohngeld OR Mietzuschuss site:kommune21"
sites = ["kommune21", "amtsblick"]
mail = ["press@example.org", "Presse Köln <presse@köln.example>", "press@example.org"]
atom = "out/wohngeld.xml"
notify = ["ntfy://example/topic"]

[e-akte]
words = '"E-Akte"'
"""


def load(folder: Path, text: str | bytes) -> WatchFile:
    path = folder / "watch.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_watch_file(path, lambda: SITES)


def test_all_keys(tmp_path: Path) -> None:
    file = load(tmp_path, WHOLE)
    one, other = file.searches
    assert (one.id, one.name, one.words) == (
        "wohngeld",
        "Wohngeld und Miete",
        "Wohngeld OR Mietzuschuss site:kommune21",
    )
    assert one.search.sites == ("kommune21", "amtsblick")
    # An address each, so that one that is refused does not hold up the other.
    assert one.channels == (
        Mail(("press@example.org",)),
        Mail(("Presse Köln <presse@köln.example>",)),
        AtomFile(tmp_path / "out" / "wohngeld.xml"),
        Service("ntfy://example/topic"),
    )
    assert (other.id, other.name, other.channels, other.search.sites) == ("e-akte", "e-akte", (), ())
    assert file.smtp == SmtpSettings("127.0.0.1", 2525, "archive@example.org", "press", "geheim", "starttls")


@pytest.mark.parametrize(("tls", "port"), [("", 25), ("none", 25), ("offered", 25), ("starttls", 587), ("tls", 465)])
def test_each_way_to_the_mail_server_has_its_port(tmp_path: Path, tls: str, port: int) -> None:
    named = f'tls = "{tls}"' if tls else ""
    file = load(tmp_path, f'[smtp]\nhost = "mail.example"\nfrom = "a@example.org"\n{named}\n')
    assert file.smtp is not None
    assert file.smtp.port == port


def test_a_single_address_may_stand_without_brackets(tmp_path: Path) -> None:
    file = load(tmp_path, '[x]\nwords = "a"\nmail = "press@example.org"\nsites = "kommune21"\n')
    assert file.searches[0].channels == (Mail(("press@example.org",)),)
    assert file.searches[0].search.sites == ("kommune21",)


def test_the_language_of_all_searches_of_one_and_of_none(tmp_path: Path) -> None:
    searches = '[x]\nwords = "a"\n[y]\nwords = "b"\nlang = "de"\n[z]\nwords = "c"\nlang = "en"\n'
    assert [one.lang for one in load(tmp_path, 'lang = "en"\n' + searches).searches] == ["en", "de", "en"]
    # Whoever names none is told in that of a press review.
    assert [one.lang for one in load(tmp_path, searches).searches] == [DEFAULT_LANGUAGE, "de", "en"]


def test_a_search_may_have_the_name_of_the_key(tmp_path: Path) -> None:
    assert [one.id for one in load(tmp_path, '[lang]\nwords = "a"\n').searches] == ["lang"]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", b"\xef\xbb\xbf[x]\r\nwords = 'a'\r\n"])
def test_an_empty_file_and_one_of_a_windows_editor(tmp_path: Path, text: str | bytes) -> None:
    assert len(load(tmp_path, text).searches) == (1 if b"x" in (text if isinstance(text, bytes) else b"") else 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("words =\n", ": this is not valid TOML: Invalid value (at line 1, column 8)"),
        (b"\xff\xfe", ": is not UTF-8 text"),
        (b"#" * (1024 * 1024 + 1), ": has more than 1024 KiB, which no file of saved searches needs"),
        ("x = " + "[" * 2000 + "]" * 2000, ": its lists or tables are nested too deep"),
        ('words = "a"\n', ", key 'words': a search is a table; write [words] or a search's id above it"),
        ('["Wohn geld"]\nwords = "a"\n', ", search 'Wohn geld': an id is made of a-z, 0-9, '.', '_' and '-'"),
        ("[x]\n", ", search 'x', key 'words': is missing; say what is searched for"),
        ('[x]\nwords = ""\n', ", search 'x', key 'words': must be a text that is not empty"),
        ("[x]\nwords = 7\n", ", search 'x', key 'words': must be a text that is not empty"),
        ('[x]\nwords = "!!!"\n', ", search 'x', key 'words': '!!!' has neither a letter nor a digit"),
        (
            '[x]\nwords = "titel:Wohngeld"\n',
            ", search 'x', key 'words': \"titel:\" is no field; did you mean title:? As a word it is searched for in"
            " quotes.",
        ),
        ('[x]\nword = "a"\n', ", search 'x', key 'word': is not known; did you mean 'words'?"),
        (
            '[x]\nwords = "a"\nzzz = 1\n',
            ", search 'x', key 'zzz': is not known; the keys are name, words, sites, mail, atom, notify, lang",
        ),
        (
            '[x]\nwords = "a site:komune21"\n',
            ", search 'x', key 'words': there is no site 'komune21'; did you mean 'kommune21'?",
        ),
        (
            '[x]\nwords = "a"\nsites = ["zzz"]\n',
            ", search 'x', key 'sites': there is no site 'zzz'; 'scraper sites list' shows them all",
        ),
        (
            '[x]\nwords = "a"\nmail = ["press"]\n',
            ", search 'x', key 'mail': 'press' is no address that mail can be sent to or from. Write it like"
            " press@example.org, or Press Office <press@example.org>.",
        ),
        (
            '[x]\nwords = "a"\nmail = "a@example.org\\nBcc: b@example.org"\n',
            ", search 'x', key 'mail': 'a@example.org Bcc: b@example.org' is no address that mail can be sent to or"
            " from. Write it like press@example.org, or Press Office <press@example.org>.",
        ),
        ('[x]\nwords = "a"\nmail = 7\n',
         ", search 'x', key 'mail': must be a list of texts, such as [\"one\", \"two\"]"),
        ('[x]\nwords = "a"\natom = "~nobody-here/x"\n', ", search 'x', key 'atom': '~nobody-here/x' begins with a home"
         " that is not known"),
        ('[x]\nwords = "a"\natom = "a\\u0000.xml"\n', ", search 'x', key 'atom': 'a.xml' holds a control character"),
        ('[x]\nwords = "a"\natom = "o.xml"\n[y]\nwords = "b"\natom = "./o.xml"\n',
         ", search 'y', key 'atom': search 'x' writes this file already; give each one of its own"),
        # What is secret in an address is repeated by no message.
        ('[x]\nwords = "a"\nnotify = ["geheim"]\n', ", search 'x', key 'notify': holds what is no address of a service,"
         " such as ntfy://example.org/topic"),
        ('lang = "fr"\n[x]\nwords = "a"\n', ", key 'lang': must be one of 'de', 'en'"),
        ('[x]\nwords = "a"\nlang = "DE"\n', ", search 'x', key 'lang': must be one of 'de', 'en'"),
        ('[x]\nwords = "a"\nlang = ["de"]\n', ", search 'x', key 'lang': must be one of 'de', 'en'"),
        ("smtp = 1\n", ", key 'smtp': must be a table: write [smtp]"),
        ('[smtp]\nhost = "x"\n', ", search 'smtp', key 'from': is missing"),
        ('[smtp]\nfrom = "a@example.org"\n', ", search 'smtp', key 'host': is missing"),
        ('[smtp]\nhost = "x"\nfrom = "a@example.org"\npassword = "x"\n',
         ", search 'smtp', key 'user': is missing, and there is a password"),
        ('[smtp]\nport = true\n', ", search 'smtp', key 'port': must be a whole number from 1 to 65535"),
        ('[smtp]\nport = 65536\n', ", search 'smtp', key 'port': must be a whole number from 1 to 65535"),
        ('[smtp]\ntls = "ssl"\n', ", search 'smtp', key 'tls': must be one of 'offered', 'starttls', 'tls', 'none'"),
        ('[smtp]\nhosts = "x"\n', ", search 'smtp', key 'hosts': is not known; did you mean 'host'?"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(WatchFileError) as caught:
        load(tmp_path, text)
    assert str(caught.value) == f"{tmp_path / 'watch.toml'}{said}"


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "none.toml", "cannot be read: No such file or directory"), (tmp_path, "is no file")):
        with pytest.raises(WatchFileError) as caught:
            load_watch_file(path, lambda: SITES)
        assert str(caught.value) == f"{path}: {said}"
