"""Line icons, inlined, so that they take the colour of the words beside them. How lines are drawn is said once, in the styles.

The set is named in assets/icons.txt and gathered in static/build/icons by `make setup`. An icon never stands alone for a
meaning: it is hidden from readers of the page, and the word stands beside it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

FOLDER = Path(__file__).with_name("static") / "build" / "icons"


class UnknownIconError(LookupError):
    """No icon of that name was built; assets/icons.txt is the list."""


@cache
def icon(name: str) -> Markup:
    """The icon as an inline svg of class `icon icon-<name>`, hidden from assistive technology.

    Raises UnknownIconError.
    """
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise UnknownIconError(name)
    try:
        drawing = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UnknownIconError(name) from error
    inner = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
    strokes = re.sub(r"\s*\n\s*", "", inner).replace(" />", "/>")
    # Safe: the drawing is from our own build, and the name was matched above.
    return Markup(  # noqa: S704
        f'<svg class="icon icon-{name}" width="24" height="24" viewBox="0 0 24 24" '
        f'aria-hidden="true">{strokes}</svg>'
    )
