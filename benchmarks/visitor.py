"""A citizen who signs in over HTTP as people do: phone, code from the demonstration's inbox, name and ID number."""

from __future__ import annotations

import re
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from tests.factories.families import Parent

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_MESSAGE = re.compile(r'class="timeline__what"[^>]*>([^<]+)<')


class Visitor:
    """A browser with its cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.jar = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.jar))

    @property
    def cookie(self) -> str:
        """What is sent with every request."""
        return "; ".join(f"{each.name}={each.value}" for each in self.jar)

    def get(self, path: str) -> tuple[str, int]:
        """A page, and its size in bytes with the headers. Raises HTTPError."""
        with self._opener.open(self.address + path, timeout=30) as answer:
            head, body = str(answer.headers), answer.read()
            return body.decode(), len(head.encode()) + len(body)

    def post(self, path: str, page: str, **fields: str) -> str:
        """Send the form of a page that was fetched from ``page``."""
        found = _TOKEN.search(self.get(page)[0])
        assert found, f"no form on {page}"
        body = urlencode({"csrf_token": found[1], **fields}).encode()
        with self._opener.open(self.address + path, body, timeout=30) as answer:
            text: str = answer.read().decode()
            return text

    def sign_in(self, parent: Parent) -> None:
        """Sign in with the phone, then pass the real-name check."""
        self.post("/sign-in", "/sign-in", phone=parent.phone)
        inbox = self.post("/demo/messages", "/demo/messages", phone=parent.phone)
        message = _MESSAGE.search(inbox)
        code = _CODE.search(message[1]) if message else None
        assert code, "no code in the inbox"
        self.post("/sign-in/code", "/sign-in/code", code=code[0])
        self.post("/my/identity", "/my/identity", name=parent.name, id_number=parent.id_number)
