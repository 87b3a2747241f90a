"""A profile written into a file of a person: what stands there stays, and nothing is written by half."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from scraper.errors import ProfileError
from scraper.model import Site
from scraper.onboarding.profile_file import NotWrittenError, append, toml_of
from scraper.sites import load_sites, read_profiles

SITE = Site(
    "landbote",
    'Der "Landbote" – Süd',
    "https://landbote.example/",
    feeds=("https://landbote.example/feed/", "https://landbote.example/rss?type=100&x=1"),
    articles=(re.compile(r"^/meldung_(?P<id>\d+)"), re.compile("^/it's/(?P<id>[^/?]+)$")),
    ignore=(re.compile(r"[?&]print="),),
    title_suffixes=(" | Der \\ Landbote",),
    delay=7.5,
    private=True,
)
OWN = b'\xef\xbb\xbf# mein Archiv, \xc3\xa4lteste zuerst\r\n[amt]\r\nhome = "https://amt.example/"   # ohne Feed'


def test_toml_reads_as_the_profile() -> None:
    assert read_profiles(toml_of(SITE), "x") == {"landbote": SITE}
    dotted = Site("127.0.0.1-80", "x", "http://127.0.0.1/")
    assert toml_of(dotted) == '["127.0.0.1-80"]\nname = "x"\nhome = "http://127.0.0.1/"\n'
    assert read_profiles(toml_of(dotted), "x") == {"127.0.0.1-80": dotted}


def test_a_new_file_in_a_new_folder(tmp_path: Path) -> None:
    file = tmp_path / "data" / "sites.toml"
    append(SITE, toml_of(SITE), file)
    assert file.read_text(encoding="utf-8") == toml_of(SITE)
    assert [path.name for path in file.parent.iterdir()] == ["sites.toml"]


def test_what_stands_in_a_file_stays_byte_for_byte(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_bytes(OWN)
    file.chmod(0o640)
    append(SITE, toml_of(SITE), file)
    assert file.read_bytes() == OWN + b"\r\n\r\n" + toml_of(SITE).encode().replace(b"\n", b"\r\n")
    assert file.stat().st_mode & 0o777 == 0o640
    assert load_sites([file])["landbote"] == SITE
    assert load_sites([file])["amt"].home == "https://amt.example/"


def test_a_link_to_a_file_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_bytes(OWN)
    link = tmp_path / "sites.toml"
    link.symlink_to("real.toml")
    append(SITE, toml_of(SITE), link)
    assert link.is_symlink()
    assert "landbote" in load_sites([tmp_path / "real.toml"])


def test_an_id_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    append(SITE, toml_of(SITE), file)
    before = file.read_bytes()
    with pytest.raises(NotWrittenError) as caught:
        append(SITE, toml_of(SITE), file)
    assert str(caught.value) == (
        f"{file} has a profile 'landbote' already; nothing was written. Name another id with --id."
    )
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'[amt\nhome = "x"', "this is not valid TOML: "),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b'[amt]\nhome = "https://amt.example/"\nfeed = []\n', "site 'amt', key 'feed': is not known"),
    ],
)
def test_a_file_with_a_mistake_stays_as_it_is(tmp_path: Path, content: bytes, problem: str) -> None:
    file = tmp_path / "sites.toml"
    file.write_bytes(content)
    with pytest.raises(ProfileError, match=re.escape(problem)):
        append(SITE, toml_of(SITE), file)
    assert file.read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["sites.toml"]


def test_an_open_table_at_the_end_takes_no_profile(tmp_path: Path) -> None:
    """A text that a person forgot to close would swallow the profile."""
    file = tmp_path / "sites.toml"
    file.write_bytes(b'[amt]\nhome = "https://amt.example/"\nname = """x\n')
    with pytest.raises(ProfileError):
        append(SITE, toml_of(SITE), file)


def test_a_pattern_that_every_command_would_refuse_is_not_written(tmp_path: Path) -> None:
    slow = Site("slow", "x", "https://slow.example/", articles=(re.compile(r"^/(a+)+$"),))
    with pytest.raises(ProfileError, match="takes too long on some addresses"):
        append(slow, toml_of(slow), tmp_path / "sites.toml")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in the place of a folder")
    file = tmp_path / "data" / "sites.toml"
    with pytest.raises(NotWrittenError) as caught:
        append(SITE, toml_of(SITE), file)
    assert str(caught.value) == (
        f"{file} cannot be written: File exists; nothing was written. Name another file with --to."
    )


def test_of_several_that_write_at_once_each_finds_its_place(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_bytes(OWN)
    sites = [replace(SITE, id=f"landbote-{number}") for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda site: append(site, toml_of(site), file), sites))
    assert file.read_bytes().startswith(OWN)
    assert set(read_profiles(file.read_bytes().decode("utf-8-sig"), "x")) == {"amt", *(site.id for site in sites)}
    assert [path.name for path in tmp_path.iterdir()] == ["sites.toml"]
