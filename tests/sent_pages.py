"""An archive of all that an answer can be: encodings, redirects, further pages, edits, ends, reservations, secrets."""

from __future__ import annotations

import datetime as dt
import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import brotli
import pytest
import zstandard

from cli_running import Done, scraper
from server import HTML, Exchange, Server

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
WORDS = (
    "Die Verwaltung der Stadt Köln hat gestern mitgeteilt, dass Bürgerinnen und Bürger ihre Anträge online stellen. "
)
ENCODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "deflate": zlib.compress,
}
SECRETS = ("geheim-1", "geheim-2")
"""What no export may hold: the value of a cookie, and a password."""


def page(title: str, text: str = "", head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f"<article><h1>{title}</h1><p>23.05.2026</p>"
        + "".join(f"<p>{title}: {WORDS * 3}</p>" for _ in range(4))
        + f"<p>{text}</p></article></body></html>"
    )


class Sites:
    """Two sites on loopback, and the archive of them; the second keeps no bytes.

    Args:
        db: the archive.
        server, other: the sites.

    Attributes:
        now: the time at which pages are fetched.
    """

    def __init__(self, db: Path, server: Server, other: Server) -> None:
        self.db = db
        self.server = server
        self.other = other
        self.now = NOW
        self.profiles = db.with_name("sent.toml")
        profile = '[{}]\nhome = "{}"\narticles = ["^/news/"]\ndelay = 0.01\nprivate = true\n{}\n'
        self.profiles.write_text(
            profile.format("amt", server.url(), "") + profile.format("knapp", other.url(), 'keep = "text"'),
            encoding="utf-8",
        )

    def fetch(self, *paths: str) -> Done:
        return self.fetch_all(*(self.server.url(path) for path in paths))

    def fetch_all(self, *urls: str) -> Done:
        # By the clock on the wall, what is in one second would be another thing on each machine.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("scraper.cli.session.utc_now", lambda: self.now)
            return scraper("--db", self.db, "fetch", "--sites", self.profiles, "--allow-private", *urls)

    def encoded(self, name: str) -> str:
        body = ENCODERS[name](page(f"Gesendet als {name}").encode())
        return self.server.page(f"/news/{name}", body, headers={"Content-Type": HTML, "Content-Encoding": name})

    def chunked(self, path: str, body: bytes, **headers: str) -> None:
        def answer(exchange: Exchange) -> None:
            exchange.head(200, **{"content_type": HTML, "Transfer_Encoding": "chunked", **headers}, connection="close")
            for at in range(0, len(body), 1000):
                piece = body[at : at + 1000]
                exchange.send(b"%x\r\n%b\r\n" % (len(piece), piece))
            exchange.send(b"0\r\n\r\n")

        self.server.handler(path, answer)

    def publish(self) -> list[str]:
        """Publish all pages; return their paths."""
        serve = self.server.page
        for name in ENCODERS:
            self.encoded(name)
        serve("/news/plain", page("Ohne alles"))
        self.chunked("/news/chunked", page("In Stücken").encode())
        self.chunked("/news/chunked-br", brotli.compress(page("In Stücken, gepackt").encode()), content_encoding="br")

        def until_the_end(exchange: Exchange) -> None:
            exchange.head(200, content_type=HTML, connection="close")
            exchange.send(page("Bis zum Ende der Verbindung"))

        self.server.handler("/news/close", until_the_end)
        serve("/news/%C3%A4mter-und-b%C3%BCrger", page("Ämter und Bürger"))
        self.server.redirect("/news/slash", self.server.url("/news/slash/"), status=301)
        serve("/news/slash/", page("Mit Schrägstrich"))
        serve("/news/parts", page("In Teilen", head='<link rel="next" href="/news/parts?seite=2">'))
        serve("/news/parts?seite=2", page("In Teilen", "Dies steht auf der zweiten Seite."))
        serve("/news/reserved", page("Vorbehalten", "Dieser Satz ist vorbehalten."), headers=RESERVED)
        serve("/news/edited", page("Bearbeitet", "Der erste Stand."))
        serve("/news/gone", page("Bald fort"))
        serve("/news/seen", page("Oft gesehen"), etag='"1"')
        secret = f"http://max:{SECRETS[1]}@{self.server.host}/news/secret"
        headers = {"Content-Type": HTML, "Set-Cookie": f"id={SECRETS[0]}", "Content-Location": secret}
        serve("/news/secret", page("Mit Keks"), headers=headers)
        return [f"/news/{name}" for name in (*ENCODERS, *PLAIN)]


RESERVED = {"Content-Type": HTML, "tdm-reservation": "1"}
PLAIN = (
    *("plain", "chunked", "chunked-br", "close", "%C3%A4mter-und-b%C3%BCrger", "slash", "parts", "reserved", "edited"),
    *("gone", "seen", "secret"),
)


@contextmanager
def sites(db: Path) -> Iterator[Sites]:
    """Serve both sites while the block runs."""
    with Server() as server, Server() as other:
        yield Sites(db, server, other)


def fill(db: Path) -> None:
    """Fill an archive with all of it."""
    with sites(db) as there:
        there.fetch(*there.publish())
        there.fetch_all(there.other.page("/news/short", page("Nur der Text")))
        there.server.page("/news/edited", page("Bearbeitet", "Der zweite Stand."))
        there.server.page("/news/gone", page("Nicht gefunden"), status=404)
        # All within two seconds, so that several records of one address would have one date.
        there.now = NOW + dt.timedelta(seconds=1)
        for _ in range(2):
            there.fetch("/news/edited", "/news/gone", "/news/seen", "/news/plain")
