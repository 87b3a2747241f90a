"""Sending a message over SMTP (RFC 5321): to all recipients or to none, within a bound of time."""

from __future__ import annotations

import base64
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage

from scraper.model import Fault, Reason, fault
from scraper.notify.channels import SmtpSettings
from scraper.web.plain_text import one_line, shortened

# Chosen: for one answer. RFC 5321 §4.5.3.2 would wait for minutes, and a crawl's end cannot.
_STEP_SECONDS = 20.0
# Chosen: for all of it. A server that sends a byte now and then would pass the bound of one answer for ever.
_TOTAL_SECONDS = 60.0
# Chosen: a sentence of the server, and not its whole help.
_MOST_SAID = 200
# Replies (RFC 5321 §4.2.3, RFC 4954 §6): 220 greets, 235 logs in, by 250 a command is done; RCPT also by 251, the
# server forwards, and by 252, it cannot say yet and takes the message all the same. From 500 on it is refused for good,
# below for now.
_READY = 220
_LOGGED_IN = 235
_DONE = 250
_FOR_GOOD = 500
_RECIPIENT_TAKEN = frozenset({250, 251, 252})


class _NotSentError(Exception):
    """The message was not taken.

    Args:
        fault: why.
    """

    def __init__(self, why: Fault) -> None:
        super().__init__(str(why))
        self.fault = why


def send(message: EmailMessage, sender: Address, to: list[Address], settings: SmtpSettings) -> Fault | None:
    """Send a message; return why it was not taken, or None.

    Args:
        message: the whole of it.
        sender: whom a failure is reported to.
        to: whom it is for; where one of them is refused, none gets it.
        settings: the mail server.
    """
    client = _client(settings)
    try:
        with _deadline(client):
            _connect(client, settings)
            _log_in(client, settings)
            _hand_over(client, message, sender, to, settings)
    except _NotSentError as error:
        return error.fault
    except (smtplib.SMTPException, OSError) as error:
        return fault(Reason.MAIL_NOT_TAKEN, server=_server(settings), why=_why(error))
    finally:
        client.close()
    return None


def _client(settings: SmtpSettings) -> smtplib.SMTP:
    """Return a client that is not connected yet."""
    if settings.tls == "tls":
        return smtplib.SMTP_SSL(timeout=_STEP_SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(timeout=_STEP_SECONDS)


@contextmanager
def _deadline(client: smtplib.SMTP) -> Iterator[None]:
    """End the connection after :data:`_TOTAL_SECONDS`, whatever the server does meanwhile.

    Raises:
        TimeoutError: that happened.
    """
    is_over = threading.Event()

    def end() -> None:
        is_over.set()
        # Whoever waits for this socket in the other thread is told that the connection is lost.
        if client.sock is not None:
            with suppress(OSError):
                client.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(_TOTAL_SECONDS, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (_NotSentError, smtplib.SMTPException, OSError) as error:
        if is_over.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()


def _connect(client: smtplib.SMTP, settings: SmtpSettings) -> None:
    """Connect to the server and secure the connection as the settings ask."""
    unreachable = Reason.MAIL_SERVER_UNREACHABLE
    # SMTP_SSL checks the certificate against the name that it was made with, and connect() sets none.
    client._host = settings.host  # type: ignore[attr-defined]
    try:
        code, greeting = client.connect(settings.host, settings.port)
    except ssl.SSLError as error:
        raise _NotSentError(_insecure(settings, error)) from error
    # Of a host name that is none, or of a port that no host has, come ValueError and OverflowError.
    except (OSError, smtplib.SMTPException, ValueError, OverflowError) as error:
        raise _NotSentError(fault(unreachable, server=_server(settings), why=_why(error))) from error
    if code != _READY:
        raise _NotSentError(fault(unreachable, server=_server(settings), why=_said(code, greeting)))
    client.ehlo_or_helo_if_needed()
    if settings.tls in ("offered", "starttls"):
        _secure(client, settings)


def _secure(client: smtplib.SMTP, settings: SmtpSettings) -> None:
    """Switch to TLS (RFC 3207) where the server offers it."""
    if not client.has_extn("starttls"):
        if settings.tls == "starttls":
            raise _NotSentError(
                fault(Reason.MAIL_SERVER_INSECURE, server=_server(settings), why="it offers no STARTTLS")
            )
        return
    try:
        client.starttls(context=_context(settings))
    except (ssl.SSLError, smtplib.SMTPResponseException) as error:
        raise _NotSentError(_insecure(settings, error)) from error
    client.ehlo_or_helo_if_needed()


def _context(settings: SmtpSettings) -> ssl.SSLContext:
    """Return what a certificate is checked with.

    Where TLS is only taken because it is offered, and no password goes over it, any certificate is better than none
    (opportunistic security, RFC 7435); else it must be valid.
    """
    context = ssl.create_default_context()
    needs_no_proof = settings.tls == "offered" and settings.password is None
    if needs_no_proof:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _insecure(settings: SmtpSettings, error: Exception) -> Fault:
    return fault(Reason.MAIL_SERVER_INSECURE, server=_server(settings), why=_why(error))


def _log_in(client: smtplib.SMTP, settings: SmtpSettings) -> None:
    if settings.user is None:
        return
    password = settings.password or ""
    try:
        if settings.user.isascii() and password.isascii():
            client.login(settings.user, password)
        else:
            _log_in_with_umlauts(client, settings.user, password)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as error:
        refused = Reason.MAIL_LOGIN_REFUSED
        raise _NotSentError(fault(refused, server=_server(settings), user=settings.user, why=_why(error))) from error


def _log_in_with_umlauts(client: smtplib.SMTP, user: str, password: str) -> None:
    """Log in by PLAIN, which takes UTF-8 (RFC 4616 §2); smtplib's own login takes ASCII alone.

    Raises:
        smtplib.SMTPException: that did not succeed.
    """
    if not client.has_extn("auth"):
        raise smtplib.SMTPNotSupportedError("SMTP AUTH extension not supported by server.")
    secret = base64.b64encode(f"\0{user}\0{password}".encode("utf-8", "replace")).decode()
    code, answer = client.docmd("AUTH", f"PLAIN {secret}")
    if code != _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _hand_over(
    client: smtplib.SMTP, message: EmailMessage, sender: Address, to: list[Address], settings: SmtpSettings
) -> None:
    """Hand the message over, once the server has taken each of the recipients."""
    refused: dict[str, int] = {}
    code, answer = client.mail(sender.addr_spec)
    if code != _DONE:
        refused[f"{sender.addr_spec} as sender ({_said(code, answer)})"] = code
        raise _refused(settings, refused)
    for one in to:
        code, answer = client.rcpt(one.addr_spec)
        if code not in _RECIPIENT_TAKEN:
            refused[f"{one.addr_spec} ({_said(code, answer)})"] = code
    # Nothing was sent yet: with the connection the server drops those that it has taken.
    if refused:
        raise _refused(settings, refused)
    code, answer = client.data(message.as_bytes())
    if code != _DONE:
        raise _NotSentError(fault(Reason.MAIL_NOT_TAKEN, server=_server(settings), why=_said(code, answer)))
    # The message is the server's from its 250 on (RFC 5321 §6.1), whatever becomes of the connection.
    with suppress(smtplib.SMTPException, OSError):
        client.quit()


def _refused(settings: SmtpSettings, refused: dict[str, int]) -> _NotSentError:
    """Return the error of addresses that were refused, each with the code of the server's reply."""
    named = ", ".join(refused)
    # A server that does not know us lets us wait (greylisting, RFC 6647), and there is nothing to correct.
    is_for_now = all(code < _FOR_GOOD for code in refused.values())
    if is_for_now:
        return _NotSentError(fault(Reason.MAIL_NOT_TAKEN, server=_server(settings), why=f"it defers {named}"))
    return _NotSentError(fault(Reason.MAIL_ADDRESS_REFUSED, server=_server(settings), addresses=named))


def _server(settings: SmtpSettings) -> str:
    return f"{settings.host}:{settings.port}"


def _said(code: int, answer: bytes | str) -> str:
    """Return what the server said, on one line."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return shortened(one_line(f"{code} {text}"), _MOST_SAID)


def _why(error: Exception) -> str:
    """Return what went wrong, as the server, the system or the library says it."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    # smtplib says that the connection is lost where it has waited too long.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "no answer in time"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "connection lost"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, socket.gaierror):
        return "no such host, or no network"
    strerror = getattr(error, "strerror", None)
    return shortened(one_line(str(strerror or error)), _MOST_SAID) or type(error).__name__
