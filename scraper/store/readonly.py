"""Questions in SQL, by connections that can do nothing but ask."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from sqlite_utils import Database

from scraper.errors import QueryError
from scraper.store.bounded import LONGEST_PATTERN, bound_functions
from scraper.store.connection import error_name
from scraper.store.near_misses import is_unknown_name, near_name

Row = dict[str, Any]
# SQLite's codes for what a connection that only asks is refused.
_FORBIDDEN = ("SQLITE_READONLY", "SQLITE_AUTH")
_REFUSED = re.compile("not authorized")
_LONG_PATTERN = re.compile("pattern too complex")
# Python refuses a second statement itself, by a class of errors that changed with its versions.
_SEVERAL = re.compile("one statement at a time")
REFUSALS = (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError, MemoryError)
"""How a statement is refused or fails.

Not all is SQLite's: Python's are an OverflowError for an integer beyond 64 bits, a ValueError for a statement with a
NUL or a lone surrogate in it, and a MemoryError for SQLite's lack of memory.
"""
# Steps of SQLite's virtual machine between two looks for Ctrl-C: they take about a millisecond.
_STEPS_BETWEEN_LOOKS = 100_000
_MIB = 1024 * 1024
# The largest text or BLOB of a connection that asks, and all values of one row together. Chosen above what an archive
# holds: the body of a page has at most 64 MiB (Settings.max_body_bytes). SQLite's own bound is a thousand million
# bytes, and printing a value takes several times its size.
_LARGEST_VALUE = 68 * _MIB
# What all of SQLite may take for a question. Chosen: room for the largest value, a copy of it and the cache; with what
# Python makes of a row for printing, the whole process stays below a gigabyte.
MOST_MEMORY = 256 * _MIB
"""Bytes that all of SQLite may take for a question, where nothing else is said."""
# Characters of a statement that an error shows; chosen so that the error stays on a screen.
_LONGEST_SHOWN = 500
# What is no statement: white space, semicolons and comments (sqlite.org/lang_comment.html). The quantifiers give
# nothing back, so that no text takes more than one pass.
_NOTHING = re.compile(r"(?:[\s;]++|--[^\n]*+|/\*(?>.*?(?:\*/|\Z)))*+", re.DOTALL)

# What stands between the percent sign and the letter in a form of printf: flags, width, precision
# (sqlite.org/printf.html). A width that is beyond all bounds has eight digits at least; a star takes it from a value.
_PLACE = re.compile(r"%[^%a-zA-Z]*")
_WIDTH = re.compile(r"[0-9]{8,1000}")


def rows(db: Database, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> Iterator[Row]:
    """Run one SQL statement and yield its rows.

    Args:
        db: an archive opened for reading.
        sql: one statement.
        params: values for ``?`` (sequence) or ``:name`` (dictionary).

    Raises:
        QueryError: SQLite refuses it, it is none, or its answer is too large; names the statement.
    """
    if is_nothing(sql):
        raise QueryError("There is no SQL in this.", hint="Write a statement, such as: SELECT count(*) FROM archive.")
    try:
        cursor = db.conn.execute(sql, params)
        names = _unique_names([column[0] for column in cursor.description or ()])
        for row in cursor:
            _refuse_large(row, sql)
            yield dict(zip(names, row, strict=True))
    except REFUSALS as error:
        said = refusal(error)
        hint = " ".join(filter(None, [_hint(db, sql, error), _was(sql)]))
        raise QueryError(said, hint=hint) from error


def is_nothing(sql: str) -> bool:
    """Return whether a text holds no SQL: white space, semicolons and comments alone."""
    return _NOTHING.fullmatch(sql) is not None


def refusal(error: Exception) -> str:
    """Return the sentence that says why a statement was refused, or failed.

    Args:
        error: one of :data:`REFUSALS`.

    Raises:
        KeyboardInterrupt: it was Ctrl-C that ended the statement.
    """
    # Ctrl-C ends the progress handler of only_asking() with an exception, which SQLite reports as an interrupt.
    if error_name(error) == "SQLITE_INTERRUPT":
        raise KeyboardInterrupt from error
    said = str(error).rstrip(".")
    # Bytes on the command line that are no UTF-8 reach Python as lone surrogates (PEP 383). Python's error speaks of
    # codecs, which tells a user nothing.
    if isinstance(error, UnicodeError):
        said = "not all of this is Unicode text"
    if isinstance(error, MemoryError):
        said = "out of memory"
    return f"SQLite says: {said}."


def is_forbidden(error: Exception) -> bool:
    """Return whether a statement would have done something else than ask."""
    # What the authorizer refuses inside an expression is a plain SQLITE_ERROR, which only its words tell from others.
    return error_name(error).startswith(_FORBIDDEN) or _REFUSED.search(str(error)) is not None


def _was(sql: str) -> str:
    """Return the sentence that shows a statement, or its beginning."""
    if len(sql) > _LONGEST_SHOWN:
        sql = sql[:_LONGEST_SHOWN] + "…"
    return f"The statement was: {sql}"


def _refuse_large(row: tuple[Any, ...], sql: str) -> None:
    """Refuse a row of which the values are not too large alone, but all together.

    Raises:
        QueryError: it is one.
    """
    # This is asked of each row of each answer: a loop takes half as long as a sum of a generator.
    size = 0
    for value in row:
        if isinstance(value, (str, bytes)):
            size += len(value)
    if size > _LARGEST_VALUE:
        said = f"A row of this answer has {size // _MIB} MiB; it may have at most {_LARGEST_VALUE // _MIB} MiB."
        raise QueryError(said, hint=f"Ask for fewer columns, or for length(…) or substr(…) of them. {_was(sql)}")


def _unique_names(names: list[str]) -> list[str]:
    """Number the columns of a join that share a name, so that none is lost."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        is_first = seen[name] == 1
        out.append(name if is_first else f"{name}_{seen[name]}")
    return out


def _hint(db: Database, sql: str, error: Exception) -> str | None:
    """Return what to do next, where more can be said than that the statement is wrong."""
    if is_forbidden(error):
        return "'scraper query' only reads; nothing in the archive was changed."
    if error_name(error) == "SQLITE_TOOBIG":
        return (
            f"A value has at most {_LARGEST_VALUE // _MIB} MiB here, and two that instr, replace or trim is given"
            " have less: ask for length(…) or substr(…) of them."
        )
    if _LONG_PATTERN.search(str(error)):
        return f"What LIKE and GLOB look for has at most {LONGEST_PATTERN} bytes here."
    if isinstance(error, MemoryError):
        return f"A question takes at most {MOST_MEMORY // _MIB} MiB of memory: ask for less at once."
    if _SEVERAL.search(str(error)):
        return "Ask them one by one."
    if is_unknown_name(error):
        near = near_name(db, sql, error)
        if near is not None:
            return f"Did you mean '{near}'?"
        return 'The tables are listed by: scraper query "SELECT name, sql FROM sqlite_schema".'
    return None


# PRAGMAs that only describe the database, whatever they are given: the value names a table or an index.
_DESCRIBING = frozenset(
    {
        *("table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list"),
        *("foreign_key_check", "integrity_check", "quick_check", "database_list", "collation_list", "function_list"),
        *("pragma_list", "module_list", "compile_options", "data_version"),
    }
)
# PRAGMAs that state a setting when they are given no value, and change it when they are given one.
_STATING = frozenset(
    {"user_version", "schema_version", "page_count", "page_size", "journal_mode", "encoding", "freelist_count"}
)
# What sqlite-utils sets where a library opens it on a connection. Where nothing is written, no trigger runs.
_WITHOUT_EFFECT = frozenset({"recursive_triggers"})


def only_asking(db: Database) -> None:
    """Let a connection ask and do nothing else.

    ``mode=ro`` and ``query_only`` keep the archive as it is, but ATTACH and VACUUM INTO make files elsewhere.
    """

    def judge(action: int, name: str | None, value: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_PRAGMA:
            is_asked_for = name in _STATING and value is None
            asks = name in _DESCRIBING or name in _WITHOUT_EFFECT or is_asked_for
        else:
            # VACUUM INTO asks for the right to ATTACH, too, since it attaches the file that it makes.
            asks = action not in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH)
        return sqlite3.SQLITE_OK if asks else sqlite3.SQLITE_DENY

    db.conn.set_authorizer(judge)
    db.conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
    _add_printf(db)
    keep_hearing_ctrl_c(db)


def keep_hearing_ctrl_c(db: Database) -> None:
    """Let Ctrl-C end a statement that runs, and nothing else."""
    # Python acts on Ctrl-C only between two of its own instructions, and one statement may run for hours without any.
    # A handler that does nothing is enough to let Python have its say.
    db.conn.set_progress_handler(lambda: None, _STEPS_BETWEEN_LOOKS)


# SQLite knows one handler of progress a connection, so that bounds within one another are kept here.
_BOUNDS: WeakKeyDictionary[Database, list[Callable[[], bool]]] = WeakKeyDictionary()


@contextmanager
def stopped_when(db: Database, is_over: Callable[[], bool], steps: int = _STEPS_BETWEEN_LOOKS) -> Iterator[None]:
    """Let :func:`rows` raise ``KeyboardInterrupt``, as Ctrl-C does, once something is so; a block within a block too.

    Args:
        db: an archive.
        is_over: is asked while a statement of the block runs.
        steps: of SQLite's virtual machine between two of these looks.
    """
    bounds = _BOUNDS.setdefault(db, [])
    bounds.append(is_over)

    def is_any_over() -> bool:
        return any(bound() for bound in bounds)

    db.conn.set_progress_handler(is_any_over, steps)
    try:
        yield
    finally:
        bounds.remove(is_over)
        # What bounds the block around this one still does.
        if bounds:
            db.conn.set_progress_handler(is_any_over, _STEPS_BETWEEN_LOOKS)
        else:
            keep_hearing_ctrl_c(db)


def _add_printf(db: Database) -> None:
    """Let ``printf`` and ``format`` refuse what is too large, for which SQLite's own return NULL."""
    other = sqlite3.connect(":memory:")
    other.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)

    def printf(*args: Any) -> Any:
        if not args:
            return None
        _refuse_wide(other, args)
        others = ", ?" * (len(args) - 1)
        (text,) = other.execute(f"SELECT printf(?{others})", args).fetchone()
        has_form = args[0] is not None
        if text is None and has_form:
            # Some versions return NULL for an empty text, too, which one more letter tells from what is too large.
            (longer,) = other.execute(f"SELECT printf('x' || ?{others})", args).fetchone()
            if longer is None:
                # Python reports it as SQLITE_TOOBIG.
                raise OverflowError
        return text

    for name in ("printf", "format"):
        db.conn.create_function(name, -1, printf, deterministic=True)


def _refuse_wide(db: sqlite3.Connection, args: Sequence[Any]) -> None:
    """Refuse a width that is beyond all bounds: SQLite's own writes it first, for seconds, and looks then.

    Raises:
        OverflowError: it is; Python reports it as SQLITE_TOOBIG.
    """
    form = args[0]
    if not isinstance(form, str) or "%" not in form:
        return
    places = " ".join(_PLACE.findall(form.replace("%%", "")))
    widths = [int(digits) for digits in _WIDTH.findall(places)]
    if "*" in places:
        widths += [db.execute("SELECT CAST(? AS INTEGER)", (arg,)).fetchone()[0] or 0 for arg in args[1:]]
    # A width below zero is one to the left.
    if any(abs(width) > _LARGEST_VALUE for width in widths):
        raise OverflowError


def bound_statements(db: Database, most: int = MOST_MEMORY) -> None:
    """Bound what statements of others may take: of memory in this process from now on, and of time in one function.

    What takes memory are many large values in one row, or in one sort. This bound cannot be lifted again
    (sqlite.org/pragma.html#pragma_hard_heap_limit), so that it is for a process that does nothing but ask.

    Args:
        db: an archive.
        most: bytes.
    """
    # The authorizer would refuse this setting as every other.
    db.conn.set_authorizer(None)
    db.conn.execute(f"PRAGMA hard_heap_limit = {most}")
    only_asking(db)
    bound_functions(db.conn)
