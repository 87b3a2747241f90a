"""Archives of earlier schemas: filled row by row up to schema 3, and made by the steps up to their version after it."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from scraper.store import migrate as module
from scraper.store.migrations.steps import FIRST_SCRIPT, STEPS, Step, script_of

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


def bring_to(path: Path, version: int) -> None:
    """Migrate an archive up to a version that is not that of today, and keep nothing else."""

    def steps_up_to(before: int) -> tuple[Step, ...]:
        return tuple(step for step in STEPS if before < step.version <= version)

    # Their programs made pages of SQLite's default size.
    with patch.object(module, "missing_steps", steps_up_to), patch.object(module, "PAGE_BYTES", 4096):
        assert module.migrate(path) is not None
    for other in path.parent.glob(f"{path.name}.*"):
        other.unlink()


def make_older(path: Path, version: int) -> None:
    """Make an archive of today one of an earlier schema, from 4, with the rows of all tables that it had.

    Payloads that are packed against others cannot be read any more.
    """
    today = path.with_name("today.db")
    path.rename(today)
    path.write_bytes(_steps_up_to(version))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("ATTACH ? AS today", [str(today)])
        for table in _names(db, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"):
            had, has = (
                _names(db, f"SELECT name FROM pragma_table_info('{table}', '{schema}')") for schema in ("main", "today")
            )
            kept = ", ".join(column for column in had if column in has)
            if not table.startswith("sqlite_") and table != "dictionaries":
                db.execute(f"INSERT OR REPLACE INTO main.{table} ({kept}) SELECT {kept} FROM today.{table}")
        db.execute("UPDATE payloads SET dictionary_id = NULL")
    today.unlink()


def _names(db: sqlite3.Connection, sql: str) -> list[str]:
    return [name for (name,) in db.execute(sql).fetchall()]


@cache
def _steps_up_to(version: int) -> bytes:
    """Return the empty file that the program of a version made, from 4."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        path.write_bytes(_tables_of(3))
        bring_to(path, version)
        return path.read_bytes()


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
