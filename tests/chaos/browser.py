"""A browser on a bad network: it shows a page, or says that no answer came."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from http.cookiejar import CookieJar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

PATIENCE_SECONDS = 30
_FORM = re.compile(r"<form([^>]*)>(.*?)</form>", re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


class Lost(Exception):
    """No answer, or (``status``) that of a server that could not work. Whether anything was done nobody knows."""

    def __init__(self, path: str, status: int = 0) -> None:
        self.status = status
        super().__init__(f"{path}: {status or 'no answer'}")


@dataclass(frozen=True, slots=True)
class Page:
    """What is on the screen."""

    path: str
    status: int
    text: str

    @property
    def form(self) -> dict[str, str]:
        """The hidden fields of the form that goes back to where the page came from; nothing when there is none."""
        for attributes, inside in _FORM.findall(self.text):
            if "action=" not in attributes or f'action="{self.path}"' in attributes:
                found = _HIDDEN.findall(inside)
                return {name: html.unescape(value) for name, value in found}
        return {}


class Browser:
    """A window. Windows that share a jar are signed in together."""

    def __init__(self, address: str, jar: CookieJar | None = None) -> None:
        self._address = address
        self._jar = CookieJar()
        for cookie in jar or ():
            self._jar.set_cookie(cookie)
        self._opener = build_opener(HTTPCookieProcessor(self._jar))

    def window(self) -> Browser:
        """Another window, signed in as this one is now."""
        return Browser(self._address, self._jar)

    def get(self, path: str) -> Page:
        """Look at a page. Raises Lost."""
        return self._ask(path, None)

    def send(self, page: Page, **typed: str) -> Page:
        """Send the form of a page to the address it came from, and follow where that leads. Raises Lost."""
        return self._ask(page.path, urlencode({**page.form, **typed}).encode())

    def _ask(self, path: str, body: bytes | None) -> Page:
        try:
            with self._opener.open(self._address + path, body, PATIENCE_SECONDS) as answer:
                return Page(urlsplit(answer.geturl()).path, answer.status, answer.read().decode())
        except HTTPError as error:
            with error:
                if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise Lost(path, error.code) from error
                return Page(urlsplit(error.url).path, error.code, error.read().decode())
        except (URLError, OSError, HTTPException) as error:
            raise Lost(path) from error
