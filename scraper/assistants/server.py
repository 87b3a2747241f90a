"""The server: an assistant's calls come on stdin, and their answers go to stdout (MCP, transport "stdio")."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import anyio
from anyio import CapacityLimiter, to_thread
from mcp import types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server

from scraper.about import VERSION
from scraper.assistants.answers import House
from scraper.assistants.bounds import MOST_SECONDS
from scraper.assistants.tools import INSTRUCTIONS, TOOLS, Tool
from scraper.errors import ConfigError, ScraperError, mishap
from scraper.store import Archive

# What a shell makes of a command that SIGINT (signal 2) has ended: 128 plus the number of the signal.
_INTERRUPTED = 130
# Calls that are answered at a time; others wait. Chosen: an assistant asks two or three things at once.
_AT_ONCE = 4
# Seconds beyond those of the questions until a call is given up. One single function of SQLite, such as LIKE with a
# hundred %, looks at no clock. Chosen: enough for opening and answering on a machine that is busy.
_GRACE_SECONDS = 10.0
# Seconds that a question waits for another program's lock.
_BUSY_SECONDS = MOST_SECONDS

_TOOLS = {tool.name: tool for tool in TOOLS}


class AssistantServer:
    """Answers calls from one archive, which each of them opens anew.

    A migration or a restored backup puts another file under the archive's name, and a server runs for days.

    Args:
        path: the archive, which need not be there yet.
        house: what the tools share with the command line.
        scope: what each call runs in.
    """

    def __init__(self, path: Path, house: House, scope: Callable[[], AbstractContextManager[object]]) -> None:
        self._path = path
        self._house = house
        self._scope = scope
        self._limiter = CapacityLimiter(_AT_ONCE)

    async def serve(self) -> None:
        """Serve until stdin is closed."""
        server: Server[Any] = Server(
            "scraper",
            version=VERSION,
            instructions=INSTRUCTIONS,
            on_list_tools=self._list_tools,
            on_call_tool=self.call_tool,
        )
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    async def _list_tools(
        self, context: ServerRequestContext[Any], params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_offered(tool) for tool in TOOLS])

    async def call_tool(
        self, context: ServerRequestContext[Any], params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        """Answer one call, in a thread, so that other calls and the end of stdin are heard meanwhile."""
        arguments = params.arguments or {}
        with anyio.move_on_after(MOST_SECONDS + _GRACE_SECONDS):
            # A thread that is stuck in SQLite cannot be stopped: it is left alone, and counts as one at a time.
            return await to_thread.run_sync(
                self.answered, params.name, arguments, abandon_on_cancel=True, limiter=self._limiter
            )
        return _failed("This took too long, and is not waited for. Ask for less.")

    def answered(self, name: str, arguments: dict[str, Any]) -> types.CallToolResult:
        """Return the answer to one call, or one sentence that says why there is none."""
        try:
            with self._scope():
                record = self._record(name, arguments)
        except ScraperError as error:
            return _failed(str(error))
        # A mistake in the program is one call's, and the others are answered.
        except Exception as error:  # noqa: BLE001
            return _failed(f"This {mishap(error)}.")
        text = json.dumps(record, ensure_ascii=False, default=str)
        return types.CallToolResult(content=[types.TextContent(text=_sendable(text))], structured_content=record)

    def _record(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        tool = _TOOLS.get(name)
        if tool is None:
            raise ConfigError(f"There is no tool '{name}'.", hint=f"The tools are {', '.join(_TOOLS)}.")
        given = tool.checked(arguments)
        with Archive.read(self._path, busy_seconds=_BUSY_SECONDS) as archive, archive.explained():
            # This comes first, since it takes back what bounds the time.
            archive.bound_statements()
            with archive.asking.within(MOST_SECONDS):
                return tool.answer(archive, self._house, given).as_record(archive)


def _offered(tool: Tool) -> types.Tool:
    """Return a tool as clients are told of it."""
    hints = types.ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)
    return types.Tool(
        name=tool.name, title=tool.title, description=tool.description, input_schema=tool.schema(), annotations=hints
    )


def _failed(sentence: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=_sendable(sentence))], is_error=True)


def _sendable(text: str) -> str:
    """Return a text without lone surrogates, which UTF-8 cannot hold."""
    return text.encode("utf-8", "backslashreplace").decode()


def serve(path: Path, house: House, scope: Callable[[], AbstractContextManager[object]]) -> None:
    """Serve until stdin is closed; Ctrl-C ends the process.

    Args:
        path, house, scope: see :class:`AssistantServer`.
    """
    # The thread that waits for stdin cannot be woken, so that a cancelled event loop would wait for the next line. As
    # nothing here writes a file, the process can just end.
    signal.signal(signal.SIGINT, lambda number, frame: os._exit(_INTERRUPTED))
    # Whoever has closed stdout wants no answer any more.
    with suppress(BrokenPipeError):
        anyio.run(AssistantServer(path, house, scope).serve)
    # A thread that is stuck would keep the process from its end.
    sys.stdout.flush()
    os._exit(0)
