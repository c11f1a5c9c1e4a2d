"""Trouble on the other side is never ours: whatever is not a good answer in time is no answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from portal.registries.http import MAX_ANSWER_BYTES, HttpRegistries
from portal.registries.protocol import Checked, Outcome

PERSON = Checked("陈晓雨", "509901199506121284")


class Registry:
    """A small HTTP server that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.body = b'{"outcome": "found", "values": {"kind": "employee"}}'
        self.silent = Event()
        self.location = ""
        self.drips = False
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                registry.asked.append((self.path, dict(self.headers), json.loads(body)))
                if registry.silent.is_set():
                    registry.go_on.wait(10)
                self.send_response(registry.status)
                self.send_header("Content-Length", str(len(registry.body)))
                if registry.location:
                    self.send_header("Location", registry.location)
                self.end_headers()
                try:
                    if not registry.drips:
                        self.wfile.write(registry.body)
                    for each in registry.body if registry.drips else b"":
                        self.wfile.write(bytes([each]))
                        registry.go_on.wait(0.05)
                except OSError:
                    return

            def log_request(self, *_: object) -> None:
                """Stay quiet."""

        self.go_on = Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/ask"


@pytest.fixture
def registry() -> Iterator[Registry]:
    registry = Registry()
    thread = Thread(target=registry.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield registry
    registry.go_on.set()
    registry.server.shutdown()
    thread.join()
    registry.server.server_close()


def ask(registry: Registry, timeout: float = 3.0) -> Outcome:
    return (
        HttpRegistries({"insured": registry.address}, timeout=timeout)
        .ask("insured", PERSON)
        .outcome
    )


def test_a_good_answer_is_given_on(registry: Registry) -> None:
    answer = HttpRegistries({"insured": registry.address}, token="t").ask("insured", PERSON)
    assert (answer.outcome, dict(answer.values)) == (Outcome.FOUND, {"kind": "employee"})
    [(path, headers, question)] = registry.asked
    assert question == {"name": PERSON.name, "id_number": PERSON.id_number}
    assert headers["Authorization"] == "Bearer t"
    assert path == "/ask"


def test_nothing_is_an_answer_too(registry: Registry) -> None:
    registry.body = b'{"outcome": "nothing"}'
    assert ask(registry) is Outcome.NOTHING


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"outcome": "perhaps"}',
        b'{"outcome": "found", "values": ["x"]}',
        b'{"outcome": "found", "values": {"kind": 7}}',
        b"\xff\xfe",
        b'"' + b"x" * (MAX_ANSWER_BYTES + 100) + b'"',
    ],
)
def test_what_is_not_of_the_agreed_form_is_no_answer(registry: Registry, body: bytes) -> None:
    registry.body = body
    assert ask(registry) is Outcome.UNAVAILABLE


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_an_error_is_no_answer(registry: Registry, status: int) -> None:
    registry.status = status
    assert ask(registry) is Outcome.UNAVAILABLE


def test_a_registry_that_sends_us_elsewhere_is_not_followed(registry: Registry) -> None:
    registry.status, registry.location = 302, registry.address
    assert ask(registry) is Outcome.UNAVAILABLE
    assert len(registry.asked) == 1


def test_an_answer_that_comes_too_late_is_none(registry: Registry) -> None:
    registry.silent.set()
    assert ask(registry, timeout=0.1) is Outcome.UNAVAILABLE


def test_nobody_there_is_no_answer(registry: Registry) -> None:
    registries = HttpRegistries({"insured": "http://127.0.0.1:1/ask"})
    assert registries.ask("insured", PERSON).outcome is Outcome.UNAVAILABLE
    assert registries.ask("vehicles", PERSON).outcome is Outcome.UNAVAILABLE


def test_an_address_that_is_not_http_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="insured"):
        HttpRegistries({"insured": "file:///etc/passwd"})


def test_an_answer_that_only_drips_in_is_none(registry: Registry) -> None:
    registry.drips = True
    assert ask(registry, timeout=0.2) is Outcome.UNAVAILABLE
