"""The web application: its routes, what every answer carries, and how it is served."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nutgraf.errors import NutgrafError
from nutgraf.progress import show_count
from nutgraf.viewer import api, named, pages
from nutgraf.viewer.library import Library

HEADERS = {
    # no script at all: whatever a release brings along cannot run
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class _WithHeaders:
    """Adds HEADERS to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    *((name.lower().encode(), value.encode()) for name, value in HEADERS.items()),
                ]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def create_app(out: Path, *, host: str = "127.0.0.1", on_progress: Callable[[int, int], None] | None = None) -> Starlette:
    """Make the application for a dataset; raises DatasetError when `out` holds none.

    A dataset without a search index gets a private one first, of which `on_progress` is told the shards done and to do.
    Bound to this machine alone it answers only to the machine's own names, so that no web page can reach it by a name of its own.
    """
    hosts = ["127.0.0.1", "localhost", "[::1]"] if host in _LOOPBACK else ["*"]
    routes = [
        Route("/", pages.search),
        Route("/quotes", pages.quotes),
        Route("/overview", pages.overview),
        Route("/release/{release_id}", pages.release),
        Route("/speaker", named.speaker),
        Route("/organization", named.organization),
        Route("/place", named.place),
        Route("/speakers", pages.speakers),
        Route("/organizations", pages.organizations),
        Route("/places", pages.places),
        Route("/errors", pages.errors),
        *api.ROUTES,
        Mount("/static", StaticFiles(packages=[("nutgraf.viewer", "static")])),
    ]
    middleware = [Middleware(_WithHeaders), Middleware(TrustedHostMiddleware, allowed_hosts=hosts)]
    app = Starlette(routes=routes, middleware=middleware, exception_handlers=pages.EXCEPTION_HANDLERS)
    app.state.library = Library(out, on_progress=on_progress)
    return app


def serve(out: Path, *, host: str = "127.0.0.1", port: int = 8000, on_ready: Callable[[str], None] = print) -> None:
    """Serve a dataset until interrupted; port 0 takes a free one. Raises DatasetError, or NutgrafError when it cannot listen."""
    with show_count("indexing") as on_progress:
        app = create_app(out, host=host, on_progress=on_progress)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        reason = str(error.strerror).partition(" (while")[0]  # the rest says host and port again
        raise NutgrafError(f"cannot listen on {host} port {port}: {reason}") from None
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    with listener, suppress(KeyboardInterrupt):  # the usual way to end it
        name = f"[{host}]" if ":" in host else host
        on_ready(f"http://{name}:{listener.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listener])
