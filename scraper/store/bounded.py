"""SQLite's functions of which one call may take hours, bounded, for statements that strangers may write."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

# Characters (or bytes) of the first text times those of the second, which is what these functions take time by. SQLite
# looks for an interrupt between two calls, never within one. Chosen: the largest page that the archive keeps (64 MiB)
# and a word of thirty letters, for which they take some seconds at most.
_MOST_STEPS = 2_000_000_000
LONGEST_PATTERN = 250
"""Bytes of a pattern of LIKE and GLOB, whose time grows as theirs; SQLite's own bound is 50,000.

Chosen: longer than addresses and headlines are, and the largest page is still searched within half a minute.
"""
_BLANK = " "


def bound_functions(db: sqlite3.Connection) -> None:
    """Let no function of a connection run on where nothing can stop it.

    ``instr``, ``replace``, ``trim``, ``ltrim``, ``rtrim`` and ``json_patch`` return what SQLite's own return
    (sqlite.org/lang_corefunc.html, sqlite.org/json1.html), and refuse two values that are too large together. A
    statement that looks for fifteen million bytes among thirty million would otherwise take a day.
    """
    own = sqlite3.connect(":memory:", check_same_thread=False)
    own.text_factory = lambda data: data.decode("utf-8", "replace")

    def asked(name: str) -> Callable[..., Any]:
        """Return SQLite's own function, for values that are not two texts."""

        def ask(*values: Any) -> Any:
            _refuse_long(values)
            places = ", ".join("?" * len(values))
            return own.execute(f"SELECT {name}({places})", values).fetchone()[0]

        return ask

    def instr(text: Any, part: Any) -> Any:
        # Two texts are the usual case. Python finds one in the other in a time that grows by their sum alone.
        if isinstance(text, str) and isinstance(part, str):
            return text.find(part) + 1
        return asked("instr")(text, part)

    def replace(text: Any, part: Any, by: Any) -> Any:
        are_texts = isinstance(text, str) and isinstance(part, str) and isinstance(by, str)
        # SQLite looks for nothing that begins with NUL. And where each part is replaced by more, the text may grow
        # beyond SQLite's bound, which its own function foresees.
        if are_texts and part[:1] not in ("", "\0") and len(by) <= len(part):
            return text.replace(part, by)
        return asked("replace")(text, part, by)

    def trimmed(name: str, by_python: Callable[[str, str], str]) -> Callable[..., Any]:
        by_sqlite = asked(name)

        def trim(text: Any, *chars: Any) -> Any:
            given = chars[0] if chars else _BLANK
            if isinstance(text, str) and isinstance(given, str):
                _refuse_long((text, given))
                # SQLite reads the characters as a string of C, which ends at the first NUL.
                return by_python(text, given.partition("\0")[0])
            return by_sqlite(text, *chars)

        return trim

    functions: tuple[tuple[str, tuple[int, ...], Callable[..., Any]], ...] = (
        ("instr", (2,), instr),
        ("replace", (3,), replace),
        ("trim", (1, 2), trimmed("trim", str.strip)),
        ("ltrim", (1, 2), trimmed("ltrim", str.lstrip)),
        ("rtrim", (1, 2), trimmed("rtrim", str.rstrip)),
        ("json_patch", (2,), asked("json_patch")),
    )
    for name, counts, function in functions:
        for count in counts:
            db.create_function(name, count, function, deterministic=True)
    db.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)


def _refuse_long(values: tuple[Any, ...]) -> None:
    """Refuse values that are too large together.

    Raises:
        OverflowError: they are; Python reports it to SQLite as a value that is too big (SQLITE_TOOBIG).
    """
    sizes = [len(value) for value in values[:2] if isinstance(value, str | bytes)]
    if len(sizes) > 1 and sizes[0] * sizes[1] > _MOST_STEPS:
        raise OverflowError
