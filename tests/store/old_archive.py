"""Archives of schema 1 to 3, made by the scripts of their time and filled row by row."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from scraper.store.migrations.steps import FIRST_SCRIPT, STEPS, script_of

TEXT_FIELDS = ("kicker", "title", "date", "published_at", "modified_at", "lead", "body")


class OldArchive:
    """One old archive, open for filling; close it before it is migrated."""

    def __init__(self, path: Path, version: int = 3) -> None:
        self.path = path
        with path.open("xb") as file:
            file.write(_tables_of(version))
        self.db = sqlite3.connect(path)
        self.db.execute("PRAGMA synchronous = OFF")
        self.db.execute("PRAGMA journal_mode = WAL")
        self.site("zeitung")

    def add(self, table: str, **values: Any) -> int:
        marks = ", ".join("?" * len(values))
        cursor = self.db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))
        return int(cursor.lastrowid or 0)

    def site(self, site: str) -> None:
        self.add("sites", id=site, name=site.title(), home=f"https://{site}.example/")

    def capture(
        self,
        url: str,
        at: str,
        body: bytes,
        *,
        requested: str | None = None,
        headers: Sequence[tuple[str, str]] = (("server", "nginx"),),
    ) -> int:
        digest = hashlib.sha256(body).hexdigest()
        known = self.db.execute("SELECT id FROM payloads WHERE digest = ?", [digest]).fetchone()
        payload = known[0] if known else self.add("payloads", digest=digest, codec="none", data=body)
        return self.add(
            "captures",
            url=url,
            requested_url=requested or url,
            fetched_at=at,
            status=200,
            headers=json.dumps(headers),
            media_type="text/html",
            digest=digest,
            size=len(body),
            payload_id=payload,
        )

    def version(self, article: int, at: str, capture: int, parser: str = "4", **fields: Any) -> None:
        self.add("versions", article_id=article, seen_at=at, capture_id=capture, parser=parser, **_text(fields))

    def article(
        self,
        url: str,
        capture: int | None,
        *,
        parser: str = "4",
        first_seen: str = "2026-01-01T00:00:00Z",
        changed_at: str | None = None,
        keywords: Iterable[str] = (),
        **fields: Any,
    ) -> int:
        extra = {name: fields.pop(name) for name in ("duplicate_of", "gone_at") if name in fields}
        article = self.add(
            "articles",
            url=url,
            site="zeitung",
            words=3,
            first_seen=first_seen,
            last_seen="2026-05-05T00:00:00Z",
            changed_at=changed_at or first_seen,
            capture_id=capture,
            parser=parser,
            **_text(fields),
            **extra,
        )
        for position, name in enumerate(keywords, 1):
            self.db.execute("INSERT OR IGNORE INTO keywords (name) VALUES (?)", [name])
            (keyword,) = self.db.execute("SELECT id FROM keywords WHERE name = ?", [name]).fetchone()
            self.add("article_keywords", article_id=article, position=position, keyword_id=keyword)
        return article

    def page(self, url: str, kind: str = "article", state: str = "done", **values: Any) -> int:
        return self.add("pages", **({"url": url, "site": "zeitung", "kind": kind, "state": state, "key": url} | values))

    def crawl(self, at: str, problem: str | None, site: str = "zeitung") -> None:
        crawl = self.add("crawls", started_at=at, finished_at=at, sites=json.dumps([site]))
        counts = dict.fromkeys(("found", "new", "changed", "unchanged", "gone", "failed", "requests", "bytes"), 0)
        self.add("crawl_sites", crawl_id=crawl, site=site, finished_at=at, problem=problem, **counts)

    def close(self) -> None:
        self.db.commit()
        self.db.close()


@cache
def _tables_of(version: int) -> bytes:
    """Return the file that the scripts make; running them takes longer than most tests of what is in it."""
    with closing(sqlite3.connect(":memory:")) as db:
        for script in (FIRST_SCRIPT, *(step.script for step in STEPS if step.version <= version)):
            db.executescript(script_of(script))
        db.execute(f"PRAGMA user_version = {version}")
        db.commit()
        return db.serialize()


def _text(fields: dict[str, Any]) -> dict[str, Any]:
    values = {"title": "Titel", "body": "Text"} | fields
    parts = [" ".join((values.get(name) or "").split()) for name in ("kicker", "title", "lead", "body")]
    return values | {"digest": hashlib.sha256("\x00".join(parts).encode()).hexdigest()}


def schema_of(db: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Return the definitions of all objects, without comments and by single blanks."""
    rows = db.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
    return {(kind, name): _bare(sql or "") for kind, name, sql in rows}


def _bare(sql: str) -> str:
    # What ALTER TABLE adds stands behind a blank more than in the text of the schema.
    return re.sub(r"\s*([(),]|\s)\s*", r"\1", re.sub(r"--[^\n]*", "", sql)).strip()
