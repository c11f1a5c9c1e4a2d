"""When a bundle can be sent that has its season: said before somebody fills in everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.casework.errors import WindowClosed
from portal.catalogue.labels import Labels
from portal.web.formats import day
from portal.web.house import gettext, house


@dataclass(frozen=True, slots=True)
class Season:
    """Whether it can be sent today, until when or from when on, and the bundle's own words about it."""

    is_open: bool
    text: str
    note: str


def season_of(labels: Labels) -> Season | None:
    """The season of a bundle as it stands today; None for what can be sent all year and says nothing of it."""
    window, today = labels.bundle.window, house().casework.today
    if window is None:
        return None
    note = labels.own("window_note")
    if not window.is_open(today):
        return Season(is_open=False, text=_closed(window.opens_on(today)), note=note)
    last = window.closes_on(today)
    text = gettext("It can be sent until %(day)s.", day=day(last)) if last is not None else ""
    return Season(is_open=True, text=text, note=note)


def closed_text(error: WindowClosed) -> str:
    """Why it was not sent, and from when on it can be."""
    return _closed(error.opens_on)


def _closed(opens_on: date) -> str:
    return gettext(
        "It cannot be sent yet. It can be sent from %(day)s on. Until then you can read everything and fill it in; it is kept for you.",
        day=day(opens_on),
    )
