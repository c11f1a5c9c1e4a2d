"""Finds every form of the portal by walking it: as every kind of visitor, in every scene, in both modes, and along the links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from flask.testing import FlaskClient

from portal.web.access import PUBLIC, access_of
from tests.fuzz.city import VISITORS, Visitor
from tests.guards.walk import Outcome, address, endpoints, expected, leads_to, scenes_for
from tests.guards.world import World

TOKEN = "csrf_token"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SPOT = re.compile(r"\{([^}]+)\}")
AUTOSAVE = "citizen.autosave"
SEE_PUBLIC = frozenset({"stranger", "applicant"})
SECRETS = frozenset({"password", "code", TOKEN})
"""Fields whose value is never sent back."""


@dataclass
class Field:
    """One name of a form: its kind, what stands in it, and what may be chosen; a hidden one may stand there several times."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)

    @property
    def is_typed(self) -> bool:
        """Whether a person writes into it."""
        return self.kind in {"text", "tel", "search", "textarea", "password"}


@dataclass(frozen=True)
class Form:
    """One form, and who finds it where. ``spot`` is the page's address with ids replaced by the names of the scene's values."""

    visitor: Visitor
    spot: str
    action: str
    method: str
    endpoint: str
    fields: tuple[Field, ...]

    @property
    def title(self) -> str:
        """How the fuzzer names it: the same in every run."""
        tail = _UUID.sub("", self.action).rpartition("/")[0].rpartition("/")[2]
        return f"{self.visitor.name} | {self.spot} | {self.endpoint} | {tail} {self.names_short}"

    @property
    def names_short(self) -> str:
        """The first fields that tell it from other forms of the page."""
        return ",".join(f.name for f in self.fields if f.name != TOKEN)[:40]

    @property
    def has_file(self) -> bool:
        """Whether a file can be sent with it."""
        return any(f.kind == "file" for f in self.fields)


class Reader(HTMLParser):
    """Reads what matters of a page: forms with what stands in them, ids, links, and the links of the error summary."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[Mapping[str, str], dict[str, Field]]] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.autosave: str | None = None
        self._open: dict[str, Field] | None = None
        self._select: Field | None = None
        self._textarea: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, a field, a link."""
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "form":
            self._open = {}
            self.forms.append((given, self._open))
            self.autosave = given.get("data-autosave") or self.autosave
        elif tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"])
        elif tag == "option" and self._select is not None:
            self._option(given)
        elif self._open is not None and given.get("name"):
            self._field(tag, given)

    def _option(self, given: dict[str, str]) -> None:
        assert self._select is not None
        self._select.options.append(given.get("value", ""))
        if "selected" in given:
            self._select.value = given.get("value", "")

    def _field(self, tag: str, given: dict[str, str]) -> None:
        assert self._open is not None
        kind = tag if tag != "input" else given.get("type", "text")
        one = self._open.setdefault(given["name"], Field(given["name"], kind))
        if kind in {"radio", "checkbox", "button"}:
            one.options.append(given.get("value") or ("" if kind == "button" else "on"))
            if "checked" in given:
                one.value = one.options[-1]
        elif kind == "hidden":
            one.options.append(given.get("value", ""))
        elif kind == "select":
            self._select = one
        elif kind == "textarea":
            self._textarea = one
        else:
            one.value = given.get("value", "")

    def handle_data(self, data: str) -> None:
        """What stands in a field of several lines."""
        if self._textarea is not None:
            self._textarea.value += data

    def handle_endtag(self, tag: str) -> None:
        """Leave a form, a list or a field of several lines."""
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None


def read(markup: str) -> Reader:
    """Read a page."""
    reader = Reader()
    reader.feed(markup)
    return reader


def every_form(world: World) -> list[Form]:
    """Each form once per kind of visitor and set of fields, in an order that is the same in every run."""
    found: dict[tuple[str, str, str, tuple[str, ...]], Form] = {}
    names = names_of_ids(world)
    for visitor in VISITORS:
        for path, markup in _pages(world, visitor):
            for form in _forms_of(world, visitor, spot_of(names, path), path, markup):
                asked = tuple(sorted(f.name for f in form.fields))
                kind = _kind(urlsplit(form.action).path)
                found.setdefault((visitor.name, form.method, kind, asked), form)
    return sorted(found.values(), key=lambda form: form.title)


def _forms_of(world: World, visitor: Visitor, spot: str, path: str, markup: str) -> Iterator[Form]:
    reader = read(markup)
    for given, fields in reader.forms:
        action, method = given.get("action") or path, given.get("method", "get").upper()
        endpoint = leads_to(world.app, action, method)
        if endpoint is not None:
            yield Form(visitor, spot, action, method, endpoint, tuple(fields.values()))
            if given.get("data-autosave"):
                saves = tuple(fields.values())
                yield Form(visitor, spot, given["data-autosave"], "POST", AUTOSAVE, saves)
    parts = urlsplit(path)
    asked = dict(parse_qsl(parts.query)) | {"next": "/", "page": "1"}
    endpoint = leads_to(world.app, path, "GET")
    if endpoint is not None:
        query = tuple(Field(name, "text", value) for name, value in sorted(asked.items()))
        yield Form(visitor, spot, parts.path, "GET", endpoint, query)


def _pages(world: World, visitor: Visitor) -> Iterator[tuple[str, str]]:
    """Every page a visitor may see, found from the scenes and from the links of the pages; of pages of one kind, one."""
    browser = visitor.browser(world)
    role = world.roles[visitor.role]
    paths = [
        address(world, endpoint, values)
        for endpoint in endpoints(world.app)
        if endpoint.reads and _is_worth(visitor, endpoint.declared)
        for scene, values in scenes_for(endpoint, world)
        if expected(endpoint, role, scene) is Outcome.IN
    ]
    kinds = {_kind(path) for path in paths}
    paths += [*visitor.also, *visitor.pressed]
    while paths:
        path = paths.pop(0)
        markup = _page(browser, path, visitor)
        if markup is None:
            continue
        yield path, markup
        for link in read(markup).links:
            target = link.split("#")[0]
            if _kind(target) not in kinds and _leads_on(world, visitor, target):
                kinds.add(_kind(target))
                paths.append(target)


def _leads_on(world: World, visitor: Visitor, target: str) -> bool:
    endpoint = leads_to(world.app, target, "GET")
    if endpoint is None:
        return False
    return _is_worth(visitor, access_of(world.app.view_functions[endpoint]))


def _is_worth(visitor: Visitor, declared: object) -> bool:
    """Pages for everybody are the same for everybody; a stranger and an applicant between them see all of them."""
    return declared != PUBLIC or visitor.role in SEE_PUBLIC


def _kind(path: str) -> str:
    return _UUID.sub("*", path)


def _page(browser: FlaskClient, path: str, visitor: Visitor) -> str | None:
    made = visitor.pressed.get(path)
    response = browser.get(path) if made is None else browser.post(path, data=made())
    with response:
        if response.status_code != 200 or response.mimetype != "text/html":
            return None
        return response.text


def names_of_ids(world: World) -> dict[str, str]:
    """A name for every id of a scene, the same in every run."""
    found: dict[str, str] = {}
    for scene in world.scenes:
        for name, value in scene.values.items():
            if _UUID.fullmatch(str(value)):
                found.setdefault(str(value), f"{scene.name}: {name}")
    return found


def spot_of(names: Mapping[str, str], path: str) -> str:
    """An address with its ids replaced by their names."""
    return _UUID.sub(lambda found: "{" + names.get(found.group(), "other") + "}", path)


def form_at(world: World, title: str) -> Form:
    """The form of a title that an earlier run printed."""
    visitor = next(each for each in VISITORS if each.name == title.split(" | ", maxsplit=1)[0])
    ids = {name: value for value, name in names_of_ids(world).items()}
    path = _SPOT.sub(lambda found: ids[found.group(1)], title.split(" | ")[1])
    markup = _page(visitor.browser(world), path, visitor)
    assert markup is not None, f"{path} is no page any more"
    spot = title.split(" | ")[1]
    return next(f for f in _forms_of(world, visitor, spot, path, markup) if f.title == title)
