"""What Datasette asks us for: our addresses, templates' helpers, connections that only ask."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import unquote

from datasette import Response, hookimpl

from scraper.errors import ScraperError
from scraper.serve.archives import Archives
from scraper.serve.asked import FORMS, Answer, Asked, House, Listing, Moved, NotThereError, Page, Route, WrongWordsError
from scraper.serve.guard import App, guarded
from scraper.serve.routes import ROUTES

_FORM_PATTERN = "|".join(form for form in FORMS if form != "html")


class Plugin:
    """The hooks of one server.

    Args:
        house: what the pages share.
        hosts: the names by which the server may be called.
    """

    # Datasette names plugins by the modules that they usually are.
    __name__ = "scraper.serve.plugin"

    def __init__(self, house: House, hosts: Collection[str]) -> None:
        self._house = house
        self._hosts = hosts
        self.archives = Archives(house.path)

    @hookimpl  # type: ignore[untyped-decorator]
    def register_routes(self, datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
        """Return our addresses, which Datasette looks at before its own."""
        return [(_pattern(route), self._handler(route)) for route in ROUTES]

    @hookimpl  # type: ignore[untyped-decorator]
    def asgi_wrapper(self, datasette: Any) -> Callable[[App], App]:
        """Return what puts the guard around all pages, Datasette's included."""
        return lambda app: guarded(app, self._hosts)

    def _handler(self, route: Route) -> Callable[..., Any]:
        async def handle(datasette: Any, request: Any) -> Any:
            asked = _asked(route, request)
            try:
                answer = await self.archives.ask(lambda archive: route.view(archive, self._house, asked))
            except NotThereError as error:
                answer = Page("error.html", {"title": "Not found", "error": str(error)}, 404)
            except WrongWordsError as error:
                answer = Page("error.html", {"title": "Not understood", "error": str(error)}, 400)
            except ScraperError as error:
                answer = Page("error.html", {"title": "The archive cannot answer", "error": str(error)}, 500)
            return await _response(datasette, request, asked, answer)

        return handle


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


async def _response(datasette: Any, request: Any, asked: Asked, answer: Answer) -> Any:
    """Return an answer as Datasette sends it."""
    if isinstance(answer, Moved):
        return Response.redirect(answer.address)
    page = answer.page if isinstance(answer, Listing) else answer
    html = await datasette.render_template(page.template, {**page.context, "asked": asked}, request=request)
    return Response.html(html, status=page.status)
