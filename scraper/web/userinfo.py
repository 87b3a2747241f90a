"""User and password in addresses (userinfo, RFC 3986 §3.2.1): where they stand, and ``***`` in their place.

They are never sent, kept or told. What stands in their place is seen by whoever reads an archive, a message or a log.
"""

from __future__ import annotations

import re

import ada_url

MASK = "***"
"""What stands in the place of user and password."""

SCHEMES_WITHOUT_HOST = frozenset(
    {
        *("tel", "sms", "callto", "fax", "data", "about", "urn", "geo", "javascript"),
        *("mailto", "sip", "sips", "xmpp", "acct"),
    }
)
"""Schemes that are followed by something else than a host: in ``tel:110`` stands no port, in ``mailto:a@b`` no user."""

# URL standard §4.4, steps 1 to 3: C0 controls and blanks around an address are cut, tabs and line breaks in it removed.
_AROUND = "".join(map(chr, range(0x21)))
_BREAKS = str.maketrans("", "", "\t\n\r")
_WEB_SCHEMES = ("", "http", "https")
# The beginning of one address, with any number of slashes either way: browsers read "https:user@host", too.
_BEGINNING = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.\-]*):)?([/\\]*)")
# User and password go up to the last '@' before the path (https://url.spec.whatwg.org/#authority-state).
_USER = re.compile(r"[^/?#\\]*@")
# An address anywhere in a text, as far as its user and password may reach: to the next blank, quote, or its path. What
# has no '@' is matched as well, since each place of the text would else be looked through to its end. Schemes have a
# bound for the same reason; registered ones are shorter.
_IN_TEXT = re.compile(
    r"((?:\b[a-z][a-z0-9+.\-]{0,30}:|(?<![^\s:<>\"'=(,;]))[/\\]{2,}|\bhttps?:[/\\]?)([^/?#\\\s<>\"]*)",
    re.ASCII | re.IGNORECASE,
)


def masked(text: str) -> str:
    """Return a text with ``***`` for user and password in each address in it.

    Args:
        text: anything; what is one address alone is for :func:`masked_address`, which knows looser forms.
    """
    if "@" not in text:
        return text
    return _IN_TEXT.sub(_masked_in_text, text)


def _masked_in_text(found: re.Match[str]) -> str:
    _, at, rest = found[2].rpartition("@")
    if not at:
        return found[0]
    return f"{found[1]}{MASK}@{rest}"


def masked_address(text: str) -> str:
    """Return one address with ``***`` for user and password; without them it is the same, character for character.

    Args:
        text: as somebody wrote it: it may be relative, or broken. In a broken one all up to its last '@' goes, since a
            password may hold what ends it too early: ``https://max:a/b@host``.
    """
    if "@" not in text:
        return text
    address = text.strip(_AROUND).translate(_BREAKS)
    scheme, slashes, rest = _parts(address)
    is_of_the_web = scheme in _WEB_SCHEMES
    # Who forgets the scheme writes "max:secret@host", in which "max" looks like one.
    has_host = len(slashes) > 1 or (scheme != "" and scheme not in SCHEMES_WITHOUT_HOST)
    if not has_host:
        return text
    before = address[: len(address) - len(rest)]
    if not slashes and not is_of_the_web:
        before = ""
    if is_of_the_web:
        return _without_user(text, scheme, before, rest)
    return f"{before}{MASK}@{rest.rpartition('@')[2]}"


def _parts(address: str) -> tuple[str, str, str]:
    """Return the scheme of an address in lower case, the slashes behind it, and the rest."""
    beginning = _BEGINNING.match(address)
    if beginning is None:
        return "", "", address
    return (beginning[1] or "").lower(), beginning[2], address[beginning.end() :]


def _without_user(text: str, scheme: str, before: str, rest: str) -> str:
    """Return an address of the web without user and password.

    Args:
        text: the address.
        scheme: its scheme, empty where it leaves it to its page.
        before, rest: its parts before and behind where a user may stand.
    """
    try:
        found = ada_url.parse_url(f"{scheme or 'https'}://{rest}", ("username", "password"))
    except ValueError:
        return f"{before}{MASK}@{rest.rpartition('@')[2]}"
    if not found["username"] and not found["password"]:
        return text
    return before + _USER.sub(f"{MASK}@", rest, count=1)
