"""An archive of one site whose server sends each page in another encoding, and what it says on later visits."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path

import brotli
import zstandard

from cli_running import scraper
from server import Exchange, Server

TEXT = "Die Stadt Mühlbrück öffnet ihr digitales Archiv für alle, die es lesen möchten. "


def html(number: int, further: str = "") -> str:
    paragraphs = "".join(f"<p>{TEXT}Das ist Absatz {place} der Meldung {number}. {further}</p>" for place in range(6))
    return (
        f"<!DOCTYPE html><html lang=de><head><title>Meldung {number} aus Mühlbrück</title>"
        "<meta property='article:published_time' content='2026-05-23T08:00:00+02:00'></head><body><main><article>"
        f"<h1>Meldung {number} aus Mühlbrück</h1>{paragraphs}</article></main></body></html>"
    )


ENCODINGS = {
    "gzip": gzip.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "deflate": zlib.compress,
}


def fill(db: Path) -> None:
    """Fetch all pages, some twice, with an edit, a redirect and a removal between the visits."""
    profile = db.with_name("encoded.toml")
    with Server() as server:
        profile.write_text(f'[encoded]\nname = "Encoded"\nhome = "{server.url()}"\ndelay = 0.0\nprivate = true\n')

        def fetch(*urls: str) -> None:
            done = scraper("--db", db, "fetch", "--sites", profile, "--format", "jsonl", *urls)
            assert done.code == 0 or "410" in done.err or "404" in done.err, done.err
            assert all(json.loads(line) for line in done.out.splitlines())

        plain = server.page("/meldung_1", html(1))
        known = server.page("/meldung_2", html(2), etag='"zwei"')
        encoded = [
            server.page(f"/meldung_{number}", pack(html(number).encode()), headers={"Content-Encoding": name})
            for number, (name, pack) in enumerate(ENCODINGS.items(), 3)
        ]
        chunked = server.handler("/meldung_7", lambda exchange: _chunks(exchange, html(7).encode()))
        both = server.handler(
            "/meldung_8", lambda exchange: _chunks(exchange, brotli.compress(html(8).encode()), content_encoding="br")
        )
        strange = server.page("/größe/ä%20ö?q=Maß&b=ü", html(9))
        server.page("/gr%C3%B6%C3%9Fe/%C3%A4%20%C3%B6?q=Ma%C3%9F&b=%C3%BC", html(9))
        old = server.page(
            "/meldung_10",
            html(10).encode("windows-1252"),
            headers={"Content-Type": "text/html; charset=windows-1252", "Set-Cookie": "sitzung=geheim"},
        )
        moved = server.redirect("/alt/11", "/meldung_11")
        server.page("/meldung_11", html(11))
        fetch(plain, known, *encoded, chunked, both, strange, old, moved)
        server.page("/meldung_1", html(1, "Der Absatz ist neu."))
        fetch(plain, known, *encoded, old)
        server.remove("/meldung_10")
        fetch(old)


def _chunks(exchange: Exchange, body: bytes, **headers: object) -> None:
    """Send a body in two chunks."""
    exchange.head(
        200, content_type="text/html; charset=utf-8", transfer_encoding="chunked", connection="close", **headers
    )
    half = len(body) // 2
    for chunk in (body[:half], body[half:], b""):
        exchange.send(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
