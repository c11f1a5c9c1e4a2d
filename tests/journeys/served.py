"""A city served from within the test: a browser sees its pages, and the test moves its clock and works in its offices meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.walking.story import City


class Silent(WSGIRequestHandler):
    """Says nothing of what it is asked."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 — named so by Werkzeug
        """Nothing."""


@dataclass(frozen=True)
class ServedCity:
    """Where it stands, and the city itself."""

    address: str
    city: City


@contextmanager
def serving(city: City) -> Iterator[ServedCity]:
    """Serve a city on a free port of this machine while the block runs."""
    server = make_server("127.0.0.1", 0, city.app, threaded=True, request_handler=Silent)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield ServedCity(f"http://127.0.0.1:{server.server_port}", city)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
