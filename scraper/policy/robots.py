"""The Robots Exclusion Protocol, RFC 9309, read as Google's open-source matcher reads it.

Pure: bytes of a robots.txt in, verdicts out. Every rule is matched in time linear in the address and the
rule, whatever its wildcards.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

AGENT_TOKEN = "scraper"  # noqa: S105  (not a secret)
"""The product token by which robots.txt files and pages can name this crawler (RFC 9309 §2.2.1)."""

MAX_BYTES = 1024 * 1024
"""What is read of a file, in bytes; RFC 9309 §2.5 asks for at least 500 KiB."""

MAX_LINE = 2083 * 8 - 1
"""What is read of a line, in bytes: Google's bound, eight times the longest URL of old browsers."""

_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LINE_END = re.compile(r"\r\n|\n|\r")
_BLANKS = " \t\n\v\f\r"
_TWO_WORDS = re.compile(r"([^ \t]+)[ \t]+([^ \t]+)")
_TOKEN = re.compile(r"[A-Za-z_-]*")
_TRIPLET = re.compile(r"%([0-9a-fA-F]{2})")
_FOREIGN = re.compile(r"[\x80-\xff]")
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_FIELDS = (
    ("agent", ("user-agent", "useragent", "user agent")),
    ("allow", ("allow",)),
    ("disallow", ("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw")),
    ("sitemap", ("sitemap", "site-map")),
    ("delay", ("crawl-delay", "crawldelay", "crawl delay")),
    ("usage", ("content-usage",)),
    ("signal", ("content-signal",)),
)


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
class Rule:
    """One Allow or Disallow line (RFC 9309 §2.2.2), ready to match.

    Args:
        allow: which of the two.
        parts: the normalised pattern cut at its wildcards; never empty.
        anchored: whether the pattern ends in ``$``.
        weight: its length in octets; the longest match wins.
        line: the number of its line, from 1; 0 for a rule that stands in no file.
        text: the line as it was written.
    """

    allow: bool
    parts: tuple[str, ...]
    anchored: bool
    weight: int
    line: int
    text: str

    def matches(self, path: str) -> bool:
        """Tell whether the rule matches a normalised path.

        The parts between wildcards are looked for from left to right, each as early as possible; this
        finds a match if there is one, and never steps back.
        """
        first, *rest = self.parts
        if not path.startswith(first):
            return False
        if not rest:
            return not self.anchored or len(path) == len(first)
        position = len(first)
        last = rest.pop() if self.anchored else ""
        for part in rest:
            position = path.find(part, position)
            if position < 0:
                return False
            position += len(part)
        return len(path) - len(last) >= position and path.endswith(last)


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
    usages: dict[str, tuple[tuple[Rule, str], ...]] = field(default_factory=dict)
    signals: dict[str, tuple[tuple[Rule, str], ...]] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: bytes) -> Robots:
        """Read a robots.txt; what is not understood is skipped (RFC 9309 §2.2), nothing is an error.

        Args:
            data: the body as it came; more than ``MAX_BYTES`` is left unread.
        """
        reader = _Reader()
        for number, line in enumerate(_lines(data), start=1):
            reader.read(number, line)
        rules = {agent: tuple(found) for agent, found in reader.rules.items()}
        usages = {agent: tuple(found) for agent, found in reader.usages.items()}
        signals = {agent: tuple(found) for agent, found in reader.signals.items()}
        return cls(rules, reader.delays, tuple(reader.sitemaps), usages, signals)

    def allowed(self, agent_token: str, url: str) -> Verdict:
        """Say whether a crawler may fetch an address (RFC 9309 §2.2.2).

        The longest matching rule decides, Allow before Disallow where both are as long; no matching rule
        allows. ``/robots.txt`` itself is always allowed.

        Args:
            agent_token: the crawler's product token; a version after it is overlooked.
            url: an absolute address.
        """
        path = _normal_path(_path(url))
        if path == "/robots.txt":
            return Verdict(True)
        best: Rule | None = None
        for rule in self.rules.get(self._group(agent_token), ()):
            if _outranks(rule, best) and rule.matches(path):
                best = rule
        return Verdict(best.allow, best.line or None, best.text) if best else Verdict(True)

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
        token = _TOKEN.match(agent_token.strip())
        name = token[0].lower() if token else ""
        return name if name in self.rules else "*"


def _most_specific(lines: tuple[tuple[Rule, str], ...], url: str) -> tuple[str, ...]:
    """Return what the lines with the longest path say that an address falls under."""
    path = _normal_path(_path(url))
    matching = [(rule.weight, text) for rule, text in lines if rule.matches(path)]
    longest = max((weight for weight, _ in matching), default=0)
    return tuple(text for weight, text in matching if weight == longest)


@dataclass(slots=True)
class _Run:
    """The User-agent lines that a kind of line speaks for, and whether one has come that ends their run."""

    agents: set[str] = field(default_factory=set)
    ended: bool = False

    def add(self, agent: str) -> None:
        if self.ended:
            self.agents, self.ended = set(), False
        self.agents.add(agent)


class _Reader:
    """What is known while a file is read: the agents of the current group, and all rules so far."""

    def __init__(self) -> None:
        self.rules: dict[str, list[Rule]] = {}
        self.delays: dict[str, float] = {}
        self.sitemaps: dict[str, None] = {}
        self.usages: dict[str, list[tuple[Rule, str]]] = {}
        self.signals: dict[str, list[tuple[Rule, str]]] = {}
        # For Allow and Disallow nothing else ends a run of User-agent lines; for the others their own kind does, too.
        self._ruled, self._slowed, self._used = _Run(), _Run(), _Run()

    def read(self, number: int, line: str) -> None:
        """Take one line in."""
        name, value = _field(line)
        if name == "agent":
            agent = _agent_token(value)
            self.rules.setdefault(agent, [])
            for run in (self._ruled, self._slowed, self._used):
                run.add(agent)
        elif name in ("allow", "disallow"):
            self._rule(name == "allow", value, number, line)
        elif name == "delay":
            self._delay(value)
        elif name in ("usage", "signal"):
            self._stated(self.usages if name == "usage" else self.signals, value, number, line)
        elif name == "sitemap" and value:
            self.sitemaps[_text(value)] = None

    def _rule(self, allow: bool, value: str, number: int, line: str) -> None:
        if not self._ruled.agents:
            return
        self._ruled.ended = self._slowed.ended = self._used.ended = True
        if not value:
            return  # "Disallow:" alone forbids nothing
        text = _text(line.strip(_BLANKS))
        rules = [_rule(allow, spelled, number, text) for spelled in _spellings(value)]
        directory, slash, page = value.rpartition("/")
        if allow and slash and page.startswith("index.htm"):
            # As Google has it: who allows a directory's index page allows the directory's own address.
            rules.append(_rule(True, f"{directory}/$", number, text))
        for agent in self._ruled.agents:
            self.rules[agent].extend(rules)

    def _stated(self, lines: dict[str, list[tuple[Rule, str]]], value: str, number: int, line: str) -> None:
        """Take in ``[path] preferences``; without a path they are for all addresses."""
        head, _, tail = value.replace("\t", " ").partition(" ")
        path, text = (head, tail) if head.startswith("/") else ("/", value)
        rule = _rule(True, path, number, _text(line.strip(_BLANKS)))
        self._used.ended = True
        for agent in self._used.agents:
            lines.setdefault(agent, []).append((rule, _text(text.strip(_BLANKS))))

    def _delay(self, value: str) -> None:
        if not _NUMBER.fullmatch(value):
            return
        self._slowed.ended = True
        for agent in self._slowed.agents:
            # The slowest wins where groups are merged.
            self.delays[agent] = max(float(value), self.delays.get(agent, -math.inf))


def is_matched(pattern: str, url: str) -> bool:
    """Tell whether an address falls under a pattern of RFC 9309 §2.2.3: a path with ``*`` and a final ``$``.

    Args:
        pattern: for example ``/images/*.jpg``.
        url: an absolute address.
    """
    octets = pattern.encode("utf-8", "surrogatepass").decode("latin-1")
    return bool(pattern) and _rule(True, octets, 0, pattern).matches(_normal_path(_path(url)))


def _lines(data: bytes) -> Iterator[str]:
    """Yield the lines as Latin-1, so that one character is one octet of UTF-8."""
    if data.startswith(_UTF_16):
        data = data[: 2 * MAX_BYTES].decode("utf-16", "replace").encode("utf-8", "replace")
    for length in (3, 2, 1):
        if data.startswith(_BOM[:length]):
            data = data[length:]
            break
    text = data[:MAX_BYTES].decode("latin-1")
    lines = _LINE_END.split(text)
    if len(data) > MAX_BYTES and len(lines) > 1:
        lines.pop()  # half a rule could say more than the whole one
    for line in lines:
        yield line[:MAX_LINE]


def _spellings(value: str) -> list[str]:
    """Return a path as it stands, and as UTF-8 where it is something else: mismatches SHOULD be bridged (RFC 9309)."""
    if value.isascii():
        return [value]
    octets = value.encode("latin-1")
    try:
        octets.decode()
    except UnicodeDecodeError:
        return [value, octets.decode("cp1252", "replace").encode().decode("latin-1")]
    return [value]


def _field(line: str) -> tuple[str | None, str]:
    """Return the meaning of a line's key, None if unknown, and its value."""
    line = line.partition("#")[0].strip(_BLANKS)
    key, colon, value = line.partition(":")
    if not colon:
        words = _TWO_WORDS.fullmatch(line)
        if not words:
            return None, ""
        key, value = words[1], words[2]
    key = key.strip(_BLANKS).lower()
    name = next((name for name, spellings in _FIELDS if key.startswith(spellings)), None)
    return name, value.strip(_BLANKS)


def _agent_token(value: str) -> str:
    """Return the product token of a User-agent value, ``*`` for all (RFC 9309 §2.2.1)."""
    if value.startswith("*") and (len(value) == 1 or value[1] in _BLANKS):
        return "*"
    token = _TOKEN.match(value)
    return token[0].lower() if token else ""


def _rule(allow: bool, value: str, number: int, text: str) -> Rule:
    anchored = value.endswith("$")
    pattern = _normal(value[:-1] if anchored else value)
    # A "$" elsewhere is a plain character; paths carry theirs encoded, see _normal_path.
    parts = pattern.replace("$", "%24").split("*")
    kept = (parts[0], *(part for part in parts[1:-1] if part), *parts[-1:]) if len(parts) > 1 else parts
    return Rule(allow, tuple(kept), anchored, len(pattern) + anchored, number, text)


def _outranks(rule: Rule, best: Rule | None) -> bool:
    if best is None or rule.weight != best.weight:
        return best is None or rule.weight > best.weight
    return rule.allow and not best.allow


def _path(url: str) -> str:
    """Return path, parameters and query of an address without touching their spelling."""
    start = 2 if url.startswith("//") else 0
    scheme, separator, _ = url[start:].partition("://")
    if separator and not any(char in scheme for char in "/?;"):
        start += len(scheme) + 3
    rest = url[start:].partition("#")[0]
    found = re.search(r"[/?;]", rest)
    if not found:
        return "/"
    path = rest[found.start() :]
    return path if path.startswith("/") else f"/{path}"


def _normal_path(path: str) -> str:
    octets = path.encode("utf-8", "surrogatepass").decode("latin-1")
    return _normal(octets).replace("*", "%2A").replace("$", "%24")


def _normal(octets: str) -> str:
    """Bring percent-encoding to one spelling (RFC 9309 §2.2.2): foreign octets encoded, letters not."""
    escaped = _FOREIGN.sub(lambda found: f"%{ord(found[0]):02X}", octets)
    return _TRIPLET.sub(_normal_triplet, escaped) if "%" in escaped else escaped


def _normal_triplet(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return char if char in _UNRESERVED else found[0].upper()


def _text(octets: str) -> str:
    """Return octets as the text they were meant to be."""
    return octets.encode("latin-1").decode("utf-8", "replace")


ALLOW_ALL = Robots()
"""What a missing robots.txt says (RFC 9309 §2.3.1.3)."""

DENY_ALL = Robots({"*": (_rule(False, "/", 0, "robots.txt could not be read"),)})
"""What an unreachable robots.txt says (RFC 9309 §2.3.1.4)."""
