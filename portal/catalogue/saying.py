"""Sentences for authors: English here, worded in the reader's language by whoever shows them.

A check says ``say("no item %(item)r", item=name)``: the template is found by ``portal words update`` and gets its Chinese in
``translations/zh_Hans_CN/LC_MESSAGES/authors.po``. A plain ``str`` works as well, and is shown as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches

Gettext = Callable[[str], str]
"""Gives the words of a template in some language."""


class Said(str):
    """An English sentence that knows its template and its figures, so that it can be worded in another language."""

    __slots__ = ("params", "template")
    template: str
    params: Mapping[str, object]


def say(template: str, /, **params: object) -> Said:
    """A sentence. A figure may be a sentence or a list itself; a sentence without figures keeps its ``%`` as it is."""
    said = Said(_filled(template, params, str))
    said.template, said.params = template, params
    return said


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """What to advise about a name that is not among those known: the nearest of them, if any is near."""
    close = get_close_matches(name, list(known), n=1)
    return say("did you mean %(name)s?", name=close[0]) if close else otherwise


def worded(text: str, gettext: Gettext) -> str:
    """A sentence in another language; a plain string as it is."""
    return _filled(gettext(text.template), text.params, gettext) if isinstance(text, Said) else text


def of_error(error: Exception) -> str:
    """What an error says: its sentence, where it was raised with one."""
    first = error.args[0] if error.args else ""
    return first if isinstance(first, Said) else str(error)


def as_json(text: str, gettext: Gettext) -> dict[str, object]:
    """A sentence for programs: the template and the figures that it was made of."""
    if not isinstance(text, Said):
        return {"template": text, "params": {}}
    params = {name: _shown(value, gettext) for name, value in text.params.items()}
    return {"template": text.template, "params": params}


def _filled(template: str, params: Mapping[str, object], gettext: Gettext) -> str:
    if not params:
        return template
    return template % {name: _shown(value, gettext) for name, value in params.items()}


def _shown(value: object, gettext: Gettext) -> str | int:
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return worded(value, gettext)
    if isinstance(value, Iterable):
        return gettext(_BETWEEN).join(str(_shown(one, gettext)) for one in value)
    return str(value)


_BETWEEN = say(", ").template
"""What stands between the entries of a list."""
