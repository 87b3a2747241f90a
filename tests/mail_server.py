"""A mail server on loopback that keeps what it takes, and misbehaves on request."""

from __future__ import annotations

import email
import email.policy
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class Taken:
    """A message as it arrived."""

    sender: str
    recipients: list[str]
    data: bytes
    secure: bool

    @property
    def message(self) -> EmailMessage:
        parsed = email.message_from_bytes(self.data, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class MailServer:
    """What the server does, and what it has taken.

    Args:
        refused: recipients, and what each of them is answered with.
        sender_answer: to MAIL, where that is refused.
        data_answer: to the message, where it is not taken.
        drops: ends the connection instead of an answer to the message.
        drops_at_quit: ends it when it is to be ended, without an answer.
        password: of the login; None: there is none.
    """

    refused: dict[str, str] = field(default_factory=dict)
    sender_answer: str | None = None
    data_answer: str | None = None
    drops: bool = False
    drops_at_quit: bool = False
    password: str | None = None
    port: int = 0
    taken: list[Taken] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender_answer:
            return self.sender_answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.drops:
            assert server.transport is not None
            server.transport.abort()
            return "250 never heard"
        if self.data_answer:
            return self.data_answer
        assert envelope.mail_from is not None
        assert isinstance(envelope.content, bytes)
        self.taken.append(Taken(envelope.mail_from, list(envelope.rcpt_tos), envelope.content, session.ssl is not None))
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.drops_at_quit:
            assert server.transport is not None
            server.transport.abort()
        return "221 Bye"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password.decode() == self.password, handled=False)


class _Running(Controller):
    """Runs on a port that the system chooses: aiosmtpd connects once to the port that it was told."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(context: ssl.SSLContext | None = None, **does: Any) -> Iterator[MailServer]:
    """Yield a mail server that runs; with a context it offers STARTTLS."""
    server = MailServer(**does)
    more: dict[str, Any] = {}
    if server.password is not None:
        more = {"authenticator": server.authenticate, "auth_require_tls": False}
    controller = _Running(server, hostname="127.0.0.1", port=0, ident="amt.example", tls_context=context, **more)
    controller.start()
    try:
        server.port = controller.port
        yield server
    finally:
        controller.stop()
