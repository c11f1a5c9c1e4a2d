"""A registry behind HTTP. Its trouble is never ours: what does not answer in time, or not in the agreed form, is unavailable.

A question is a POST, because nothing personal may stand in an address: ``{"name": …, "id_number": …}``. The answer is
``{"outcome": "found" | "nothing", "values": {…}}`` with texts as values.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from http.client import HTTPException, HTTPResponse
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from portal.registries.protocol import Answer, Checked, Outcome

TIMEOUT_SECONDS = 3.0
MAX_ANSWER_BYTES = 64 * 1024
_UNAVAILABLE = Answer(Outcome.UNAVAILABLE, {})


class _NoRedirects(HTTPRedirectHandler):
    """A registry that sends us elsewhere is not the one we were told to trust."""

    def redirect_request(self, *_: object) -> None:
        """Never follow."""
        return


class HttpRegistries:
    """Registries by id, each at its own address."""

    def __init__(
        self,
        addresses: Mapping[str, str],
        token: str | None = None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        """``timeout`` is in seconds, for connecting and for each read. Raises ValueError for an address that is not HTTP."""
        for registry, address in addresses.items():
            if urlsplit(address).scheme not in {"http", "https"}:
                raise ValueError(f"the address of {registry} is not an HTTP address")
        self._addresses = dict(addresses)
        self._token = token
        self._timeout = timeout
        self._opener = build_opener(_NoRedirects)

    def ask(self, registry: str, person: Checked) -> Answer:
        """Ask one registry about one person."""
        address = self._addresses.get(registry)
        if address is None:
            return _UNAVAILABLE
        question = json.dumps({"name": person.name, "id_number": person.id_number}).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            request = Request(address, data=question, headers=headers, method="POST")  # noqa: S310
            with self._opener.open(request, timeout=self._timeout) as response:
                return _read(_all_of(response, time.monotonic() + self._timeout))
        except (OSError, HTTPException, ValueError):
            return _UNAVAILABLE


def _all_of(response: HTTPResponse, until: float) -> bytes:
    """The whole body. Raises TimeoutError when it only drips in: a limit for each read alone would never end that."""
    body = b""
    while len(body) <= MAX_ANSWER_BYTES and (piece := response.read1(MAX_ANSWER_BYTES)):
        body += piece
        if time.monotonic() > until:
            raise TimeoutError
    return body


def _read(body: bytes) -> Answer:
    """An answer of the agreed form. Raises ValueError for any other."""
    told = json.loads(body)
    if not isinstance(told, dict):
        raise ValueError("not an object")  # noqa: TRY004 — the sender's fault, not a caller's
    outcome, values = (
        Outcome(told["outcome"]) if "outcome" in told else None,
        told.get("values", {}),
    )
    if (
        outcome is None
        or not isinstance(values, dict)
        or not all(isinstance(value, str) for value in values.values())
    ):
        raise ValueError("not an answer")
    return Answer(outcome, values if outcome is Outcome.FOUND else {})
