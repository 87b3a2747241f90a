"""The questions of the documentation, which can be asked here with values of one's own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from scraper.serve.guard import App, Receive, Scope, Send

_FILE = Path(__file__).parent / "questions.toml"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value of a question that a reader may change.

    Args:
        name: in SQL, without the colon.
        label: of its field.
        example: the value that the documentation has.
    """

    name: str
    label: str
    example: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question in SQL.

    Args:
        name: in its address.
        number: in the documentation.
        audience: for whom it is, such as ``researcher``.
        title: the question.
        note: what else the documentation's heading says; may be empty.
        sql: the statement.
        parameters: what can be changed in it.
    """

    name: str
    number: int
    audience: str
    title: str
    note: str
    sql: str
    parameters: tuple[Parameter, ...]

    def examples(self) -> dict[str, str]:
        """Return the values of the documentation: parameter -> value."""
        return {parameter.name: parameter.example for parameter in self.parameters}


def _read() -> dict[str, Question]:
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        name: Question(
            name,
            one["number"],
            one["for"],
            one["title"],
            one.get("note", ""),
            one["sql"].strip(),
            tuple(Parameter(**parameter) for parameter in one.get("parameters", ())),
        )
        for name, one in read.items()
    }


QUESTIONS = _read()
"""All of them, by name, in the order of the documentation."""


def address(question: Question, database: str) -> str:
    """Return the path of a question, with the values of the documentation."""
    query = f"?{urlencode(question.examples())}" if question.parameters else ""
    return f"/{database}/{question.name}{query}"


def with_examples(app: App, database: str) -> App:
    """Return the application, where a question that is asked without its values leads to it with those of the page.

    Datasette takes a value that is missing for an empty text, and no row would be found.

    Args:
        app: the application (ASGI 3).
        database: the archive's name in addresses.
    """
    before = f"/{database}/"

    async def ask(scope: Scope, receive: Receive, send: Send) -> None:
        is_asked = scope["type"] == "http" and scope["path"].startswith(before)
        target = _completed(scope) if is_asked else None
        if target is None:
            await app(scope, receive, send)
            return
        headers = [(b"location", target.encode("ascii")), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 302, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    return ask


def _completed(scope: Scope) -> str | None:
    """Return the address of a question with the values that it lacks; None where nothing is lacking."""
    name, dot, ending = scope["path"].rpartition("/")[2].partition(".")
    question = QUESTIONS.get(name)
    if question is None:
        return None
    given = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    names = {name for name, _ in given}
    lacking = [(name, value) for name, value in question.examples().items() if name not in names]
    if not lacking:
        return None
    path = scope["path"].rpartition("/")[0]
    return f"{path}/{name}{dot}{ending}?{urlencode([*given, *lacking])}"
