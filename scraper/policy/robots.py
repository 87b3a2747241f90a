"""The Robots Exclusion Protocol, RFC 9309, read as Google's open-source matcher reads it.

Pure: bytes of a robots.txt in, verdicts out. How a rule matches an address stands in
:mod:`scraper.policy.robots_rules`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from scraper.policy.robots_rules import Rule, make_rule, normal_path, outranks, readable

AGENT_TOKEN = "scraper"  # noqa: S105  (not a secret)
"""The product token by which robots.txt files and pages can name this crawler (RFC 9309 §2.2.1)."""

MAX_BYTES = 1024 * 1024
"""What is read of a file, in bytes; RFC 9309 §2.5 asks for at least 500 KiB."""

MAX_LINE = 2083 * 8 - 1
"""What is read of a line, in bytes: Google's bound, eight times the longest URL of old browsers."""

# So many hosts' files are kept read: the fetcher and the reservations ask the same file for each page of a host, and a
# crawl goes to some fifty hosts at a time.
_KEPT_FILES = 64
_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LINE_END = re.compile(r"\r\n|\n|\r")
_BLANKS = " \t\n\v\f\r"
_TWO_WORDS = re.compile(r"([^ \t]+)[ \t]+([^ \t]+)")
# What ends a product token, such as the slash before its version.
_BEHIND_TOKEN = re.compile(r"[^A-Za-z_-]")
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9}")
# What a line is about, and how that is spelled; misspellings are those of Google's matcher.
_FIELDS = (
    ("agent", ("user-agent", "useragent", "user agent")),
    ("allow", ("allow",)),
    ("disallow", ("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw")),
    ("sitemap", ("sitemap", "site-map")),
    ("delay", ("crawl-delay", "crawldelay", "crawl delay")),
    ("usage", ("content-usage",)),
    ("signal", ("content-signal",)),
)
_ANY_AGENT = "*"

Statement = tuple[Rule, str]
"""What a Content-Usage or Content-Signal line says, and for which addresses."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an address may be fetched, and the rule that says so.

    Args:
        allowed: the answer.
        line: the number of the rule's line, from 1; None where no rule applies.
        rule: the rule as it stands in the file, or None.
    """

    allowed: bool
    line: int | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one robots.txt.

    Args:
        rules: per product token in lower case, ``*`` for all others; groups of one token are merged
            (RFC 9309 §2.2.1).
        delays: per product token, the Crawl-delay in seconds.
        sitemaps: the values of the Sitemap lines, in order, without repetition.
        usages: per product token, the Content-Usage lines: for which addresses, and what they say.
        signals: the same of the Content-Signal lines.
    """

    rules: dict[str, tuple[Rule, ...]] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)
    sitemaps: tuple[str, ...] = ()
    usages: dict[str, tuple[Statement, ...]] = field(default_factory=dict)
    signals: dict[str, tuple[Statement, ...]] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: bytes) -> Robots:
        """Read a robots.txt; what is not understood is skipped (RFC 9309 §2.2), nothing is an error.

        Equal bytes give the same object, as long as it is among the last ones that were read.

        Args:
            data: the body as it came; more than ``MAX_BYTES`` is left unread.
        """
        return _parsed(data)

    def allowed(self, agent_token: str, url: str) -> Verdict:
        """Say whether a crawler may fetch an address (RFC 9309 §2.2.2).

        The longest matching rule decides, Allow before Disallow where both are as long; without a matching rule all is
        allowed. ``/robots.txt`` itself is always allowed.

        Args:
            agent_token: the crawler's product token; a version after it is overlooked.
            url: an absolute address.
        """
        path = normal_path(url)
        if path == "/robots.txt":
            return Verdict(True)
        best: Rule | None = None
        # Lengths are compared before paths, because that is cheaper: some files hold thousands of rules.
        for rule in self.rules.get(self._group(agent_token), ()):
            if outranks(rule, best) and rule.matches(path):
                best = rule
        if best is None:
            return Verdict(True)
        return Verdict(best.allow, best.line, best.text)

    def delay(self, agent_token: str) -> float | None:
        """Return the Crawl-delay for a crawler in seconds, or None; no standard, but often meant."""
        return self.delays.get(self._group(agent_token))

    def usage(self, agent_token: str, url: str) -> tuple[str, ...]:
        """Return what Content-Usage lines say of an address (draft-ietf-aipref-attach).

        As with Allow and Disallow the longest matching path counts; several lines can have it.
        """
        return _most_specific(self.usages.get(self._group(agent_token), ()), url)

    def signal(self, agent_token: str, url: str) -> tuple[str, ...]:
        """Return what Content-Signal lines say of an address (contentsignals.org), chosen as those of Content-Usage."""
        return _most_specific(self.signals.get(self._group(agent_token), ()), url)

    def _group(self, agent_token: str) -> str:
        """Return the product token of the group that a crawler obeys (§2.2.1)."""
        name = _token(agent_token.strip())
        return name if name in self.rules else _ANY_AGENT


def _most_specific(statements: tuple[Statement, ...], url: str) -> tuple[str, ...]:
    """Return what is said of an address by the lines that match it and have the longest path."""
    path = normal_path(url)
    matching = [(rule.weight, text) for rule, text in statements if rule.matches(path)]
    longest = max((weight for weight, _ in matching), default=0)
    return tuple(text for weight, text in matching if weight == longest)


@lru_cache(maxsize=_KEPT_FILES)
def _parsed(data: bytes) -> Robots:
    reader = _Reader()
    for number, line in enumerate(_lines(data), start=1):
        reader.read(number, line)
    return reader.result()


@dataclass(slots=True)
class _Group:
    """The crawlers that lines of one kind are for: those of the User-agent lines in a row before them.

    Args:
        agents: their product tokens.
        has_lines: whether a line has come that they are for; the next User-agent line begins another group then.
    """

    agents: set[str] = field(default_factory=set)
    has_lines: bool = False

    def add(self, agent: str) -> None:
        if self.has_lines:
            self.agents, self.has_lines = set(), False
        self.agents.add(agent)


class _Reader:
    """What is known while a file is read: the crawlers of the current group, and all rules so far."""

    def __init__(self) -> None:
        self._rules: dict[str, list[Rule]] = {}
        self._delays: dict[str, float] = {}

        self._sitemaps: dict[str, None] = {}
        self._usages: dict[str, list[Statement]] = {}
        self._signals: dict[str, list[Statement]] = {}
        # RFC 9309 §2.2.4: other records must not interfere with Allow and Disallow. A Crawl-delay between two
        # User-agent lines is for the first crawler only, while the rules below are for both, so that each kind of line
        # has a group of its own.
        self._rule_group, self._delay_group, self._statement_group = _Group(), _Group(), _Group()

    def result(self) -> Robots:
        """Return what was read."""
        return Robots(
            {agent: tuple(rules) for agent, rules in self._rules.items()},
            self._delays,
            tuple(self._sitemaps),
            {agent: tuple(statements) for agent, statements in self._usages.items()},
            {agent: tuple(statements) for agent, statements in self._signals.items()},
        )

    def read(self, number: int, line: str) -> None:
        """Take one line in."""
        name, value = _field(line)
        if name == "agent":
            self._agent(value)
        elif name in ("allow", "disallow"):
            self._rule(name == "allow", value, number, line)
        elif name == "delay":
            self._delay(value)
        elif name == "usage":
            self._statement(self._usages, value, number, line)
        elif name == "signal":
            self._statement(self._signals, value, number, line)
        elif name == "sitemap" and value:
            self._sitemaps[readable(value)] = None

    def _agent(self, value: str) -> None:
        agent = _agent_token(value)
        # A crawler that a file names obeys its own group alone, even one without any rule, and not that of "*".
        self._rules.setdefault(agent, [])
        for group in (self._rule_group, self._delay_group, self._statement_group):
            group.add(agent)

    def _rule(self, allow: bool, value: str, number: int, line: str) -> None:
        # A rule before the first User-agent line belongs to no group (RFC 9309 §2.2, the grammar of a group).
        if not self._rule_group.agents:
            return
        self._rule_group.has_lines = self._delay_group.has_lines = self._statement_group.has_lines = True
        # "Disallow:" without a path forbids nothing, but the next User-agent line begins another group.
        if not value:
            return
        rules = _rules_of(allow, value, number, readable(line.strip(_BLANKS)))
        for agent in self._rule_group.agents:
            self._rules[agent].extend(rules)

    def _statement(self, statements: dict[str, list[Statement]], value: str, number: int, line: str) -> None:
        """Take in ``[path] preferences``; without a path they are for all addresses."""
        path, text = "/", value
        if value.startswith("/"):
            path, _, text = value.replace("\t", " ").partition(" ")
        # The rule serves to match addresses with the path alone; whether it allows them is never asked.
        rule = make_rule(True, path, number, readable(line.strip(_BLANKS)))
        self._statement_group.has_lines = True
        for agent in self._statement_group.agents:
            statements.setdefault(agent, []).append((rule, readable(text.strip(_BLANKS))))

    def _delay(self, value: str) -> None:
        if not _NUMBER.fullmatch(value):
            return
        self._delay_group.has_lines = True
        for agent in self._delay_group.agents:
            # Where a file gives one crawler several delays, the longest is sure to satisfy its author.
            self._delays[agent] = max(float(value), self._delays.get(agent, -math.inf))


def _rules_of(allow: bool, path: str, number: int, text: str) -> list[Rule]:
    """Return the rules of one Allow or Disallow line: its path in each spelling, and the directory of an index page."""
    rules = [make_rule(allow, spelled, number, text) for spelled in _spellings(path)]
    directory, slash, page = path.rpartition("/")
    is_index_page = slash != "" and page.startswith("index.htm")
    if allow and is_index_page:
        # Google's matcher reads an Allow of a directory's index page as an Allow of the directory's own address, too.
        rules.append(make_rule(True, f"{directory}/$", number, text))
    return rules


def _lines(data: bytes) -> Iterator[str]:
    """Yield the lines as Latin-1, so that one character is one octet of UTF-8."""
    # RFC 9309 §2.3 asks for UTF-8, but some editors save UTF-16; read as UTF-8, such a file would forbid nothing.
    if data.startswith(_UTF_16):
        data = data[: 2 * MAX_BYTES].decode("utf-16", "replace").encode("utf-8", "replace")
    data = _without_bom(data)
    lines = _LINE_END.split(data[:MAX_BYTES].decode("latin-1"))
    if len(data) > MAX_BYTES and len(lines) > 1:
        # The bound may have cut the last line in two, and "Disallow: /archive" cut down to "Disallow: /" would forbid
        # the whole site.
        lines.pop()
    for line in lines:
        yield line[:MAX_LINE]


def _without_bom(data: bytes) -> bytes:
    """Return a file without its byte order mark, or without the beginning of one, which Google's matcher skips too."""
    for length in range(len(_BOM), 0, -1):
        if data.startswith(_BOM[:length]):
            return data[length:]
    return data


def _spellings(value: str) -> list[str]:
    """Return a path as it stands, and as UTF-8 where it is in another encoding."""
    if value.isascii():
        return [value]
    octets = value.encode("latin-1")
    try:
        octets.decode()
    except UnicodeDecodeError:
        # Addresses are compared in UTF-8, so that an umlaut in windows-1252 would match none of them.
        return [value, octets.decode("cp1252", "replace").encode().decode("latin-1")]
    return [value]


def _field(line: str) -> tuple[str | None, str]:
    """Return the meaning of a line's key, None if unknown, and its value."""
    line = line.partition("#")[0].strip(_BLANKS)
    key, colon, value = line.partition(":")
    if not colon:
        # Google's matcher takes "Disallow /a", too, as long as nothing else stands in the line.
        words = _TWO_WORDS.fullmatch(line)
        if words is None:
            return None, ""
        key, value = words[1], words[2]
    key = key.strip(_BLANKS).lower()
    # Google's matcher takes every key that begins with one of these words.
    name = next((name for name, spellings in _FIELDS if key.startswith(spellings)), None)
    return name, value.strip(_BLANKS)


def _agent_token(value: str) -> str:
    """Return the product token of a User-agent value, ``*`` for all (RFC 9309 §2.2.1)."""
    # As in Google's matcher an asterisk stands for all crawlers where it is a word of its own, as in "* (all)".
    first_word = value[:2].rstrip(_BLANKS)
    if first_word == _ANY_AGENT:
        return _ANY_AGENT
    return _token(value)


def _token(text: str) -> str:
    """Return the letters, hyphens and underscores that a text begins with, in lower case (§2.2.1)."""
    return _BEHIND_TOKEN.split(text, maxsplit=1)[0].lower()


ALLOW_ALL = Robots()
"""What a missing robots.txt says (RFC 9309 §2.3.1.3)."""
