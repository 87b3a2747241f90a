"""An archive of many weeks with so many articles each, written row by row: for what looks at a week as a whole.

Headlines are as long as German ones are, every twelfth story stands in three papers, some articles are edited or
vanish, and one keyword comes up in the last week. What is derived from texts (stories, mentions) is written beside, and
nothing is indexed. The same arguments make the same archive.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from empty_archive import put_empty_archive

SITES = 25
WEEKS = 14
RISING = "Registermodernisierung"
_SUBJECTS = (
    "Wohngeld|E-Akte|Onlinezugangsgesetz|IT-Sicherheit|Künstliche Intelligenz|Open Data|Breitbandausbau|Smart City|"
    "Digitale Souveränität|Fachkräftemangel|Datenschutz-Grundverordnung|Bürgerservice|Geoinformationssysteme|"
    "Verwaltungsdigitalisierungsbeschleunigungsgesetz|Ratsinformationssystem|Cloud|Personalwesen|Schul-IT"
).split("|")
_TOWNS = "Öderland Ahornfurt Mühlbrück Lindental Seekirch Grünwinkel Obermühl Hohenau Süßen Äpfelsbach".split()
_WHO = "Landkreis Stadt Gemeinde Verwaltungsgemeinschaft Zweckverband Regierungspräsidium Samtgemeinde".split()
_DOES = (
    "führt {what} schneller ein als geplant|prüft {what} im Echtbetrieb|verschiebt {what} auf das nächste Jahr|"
    "stellt {what} mit Förderung des Landes fertig|streitet über die Kosten von {what}|schreibt {what} europaweit aus"
).split("|")
_SENTENCES = (
    "Der Kreistag hat den Weg dafür in seiner jüngsten Sitzung freigemacht.",
    "Bis zum Jahresende sollen alle Ämter angeschlossen sein, heißt es aus dem Rathaus.",
    "Der Rechnungshof hatte die Ausgaben zuvor als „nicht nachvollziehbar“ bezeichnet.",
    "Für Bürgerinnen und Bürger ändert sich zunächst nichts.",
    "Die Kosten liegen bei rund 2,4 Millionen Euro, ein Drittel davon trägt das Land.",
    "Ob die Schnittstellen rechtzeitig fertig werden, ist nach Angaben des Dienstleisters offen.",
)


def fill(path: Path, a_week: int, last: dt.date, weeks: int = WEEKS, seed: int = 19) -> None:
    """Make an archive.

    Args:
        path: the file.
        a_week: articles of each week.
        last: the last day of the last week.
        weeks: how many.
        seed: of what is drawn.
    """
    put_empty_archive(path)
    chance = random.Random(seed)  # noqa: S311  (the same archive in each run)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')
        db.execute("BEGIN")
        db.executemany(
            "INSERT INTO sites VALUES (?, ?, ?)",
            [(f"blatt{at}", f"Blatt für Verwaltung {at}", f"https://blatt{at}.example/") for at in range(SITES)],
        )
        db.executemany(
            "INSERT INTO keywords (id, name, form) VALUES (?, ?, ?)",
            [(number, name, name.lower()) for number, name in enumerate([*_SUBJECTS, RISING], 1)],
        )
        numbers = itertools.count(1)
        for week in range(weeks - 1, -1, -1):
            _put_week(db, list(_week(chance, numbers, a_week, last - dt.timedelta(days=7 * week), week == 0)), chance)
        db.execute(
            "INSERT INTO crawls (started_at, finished_at, sites) VALUES (?, ?, '[]')",
            [f"{last}T20:00:00Z", f"{last}T20:10:00Z"],
        )
        # The first crawl found the first week.
        first = last - dt.timedelta(days=7 * weeks - 1)
        db.execute(
            "INSERT INTO crawls (id, started_at, finished_at, sites) VALUES (0, ?, ?, '[]')",
            [f"{first}T06:00:00Z", f"{first}T06:10:00Z"],
        )
        db.executemany(
            "INSERT INTO crawl_sites VALUES (0, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0)",
            [(f"blatt{at}", f"{first}T06:10:00Z") for at in range(SITES)],
        )
        db.execute("COMMIT")


def _week(
    chance: random.Random, numbers: Iterator[int], articles: int, last: dt.date, is_last: bool
) -> Iterator[dict[str, Any]]:
    for _ in range(articles):
        number = next(numbers)
        day = last - dt.timedelta(days=chance.randrange(7))
        subject = chance.choice(_SUBJECTS)
        town = chance.choice(_TOWNS)
        title = f"{chance.choice(_WHO)} {town} {chance.choice(_DOES).format(what=subject)}"
        keywords = [subject, chance.choice(_SUBJECTS)]
        if is_last and number % 20 == 0:
            keywords.append(RISING)
        site = number % SITES
        yield {
            "id": number,
            "url": f"https://blatt{site}.example/{day:%Y/%m}/{number}-" + "-".join(title.lower().split()),
            "site": f"blatt{site}",
            "kicker": town,
            "title": title,
            "date": str(day),
            "lead": " ".join(chance.sample(_SENTENCES, 3)),
            "body": "\n\n".join(chance.choice(_SENTENCES) for _ in range(8)),
            "section": chance.choice(("Nachrichten", "Politik", "Technik", "Kommunen")),
            "language": "de",
            "words": 100,
            "digest": f"{number:064x}",
            "access": "free",
            "at": f"{day}T09:00:00Z",
            "keywords": list(dict.fromkeys(keywords)),
            "town": town,
        }


def _put_week(db: sqlite3.Connection, articles: list[dict[str, Any]], chance: random.Random) -> None:
    """Write the articles of a week with what is derived from them, and what became of some of them."""
    columns = "id url site kicker title date lead body section language words digest access".split()
    db.executemany(
        f"INSERT INTO articles ({', '.join(columns)}, keywords, first_seen, last_seen, changed_at, capture_id, reader)"
        f" VALUES ({', '.join(f':{name}' for name in columns)}, '', :at, :at, :at, 1, '1')",
        articles,
    )
    for one in articles:
        db.execute("INSERT INTO events (article_id, kind, at) VALUES (?, 'new', ?)", [one["id"], one["at"]])
        db.executemany(
            "INSERT INTO article_keywords (article_id, position, keyword_id)"
            " SELECT ?, ?, id FROM keywords WHERE name = ?",
            [(one["id"], position, name) for position, name in enumerate(one["keywords"], 1)],
        )
        db.execute(
            "INSERT INTO mentions (article_id, kind, name, key) VALUES (?, 'municipality', ?, ?)",
            [one["id"], one["town"], one["town"].lower()],
        )
    for at in range(0, len(articles) - 3, 36):
        first, *others = articles[at : at + 3]
        db.execute("INSERT INTO stories (id, first_id) VALUES (?, ?)", [first["id"], first["id"]])
        rows = [(first["id"], first["id"], 1.0), *((first["id"], one["id"], 0.7) for one in others)]
        db.executemany("INSERT INTO story_articles (story_id, article_id, share) VALUES (?, ?, ?)", rows)
    for one in chance.sample(articles, len(articles) // 25):
        seen = f"{one['date']}T18:00:00Z"
        old = one["body"].replace("2,4 Millionen", "1,9 Millionen").replace("zunächst nichts", "viel")
        db.execute(
            "INSERT INTO versions (article_id, seen_at, until, capture_id, digest, kicker, title, lead, body, reader,"
            " changed, record) VALUES (?, ?, ?, 1, '', ?, ?, ?, ?, '1', 'title; body', '{}')",
            [one["id"], one["at"], seen, one["kicker"], f"{one['title']} (Vorabmeldung)", one["lead"], old],
        )
        db.execute("INSERT INTO events (article_id, kind, at) VALUES (?, 'changed', ?)", [one["id"], seen])
    for one in chance.sample(articles, len(articles) // 200):
        seen = f"{one['date']}T19:00:00Z"
        db.execute("UPDATE articles SET gone_at = ? WHERE id = ?", [seen, one["id"]])
        db.execute("INSERT INTO events (article_id, kind, at) VALUES (?, 'gone', ?)", [one["id"], seen])
