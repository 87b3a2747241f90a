"""What Datasette asks us for: our addresses, templates' helpers, how values are shown, what is said of errors."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlencode

from datasette import Response, hookimpl

from scraper.errors import ArchiveError, ConfigError, ScraperError
from scraper.report import jinja
from scraper.report.markup import also_from
from scraper.serve.archives import Archives
from scraper.serve.asked import (
    FORMS,
    LONGEST_ANSWER,
    Answer,
    Asked,
    House,
    Listing,
    Moved,
    NotThereError,
    Route,
    WrongWordsError,
)
from scraper.serve.cells import cell, titles_first
from scraper.serve.files import File, written
from scraper.serve.guard import App, guarded
from scraper.serve.metadata import DATABASE, GROUPS, tables
from scraper.serve.pages import addresses
from scraper.serve.questions import QUESTIONS, address, with_examples
from scraper.serve.refusals import SAID
from scraper.serve.routes import ROUTES
from scraper.serve.wanted import wanted
from scraper.store import Archive
from scraper.store.lent import explained

# What stays as it is in an address that was put together here, "%" included; a header takes nothing but ASCII.
_SAFE = "/?&=%:#;,+@!$'()*[]~"
_FORM_PATTERN = "|".join(form for form in FORMS if form != "html")


class Plugin:
    """The hooks of one server.

    Args:
        house: what the pages share.
        hosts: the names by which the server may be called.
        any_address: whether it may be called by any IP address, since other machines reach it by those.

    Attributes:
        interrupts: ends the statements that Datasette runs at the moment.
    """

    # Datasette names plugins by the modules that they usually are.
    __name__ = "scraper.serve.plugin"

    def __init__(self, house: House, hosts: Collection[str], any_address: bool = False) -> None:
        self._house = house
        self._hosts = hosts
        self._any_address = any_address
        self._archives = Archives(house.path)
        self.interrupts: Callable[[], None] = lambda: None

    def stop(self) -> None:
        """End what is being asked; may be called by the handler of a signal."""
        self._archives.interrupt()
        self.interrupts()

    def close(self) -> None:
        """Wait for the questions that are being answered."""
        self._archives.close()

    @hookimpl  # type: ignore[untyped-decorator]
    def register_routes(self, datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
        """Return our addresses, which Datasette looks at before its own."""
        return [(_pattern(route), self._handler(route)) for route in ROUTES]

    @hookimpl  # type: ignore[untyped-decorator]
    def prepare_jinja2_environment(self, env: Any, datasette: Any) -> None:
        """Give the templates what those of a report have (filters, the macros of charts), and what ours ask."""
        jinja.install(env)
        # A name that is misspelt would leave a gap on a page, and nobody would see it.
        env.undefined = jinja.ShownOnlyIfThere
        also_from(env, jinja.TEMPLATES)
        env.globals["table_groups"] = GROUPS
        env.globals["described_tables"] = tables()
        env.filters["titles_first"] = titles_first
        env.globals["addresses"] = addresses
        env.globals["questions"] = QUESTIONS
        env.globals["question_address"] = lambda question: address(question, DATABASE)

    @hookimpl  # type: ignore[untyped-decorator]
    def extra_template_vars(self, request: Any) -> dict[str, Any]:
        """Return what Datasette's templates need beside its own: addresses with other parameters."""
        return {"with_parameters": _with_parameters(request)}

    @hookimpl  # type: ignore[untyped-decorator]
    def render_cell(self, value: Any, column: str, table: str | None) -> Any:
        """Return what a cell of a table shows, where Datasette would show something else."""
        return cell(column, value, table)

    @hookimpl(tryfirst=True)  # type: ignore[untyped-decorator]
    def handle_exception(self, datasette: Any, request: Any, exception: Exception) -> Callable[[], Awaitable[Any]]:
        """Return what says an error, in the place of Datasette, which would print it to stdout with all its values."""

        async def say() -> Any:
            refused = self._said(exception, request)
            return await _refusal(datasette, request, refused)

        return say

    @hookimpl  # type: ignore[untyped-decorator]
    def forbidden(self, datasette: Any, request: Any, message: str) -> Callable[[], Awaitable[Any]]:
        """Return what says that something is not shown."""

        async def say() -> Any:
            return await _refusal(datasette, request, _Refused(403, message))

        return say

    @hookimpl  # type: ignore[untyped-decorator]
    def asgi_wrapper(self, datasette: Any) -> Callable[[App], App]:
        """Return what puts the guard around all pages, Datasette's included."""
        return lambda app: guarded(with_examples(app, DATABASE), self._hosts, self._any_address)

    def _said(self, error: Exception, request: Any) -> _Refused:
        """Return what is said of an error."""
        if isinstance(error, NotThereError):
            return _Refused(404, str(error))
        if isinstance(error, WrongWordsError):
            return _Refused(400, str(error))
        own = explained(self._house.path, error) or error
        if isinstance(own, ScraperError):
            return _Refused(_status(own), str(own), _TITLE_OF_ERRORS)
        # Errors of Datasette with a status say what was asked for in vain.
        status = getattr(error, "status", None)
        if status is not None:
            # Of columns to sort by that are none, it says that they are a fault of the server.
            shown = int(status)
            if _names_no_database(request):
                return _Refused(shown, _NO_PAGE)
            return _Refused(400 if shown == 500 else shown, _sentence(error))
        if _is_of_datasette(error):
            if request.query_string:
                return _Refused(400, "The parameters of this address do not fit one another, or what they are for.")
            # It has no answer ready for endings that it does not know, nor for CSV of a page without rows.
            if "." in request.path.rpartition("/")[2]:
                return _Refused(404, "There are no rows in this form at this address.")
        # Any other is a mistake in the program, and its traceback is what a bug report needs.
        traceback.print_exception(error, file=sys.stderr)
        return _Refused(500, "The terminal of 'scraper serve' shows it; please report it.")

    def _handler(self, route: Route) -> Callable[..., Any]:
        async def handle(datasette: Any, request: Any) -> Any:
            asked = _asked(route, request)
            answer = await self._archives.ask(lambda archive: self._answer(archive, route, asked))
            return await _response(datasette, request, asked, answer)

        return handle

    def _answer(self, archive: Archive, route: Route, asked: Asked) -> Answer | File:
        """Return an answer to a request; runs in a thread."""
        with archive.asking.within(LONGEST_ANSWER):
            answer = route.view(archive, self._house, asked)
            if isinstance(answer, Listing) and asked.form != "html":
                return written(archive, asked, answer)
            return answer


_NO_PAGE = "There is no page at this address."
_TITLE_OF_ERRORS = "The archive cannot answer"
_TITLES = {
    400: "Not understood",
    403: "Not shown",
    404: "Not found",
    405: "Only read",
    500: "A mistake in the program",
}


@dataclass(frozen=True, slots=True)
class _Refused:
    """What is said instead of an answer.

    Args:
        status: HTTP status.
        sentence: why.
        title: the heading of a page; None: the one of the status.
    """

    status: int
    sentence: str
    title: str | None = None

    @property
    def heading(self) -> str:
        return self.title or _TITLES.get(self.status, _TITLE_OF_ERRORS)


def _status(error: ScraperError) -> int:
    """Return the status for an error: the fault of what was asked, or of the archive (RFC 9110 §15.5, §15.6)."""
    is_of_the_question = isinstance(error, ConfigError) and not isinstance(error, ArchiveError)
    return 400 if is_of_the_question else 503


def _is_of_datasette(error: Exception) -> bool:
    """Return whether Datasette failed by itself, as it does where a parameter is of another kind than it expects."""
    frames = [frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(error.__traceback__)]
    packages = [name.partition(".")[0] for name in frames]
    own = [package for package in packages if package in ("datasette", "scraper")]
    return own[-1:] == ["datasette"]


def _names_no_database(request: Any) -> bool:
    """Return whether an address that is no page was taken for a database: Datasette does so with its first part."""
    return bool(request.url_vars.get("database", DATABASE) != DATABASE)


def _sentence(error: Exception) -> str:
    """Return what Datasette says of a request; it says by markup alone that a statement took too long."""
    if getattr(error, "message_is_html", False):
        return (
            f"This took longer than {LONGEST_ANSWER} seconds, and was stopped."
            " Ask for less: fewer rows, a shorter span."
        )
    said = str(getattr(error, "message", None) or error) or _NO_PAGE
    return said if said.endswith((".", "?", "!", ">")) else f"{said}."


def _pattern(route: Route) -> str:
    ending = rf"(?:\.(?P<form>{_FORM_PATTERN}))?" if route.is_list else ""
    return f"^{route.pattern}{ending}$"


def _asked(route: Route, request: Any) -> Asked:
    """Return a request as the pages read it."""
    parts = dict(request.url_vars)
    form = parts.pop("form", None) or "html"
    path = request.scope.get("raw_path", request.path.encode("ascii")).decode("ascii").partition("?")[0]
    if form != "html":
        path = path.removesuffix(f".{form}")
    stripped = {name: [value.strip() for value in request.args.getlist(name)] for name in request.args}
    values = {name: tuple(filter(None, texts)) for name, texts in stripped.items()}
    return Asked(
        {name: unquote(text or "") for name, text in parts.items()},
        {name: texts for name, texts in values.items() if texts},
        form,
        path,
        f"{request.scheme}://{request.host}",
    )


def _with_parameters(request: Any) -> Callable[..., str]:
    """Return what makes the address of a request with other parameters; None leaves one out."""

    def address(**changes: str | int | None) -> str:
        held = [(name, value) for name in request.args for value in request.args.getlist(name) if name not in changes]
        pairs = [*held, *((name, str(value)) for name, value in changes.items() if value is not None)]
        return f"?{urlencode(pairs)}"

    return address


async def _refusal(datasette: Any, request: Any, refused: _Refused) -> Any:
    """Return what says an error, in the form that the address asks for."""
    say = SAID.get(wanted().form)
    if say is not None:
        said = say(refused.status, refused.sentence)
        return Response(said.body, status=refused.status, content_type=said.content_type)
    context = {"title": refused.heading, "error": refused.sentence}
    html = await datasette.render_template("error.html", context, request=request)
    return Response.html(html, status=refused.status)


async def _response(datasette: Any, request: Any, asked: Asked, answer: Answer | File) -> Any:
    """Return an answer as Datasette sends it."""
    if isinstance(answer, Moved):
        return Response.redirect(quote(answer.address, safe=_SAFE))
    if isinstance(answer, File):
        return Response(answer.body, headers=answer.headers(), content_type=answer.content_type)
    page = answer.page if isinstance(answer, Listing) else answer
    context = {**page.context, "asked": asked, "listing": answer if isinstance(answer, Listing) else None}
    html = await datasette.render_template(page.template, context, request=request)
    return Response.html(html, status=page.status)
