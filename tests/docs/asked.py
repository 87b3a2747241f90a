"""The questions of docs/cookbook.md, and what the archive of ``scraper demo`` answers to each.

The answers stand in answers.json beside this file, one row a line. After a change of the demo or of a question, this
writes what is answered now, to be looked at before it is committed::

    PYTHONPATH=.:tests python tests/docs/asked.py
"""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from press_archive import fill, without_ports

PAGE = (Path(__file__).parents[2] / "docs" / "cookbook.md").read_text(encoding="utf-8")
ANSWERS = Path(__file__).with_name("answers.json")
_QUESTION = re.compile(
    r"^## (?P<number>\d+)\. (?P<text>[^\n]+)\n\n\*For the (?P<person>[a-z ]+)\.\*\n\n```sql\n(?P<sql>.*?);\n```",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Question:
    """A question of the page: its number, heading, whose it is, and the statement that answers it."""

    number: int
    text: str
    person: str
    sql: str


QUESTIONS = [
    Question(int(found["number"]), found["text"], found["person"], found["sql"]) for found in _QUESTION.finditer(PAGE)
]

Answer = list[Sequence[Any]]


def answer(db: Path, sql: str) -> Answer:
    """Return the names of the columns and all rows, as plain SQLite answers, the ports of addresses left out."""
    with closing(sqlite3.connect(f"{db.as_uri()}?mode=ro", uri=True)) as archive:
        cursor = archive.execute(sql)
        names = [column[0] for column in cursor.description]
        rows = [[without_ports(db, value) for value in row] for row in cursor]
    return [names, *rows]


def load() -> dict[int, Answer]:
    """Return the answers that are expected, by the number of the question."""
    return {int(number): rows for number, rows in json.loads(ANSWERS.read_text("utf-8")).items()}


def written(answers: Mapping[int, Answer]) -> str:
    """Return answers as JSON, one row a line."""
    parts = []
    for number, rows in answers.items():
        lines = ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in rows)
        parts.append(f'  "{number}": [\n{lines}\n  ]')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    """Write what is answered now."""
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "archive.db"
        fill(db)
        ANSWERS.write_text(written({one.number: answer(db, one.sql) for one in QUESTIONS}), "utf-8")


if __name__ == "__main__":
    main()
