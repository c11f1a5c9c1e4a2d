"""A window: a page that was opened and is sent later, as a browser without scripts would send it."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from werkzeug.test import TestResponse

from tests.inspector import Inspector


class Window:
    """One page as it stood when it was opened; what happens in other windows does not change it."""

    def __init__(self, client: Inspector, address: str = "") -> None:
        self.client, self.address = client, address
        if address:
            response = client.get(address)
            assert response.status_code == 200, response.status_code
        self.form = fullest_form(client)
        self.action = self.form.get("action") or address

    def again(self) -> Window:
        """The page that came back instead of going on."""
        back = Window(self.client)
        back.action = back.form.get("action") or self.action
        return back

    def fields(self) -> dict[str, list[str]]:
        """What the form would send if nothing was touched."""
        found: dict[str, list[str]] = {}
        for field in self.form.iter():
            name = field.get("name")
            if name and (value := _value(field)) is not None:
                found.setdefault(name, []).append(value)
        return found

    def names(self) -> set[str]:
        """The names of all that can be seen and filled in."""
        return {
            field.get("name") or ""
            for field in self.form.iter()
            if field.tag in {"input", "select", "textarea"} and field.get("type") != "hidden"
        }

    def send(self, **typed: Any) -> TestResponse:
        """Fill in and press the first button. Names with dots are given as ``**{"a.b": "…"}``."""
        return self.client.post(self.action, data={**self.fields(), **typed})


def form_to(client: Inspector, end: str) -> Window:
    """The form of the last page whose address ends so."""
    found = Window(client)
    found.form = next(
        form for form in client.page.all("form") if (form.get("action") or "").endswith(end)
    )
    found.action = found.form.get("action") or ""
    return found


def fullest_form(client: Inspector) -> Element:
    """The form in the main part of the last page that holds most fields."""
    forms = [form for main in client.page.all("main") for form in main.iter("form")]
    return max(forms, key=lambda form: sum(1 for field in form.iter() if field.get("name")))


def _value(field: Element) -> str | None:
    match field.tag, field.get("type"):
        case "input", "radio" | "checkbox":
            return field.get("value", "on") if field.get("checked") is not None else None
        case "input", "submit" | "file":
            return None
        case "input", _:
            return field.get("value", "")
        case "select", _:
            chosen = [o for o in field.iter("option") if o.get("selected") is not None]
            return (chosen or list(field.iter("option")))[0].get("value", "")
        case "textarea", _:
            return "".join(field.itertext())
    return None
