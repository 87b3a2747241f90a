"""What politeness remembers of hosts between runs."""

from __future__ import annotations

import re

from sqlite_utils import Database

from scraper.model import HostState
from scraper.store.columns import from_text, to_text
from scraper.web.userinfo import masked, masked_address

# The value of a line of robots.txt that is one address (sitemaps.org).
_SITEMAP = re.compile(r"^([ \t]*sitemap[ \t]*:[ \t]*)([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
# A rule for paths: in "Disallow: //a@b" stands no user, and another rule must not come of it (RFC 9309 §2.2.2).
_RULE = re.compile(r"[ \t]*(?:dis)?allow[ \t]*:[ \t]*[/*]", re.IGNORECASE)
# The texts of a JSON document. One with an escaped quote is met in parts.
_JSON_TEXT = re.compile(r'(")([^"]*)')
# '@' as JSON may escape it (RFC 8259 §7).
_ESCAPED_AT = "\\u0040"


def kept_robots(file: bytes | None) -> bytes | None:
    """Return a robots.txt with ``***`` for user and password in any address in it; its rules stay as they are."""
    if file is None or b"@" not in file:
        return file
    text = _masked_by(_SITEMAP, _text(file))
    return _bytes("".join(line if _RULE.match(line) else masked(line) for line in text.splitlines(keepends=True)))


def kept_tdmrep(file: bytes | None) -> bytes | None:
    """Return a tdmrep.json with ``***`` for user and password in any address in it."""
    if file is None:
        return None
    return _bytes(masked(_masked_by(_JSON_TEXT, _text(file).replace(_ESCAPED_AT, "@"))))


def _masked_by(pattern: re.Pattern[str], text: str) -> str:
    """Return a text with ``***`` for user and password.

    Args:
        pattern: finds what stands before an address alone, and the address.
        text: of a host's file.
    """
    return pattern.sub(lambda found: found[1] + masked_address(found[2]), text)


def _text(file: bytes) -> str:
    """Return a host's file as text from which :func:`_bytes` makes the same bytes, whatever they are."""
    return file.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


class Hosts:
    """The table ``hosts``.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def load(self, host: str) -> HostState:
        """Return what is known of a host; an empty state for a new one."""
        row = self._db.execute(
            "SELECT robots, robots_at, delay, not_before, failures, tdmrep, tdmrep_at, certificate_until FROM hosts"
            " WHERE host = ?",
            [host],
        ).fetchone()
        if row is None:
            return HostState(host)
        robots, robots_at, delay, not_before, failures, tdmrep, tdmrep_at, certificate_until = row
        return HostState(
            host=host,
            robots=robots,
            robots_at=from_text(robots_at),
            delay=delay,
            not_before=from_text(not_before),
            failures=failures,
            tdmrep=tdmrep,
            tdmrep_at=from_text(tdmrep_at),
            certificate_until=from_text(certificate_until),
        )

    def save(self, state: HostState) -> None:
        """Write a host's state. The caller holds the transaction."""
        # Of robots and tdmrep, b"" says that the host has no such file; None becomes NULL: nobody has asked for it yet.
        self._db.table("hosts").upsert(
            {
                "host": state.host,
                "robots": kept_robots(state.robots),
                "robots_at": to_text(state.robots_at),
                "delay": state.delay,
                "not_before": to_text(state.not_before),
                "failures": state.failures,
                "tdmrep": kept_tdmrep(state.tdmrep),
                "tdmrep_at": to_text(state.tdmrep_at),
                "certificate_until": to_text(state.certificate_until),
            },
            pk="host",
        )
