"""Sends an input as its visitor would, and puts the city back as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from flask.testing import FlaskClient

from portal.web import limits
from portal.words import LOCALES
from tests.fuzz.forms import Form
from tests.fuzz.inputs import Input
from tests.guards.watching import Watch
from tests.guards.world import World
from tests.inspector import PageFault, inspect

SESSION = "portal_session"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HTML = "text/html"


@dataclass(frozen=True)
class Answer:
    """What came back, and for a redirect after a POST also the page it led to."""

    status: int
    kind: str
    text: str
    headers: tuple[tuple[str, str], ...]
    location: str | None
    wrote: frozenset[str]
    page_fault: str = ""
    then: Answer | None = None

    @property
    def is_page(self) -> bool:
        """Whether this is a page for a person."""
        return self.kind == HTML and self.status not in REDIRECTS


class Desk:
    """Sends inputs to one city. ``sent`` counts them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sent = 0
        self._cookies: dict[tuple[str, str, str], str] = {}

    def ask(self, form: Form, given: Input) -> Answer:
        """Send one input and read the answer; what it changed is undone."""
        self.sent += 1
        # A view that answers too many tries with a pause would hide what is behind it.
        limits._limiter.reset()
        browser = self._browser(form, given)
        self.world.app.config["WTF_CSRF_ENABLED"] = given.dead_token
        try:
            with Watch(self.world.portal.casework.db.engine) as watch:
                answer = self._send(browser, form, given, watch)
            if form.method == "POST" and answer.location is not None:
                then = _read(browser, answer.location, "GET", inspected=given.inspected)
                answer = replace(answer, then=then)
        finally:
            self.world.app.config["WTF_CSRF_ENABLED"] = False
            if watch.written - {"access_record"}:
                self.world.restore()
        return answer

    def _send(self, browser: FlaskClient, form: Form, given: Input, watch: Watch) -> Answer:
        path = given.address(form.action)
        if form.method == "GET":
            query = given.urlencoded().decode("ascii")
            path = f"{path.partition('?')[0]}?{query}"
            return _read(browser, path, "GET", inspected=given.inspected, watch=watch)
        body, coding = given.body()
        headers = {
            "Referer": "http://localhost/",
            "Accept": "application/json" if given.wants_json else f"{HTML},*/*;q=0.8",
            "Content-Type": coding,
        }
        if given.dead_token:
            headers["X-CSRFToken"] = "dead"
        return _read(
            browser,
            path,
            "POST",
            inspected=given.inspected,
            watch=watch,
            data=body,
            headers=headers,
        )

    def _browser(self, form: Form, given: Input) -> FlaskClient:
        """A browser with the visitor's cookie; making a session anew for every input would take longer than the input."""
        key = (form.visitor.name, given.language, given.mode)
        if key not in self._cookies:
            made = form.visitor.browser(self.world, given.language or LOCALES[0], given.mode)
            cookie = made.get_cookie(SESSION)
            assert cookie is not None
            self._cookies[key] = cookie.value
        browser = FlaskClient(self.world.app, self.world.app.response_class)
        browser.set_cookie(SESSION, self._cookies[key])
        return browser


def _read(
    browser: FlaskClient,
    path: str,
    method: str,
    *,
    inspected: bool,
    watch: Watch | None = None,
    data: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    response = browser.open(path, method=method, data=data, headers=headers)
    with response:
        kind = response.mimetype or ""
        fault = ""
        is_page = kind == HTML and response.status_code not in REDIRECTS
        if inspected and is_page:
            try:
                inspect(response)
            except PageFault as error:
                fault = str(error)
        is_text = kind.startswith(("text/", "application/json"))
        return Answer(
            status=response.status_code,
            kind=kind,
            text=response.text if is_text else "",
            headers=tuple(response.headers.items()),
            location=response.location if response.status_code in REDIRECTS else None,
            wrote=frozenset(watch.written) if watch is not None else frozenset(),
            page_fault=fault,
        )


def path_of(url: str) -> str:
    """The path of an address, without what follows it."""
    return urlsplit(url).path
