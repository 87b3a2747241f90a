"""Mails: text, with an HTML alternative (RFC 5322, RFC 2046 §5.1.4)."""

from __future__ import annotations

import getpass
import hashlib
import re
import socket
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime, parseaddr

from scraper.model import Fault, Reason, fault
from scraper.model.news import WatchNews
from scraper.notify.render import as_html, as_text, subject
from scraper.report.written import Language
from scraper.web.plain_text import one_line

_PROGRAM = "scraper"
# What may stand in a Message-ID without quotes (RFC 5322 §3.2.3), but for what is rarely seen there.
_NO_ATOM = re.compile(r"[^A-Za-z0-9_-]+")
# What a machine's name must be to stand in an address, and what stands there else.
_HOST = re.compile(r"[A-Za-z0-9_.-]+")
_NO_HOST = "localhost"
# Hexadecimal digits of a Message-ID; chosen: 96 bits, so that two messages have the same only where they are the same.
_DIGITS = 24


def address(text: str) -> Address | Fault:
    """Return a mail address that a person wrote, or the fault that says that it is none.

    Args:
        text: ``press@example.org`` or ``Press Office <press@example.org>``. A domain may have umlauts (RFC 5890).
    """
    wrong = fault(Reason.BAD_MAIL_ADDRESS, address=one_line(text))
    name, spec = parseaddr(text)
    user, _, domain = spec.rpartition("@")
    # A line break would begin another header, and an escape sequence act on the terminal of who reads it.
    is_one_line = text.isprintable()
    # parseaddr() takes blanks out of an address, and reads the first of several.
    is_whole = text.strip() == spec or text.strip().endswith(f"<{spec}>")
    # Letters beyond ASCII before the '@' are for servers with SMTPUTF8 (RFC 6531), which are few.
    is_usable = bool(user) and user.isascii() and " " not in user
    if not (is_usable and is_one_line and is_whole):
        return wrong
    try:
        return Address(name, user, domain.encode("idna").decode())
    # Of an empty domain, one with blanks, or one that is too long.
    except (ValueError, IndexError):
        return wrong


def addresses(texts: tuple[str, ...]) -> list[Address] | Fault:
    """Return mail addresses that a person wrote, or the fault of the first that is none."""
    found: list[Address] = []
    for text in texts:
        one = address(text)
        if isinstance(one, Fault):
            return one
        found.append(one)
    return found


def own_address() -> Address:
    """Return the address of whoever runs this program on this machine, which is the sender where none is named."""
    try:
        user = getpass.getuser()
    # In a container the user may have no name.
    except (KeyError, OSError):
        user = _PROGRAM
    # A name beyond ASCII cannot be written into a header as part of an address (RFC 2047 §5).
    if not (user.isascii() and user.isprintable()):
        user = _PROGRAM
    machine = socket.gethostname()
    if not _HOST.fullmatch(machine):
        machine = _NO_HOST
    return Address(_PROGRAM, user, machine)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says, whoever gets it.

    Args:
        name: what it is of, such as the id of a saved search; the beginning of its Message-ID.
        subject: on one line.
        text: plain text.
        html: the same as a page.
        identity: what makes it another message than any other; the same where it is sent again.
    """

    name: str
    subject: str
    text: str
    html: str
    identity: tuple[str, ...]


def letter(news: WatchNews, lang: Language = "en") -> Letter:
    """Return what a message says of the news of one saved search; at least one."""
    last = max(one.event_id for one in news.news)
    told = [f"{one.event_id} {one.kind} {one.url}" for one in news.news]
    watch = _NO_ATOM.sub("-", news.id).strip("-") or "watch"
    texts = (subject(news, lang), as_text(news, lang), as_html(news, lang))
    return Letter(f"{watch}.{last}", *texts, identity=(news.id, *told))


def compose(said: Letter, sender: Address, to: list[Address]) -> EmailMessage:
    """Return the message.

    Args:
        said: what it says.
        sender: whom it comes from.
        to: whom it is for.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = said.subject
    message["Date"] = localtime()
    message["Message-ID"] = message_id(said, sender, to)
    # No vacation notice answers a message of a program (RFC 3834 §5).
    message["Auto-Submitted"] = "auto-generated"
    # In quoted-printable all of it is ASCII: not every server takes eight bits (RFC 6152).
    message.set_content(said.text, cte="quoted-printable")
    message.add_alternative(said.html, subtype="html", cte="quoted-printable")
    return message


def message_id(said: Letter, sender: Address, to: list[Address]) -> str:
    """Return a Message-ID that is the same for the same letter.

    A server that took a message, and was lost before it could say so, gets the same message again; by its Message-ID
    the mailbox can tell (RFC 5322 §3.6.4).
    """
    first, *others = said.identity
    digest = hashlib.sha256("\n".join([first, *(one.addr_spec for one in to), *others]).encode("utf-8", "replace"))
    return f"<{said.name}.{digest.hexdigest()[:_DIGITS]}@{sender.domain}>"
