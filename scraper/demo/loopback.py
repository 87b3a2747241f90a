"""A threaded web server on 127.0.0.1 that ends at once, whatever its clients and handlers do."""

from __future__ import annotations

import socket
import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# Seconds between two looks at whether the server is to end. The base class looks twice a second, and whoever stops a
# server waits until it does.
_POLL_SECONDS = 0.02


class LoopbackServer(ThreadingHTTPServer):
    """A server that knows its open connections, so that it can end them.

    Args:
        handler: answers the requests.
        port: 0 takes a free one.
    """

    # server_close() joins the threads of all connections, so that none of them outlives the server. None can hang,
    # because stop() shuts their sockets down first.
    daemon_threads = False
    block_on_close = True
    # Connections that may wait to be accepted. The base class lets five wait, and a crawl of many sites at once, all on
    # this one server, opens more than that in the same instant.
    request_queue_size = 64

    def __init__(self, handler: type[BaseHTTPRequestHandler], port: int = 0) -> None:
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        # Each connection is served in a thread of its own, and all of them change the set.
        self._open_lock = threading.Lock()
        super().__init__(("127.0.0.1", port), handler)
        self._thread = threading.Thread(target=self.serve_forever, args=(_POLL_SECONDS,), daemon=True)

    def server_bind(self) -> None:
        """Bind without the name look-up of the base class, which some resolvers answer in seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    @property
    def base(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        return f"http://{self.server_name}:{self.server_port}"

    def start(self) -> None:
        """Serve in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop accepting, wake every thread that waits for a client, and join them."""
        # Handlers that wait on purpose look at this event and return.
        self.stopping.set()
        # First of all no new connection may come in: it would be missing among those that are hung up below, and
        # server_close() would wait for its client.
        self.shutdown()
        with self._open_lock:
            for connection in self._open:
                _hang_up(connection)
        self.server_close()
        self._thread.join()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection and serve it in a thread of its own."""
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget and close a connection."""
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print the traceback of a mistake in a handler; that a client hung up (an OSError) is none."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def _hang_up(connection: socket.socket) -> None:
    """End a connection in both directions, so that a thread that reads from it sees its end and returns."""
    try:
        # close() would not do: another thread that is blocked in a read of the socket stays blocked.
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        # The client has closed it in the same moment.
        return
