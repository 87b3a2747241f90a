"""The steps from one schema version to the next, in their order, and how one is run."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from scraper.errors import AddressError
from scraper.store.chain import CAPTURE_FIELDS, capture_digest, chain_link
from scraper.store.exchange import from_headers, unpack
from scraper.store.hosts import kept_robots, kept_tdmrep
from scraper.store.migrations import own_objects
from scraper.web import urls
from scraper.web.url_noise import without_noise, without_session
from scraper.web.userinfo import masked

if TYPE_CHECKING:
    from scraper.store.migrations.old_sentences import OldProblem

_Value = str | bytes | bool | int | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step from a schema version to the next.

    Args:
        version: the version that it leads to.
        script: its file in ``store/migrations``.
        rebuilds: whether it fills an empty file (``main``) from the file before it (``old``); else it changes a file
            in place.
        joins: the tables of which it makes one row of several, by the name of the temporary table that says which
            (``id``) became part of which (``kept_id``).
        brings: the names of what it makes and no earlier version had; what the user has made under them stays behind.
        renews: the tables that it drops and makes anew with their rows.
        derives: whether all that is made of the texts of articles is to be made after the last step.
    """

    version: int
    script: str
    rebuilds: bool = False
    joins: tuple[tuple[str, str], ...] = ()
    brings: tuple[str, ...] = ()
    renews: tuple[str, ...] = ()
    derives: bool = False


_OF_YEARS = (
    *("gaps", "link_checks", "checked_links", "dictionaries_site", "payloads_dictionary", "payloads_earlier"),
    *("payloads_in_use", "captures_in_use", "dictionaries_in_use"),
)
_OF_ALARMS = ("events", "events_article", "events_new", "events_changed", "events_gone", "events_back")
_OF_ANSWERS = (
    *("keywords_canonical", "keywords_form", "links_key", "links_other_forms", "citations", "articles_words"),
    *("articles_words_data", "articles_words_idx", "articles_words_docsize", "articles_words_config", "words"),
    *("indexes", "index_queue", "index_queue_insert", "index_queue_replace", "index_queue_replace_by_update"),
    *("index_queue_delete", "index_queue_update", "stories", "stories_first", "story_articles"),
    *("story_articles_article", "story_pairs", "story_pairs_other", "fingerprints", "fingerprinted"),
    *("index_queue_day", "mentions", "mentions_article", "mentions_key", "vendors_name", "places"),
)
_OF_PAST = ("imports", "origins", "origins_import")
FIRST_SCRIPT = "001_archive.sql"
STEPS = (
    Step(2, "002_reservations.sql"),
    Step(3, "003_sources.sql"),
    Step(4, "004_house.sql", rebuilds=True),
    Step(5, "005_session_ids.sql", joins=(("articles", "joined"), ("pages", "joined_pages"))),
    Step(6, "006_told.sql"),
    Step(7, "007_years.sql", brings=_OF_YEARS),
    Step(8, "008_alarms.sql", brings=_OF_ALARMS, renews=("problems",)),
    Step(9, "009_answers.sql", brings=_OF_ANSWERS, derives=True),
    Step(10, "010_past.sql", brings=_OF_PAST),
)


def missing_steps(version: int) -> tuple[Step, ...]:
    """Return the steps that an archive of this version lacks.

    Args:
        version: from 1.
    """
    return tuple(step for step in STEPS if step.version > version)


def script_of(name: str) -> str:
    """Return a script of ``store/migrations``."""
    return (resources.files("scraper.store") / "migrations" / name).read_text(encoding="utf-8")


def change(database: sqlite3.Connection, step: Step) -> tuple[dict[str, int], list[str]]:
    """Run a step that changes a file in place, in one transaction.

    Args:
        database: the file, without foreign keys: a table that is built anew must not take with it what refers to it.
        step: with ``rebuilds`` false.

    Returns:
        How many rows became part of others, by table, and the names of what of the user's own could not be kept, of
        tables not with all rows.
    """
    _add_functions(database)
    joined: dict[str, int] = {}
    left = own_objects.make_way(database, step.brings)
    indexes = own_objects.indexes_of(database, step.renews)
    with own_objects.triggers_at_rest(database):
        in_one_transaction(database, script_of(step.script), step.version)
        for table, mapping in step.joins:
            (joined[table],) = database.execute(f"SELECT count(*) FROM temp.{mapping}").fetchone()
            left += own_objects.lead_on(database, table, mapping)
    left += own_objects.make_again(database, indexes)
    return joined, left


def fill(database: sqlite3.Connection, step: Step, doing: Callable[[str], None]) -> list[str]:
    """Run a step that fills an empty file, in one transaction.

    Args:
        database: the empty file, with the one before it attached as ``old``.
        step: with ``rebuilds`` true.
        doing: is told the name of each table before it is filled.

    Returns:
        The names of the user's own tables and views that could not be taken along.
    """
    _add_functions(database)
    # The statements run one by one, so that a person is told which table is being filled: large archives take minutes.
    database.execute("BEGIN")
    for statement in _statements(script_of(step.script)):
        table = re.search(r"^INSERT INTO (\w+)", statement, re.MULTILINE)
        if table is not None:
            doing(table[1])
        database.execute(statement)
    # What the scripts of the old version made is ours, even where the new one has it no more. All else is the user's.
    earlier = [script_of(FIRST_SCRIPT), *(script_of(one.script) for one in STEPS if one.version < step.version)]
    left = own_objects.take_along(database, own_objects.names_made_by(earlier))
    database.execute(f"PRAGMA user_version = {step.version:d}")
    database.execute("COMMIT")
    return left


def in_one_transaction(database: sqlite3.Connection, script: str, version: int) -> None:
    """Run a script and write the schema version, or leave all as it was.

    Args:
        database: the file.
        script: SQL.
        version: the schema version that it leads to.
    """
    try:
        # executescript() commits whatever transaction is open before it runs, so that BEGIN has to stand in the script.
        database.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {version:d};\nCOMMIT;")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; those of a trigger stay together."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        # A trigger has semicolons inside; complete_statement() knows that it goes on up to its END.
        if line.rstrip().endswith(";") and sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _add_functions(database: sqlite3.Connection) -> None:
    """Register what the steps call; their scripts say what each does."""
    functions: tuple[tuple[str, int, Callable[..., _Value]], ...] = (
        ("digest_bytes", 1, _unless_null(bytes.fromhex)),
        ("packed_headers", 1, lambda text: from_headers(json.loads(text))),
        ("masked_url", 1, masked),
        ("kept_robots", 1, kept_robots),
        ("kept_tdmrep", 1, kept_tdmrep),
        ("differs", 2, _differs),
        ("reason_code", 1, _unless_null(lambda sentence: _page_problem(sentence).code)),
        ("reason_detail", 1, _unless_null(lambda sentence: _page_problem(sentence).detail)),
        ("site_problems", 1, _site_problems),
        ("address", 1, _unless_null(_address)),
        ("plain_key", 1, _plain_key),
        ("place", 1, _place),
        ("is_on_other_port", 2, _is_on_other_port),
        ("page_key", 3, _page_key),
        ("edited", 2, _edited),
        ("capture_digest", len(CAPTURE_FIELDS), lambda *values: capture_digest(values, unpack)),
        ("chain_link", 3, chain_link),
        ("link_key", 1, _unless_null(_link_key)),
        ("keyword_form", 1, _unless_null(_keyword_form)),
        ("keyword_head", 1, _unless_null(_keyword_head)),
    )
    for name, arguments, function in functions:
        database.create_function(name, arguments, function, deterministic=True)


def _unless_null(function: Callable[[str], _Value]) -> Callable[[str | None], _Value]:
    """Let a function leave NULL as it is, as most of SQL's own do."""

    def unless_null(text: str | None) -> _Value:
        if text is None:
            return None
        return function(text)

    return unless_null


def _differs(one: str | None, other: str | None) -> bool:
    """Return whether two texts differ in more than white space; NULL is an empty one."""
    # White space is folded as in the digest of a text, so that a new line break is no edit.
    return (one or "").split() != (other or "").split()


# Code and detail are asked for one after the other, and many pages of a site fail for the same reason.
@lru_cache(maxsize=1024)
def _page_problem(sentence: str) -> OldProblem:
    # Loaded only where an old archive is migrated: its patterns take longer to compile than a small crawl to start.
    from scraper.store.migrations import old_sentences

    return old_sentences.page_problem(sentence)


def _site_problems(text: str) -> str:
    from scraper.store.migrations import old_sentences

    found = old_sentences.site_problems(text)
    return json.dumps([{"code": one.code, "detail": one.detail, "url": one.url} for one in found])


def _address(url: str) -> str:
    try:
        return urls.canonical(url)
    except AddressError:
        return url


def _plain_key(url: str) -> str:
    try:
        return urls.key(url)
    except AddressError:
        return url


def _place(url: str) -> str:
    try:
        return urls.host_and_port(url)
    except AddressError:
        return ""


def _is_on_other_port(url: str, home: str) -> bool:
    """Return whether an address is on the host of a site, or on a subdomain of it, and on another port."""
    try:
        is_of_host = _is_below(urls.host(url), urls.host(home))
        return is_of_host and not _is_below(urls.host_and_port(url), urls.host_and_port(home))
    except AddressError:
        return False


def _is_below(name: str, home: str) -> bool:
    return name == home or name.endswith(f".{home}")


def _page_key(url: str, key: str, site: str) -> str:
    """Return the key of a page by today's rule; where a profile's pattern named the old one, it stays that pattern's.

    Args:
        url: the address of the page.
        key: by an older rule.
        site: id of its site.
    """
    plain = _plain_key(url)
    # A host with its port can look like the id of a site, as in "localhost:8000/news".
    is_of_host = key.partition("/")[0] == plain.partition("/")[0]
    if is_of_host or not key.startswith(f"{site}:"):
        return plain
    # A pattern may take all that follows, "(?P<id>.+)", and with it the session id.
    path, mark, query = key.partition("?")
    return without_session(path) + without_noise(f"{mark}{query}")


# Each address is asked for up to three times, and many articles link to the same one.
@lru_cache(maxsize=100_000)
def _link_key(url: str) -> int | None:
    from scraper.store.link_keys import number_of

    try:
        return number_of(urls.key(url))
    except AddressError:
        return None


def _keyword_form(name: str) -> str:
    from scraper.analysis.keyword_forms import form_of

    return form_of(name)


def _keyword_head(form: str) -> str | None:
    from scraper.analysis.keyword_forms import head_of

    return head_of(form)


def _edited(before: str, after: str) -> str:
    """Return the names of the fields that an edit changed, of those that both states have.

    Args:
        before, after: the text fields of a state and its ``record``, as JSON. Old programs kept less of a record.
    """
    from scraper.policy.edits import TEXT_FIELDS, changed_fields
    from scraper.store.records import version_article

    states = [json.loads(text) for text in (before, after)]
    kept_of_both = set.intersection(*(set(state["record"]) for state in states)) | set(TEXT_FIELDS)
    one, other = (version_article(state, json.dumps(state["record"])) for state in states)
    return "; ".join(name for name in changed_fields(one, other) if name in kept_of_both)
