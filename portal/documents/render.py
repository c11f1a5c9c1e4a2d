"""Template + view + words → a tagged PDF (PDF/UA-1). Reads nothing from the network and nothing
but its own layout.
"""

import atexit
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol, cast

from jinja2 import BaseLoader, StrictUndefined, Template, TemplateError
from jinja2.loaders import FunctionLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from portal.documents.marks import frame_image, qr_image, seal_image
from portal.domain.case_number import groups

# WeasyPrint's FontConfiguration is not made for two threads at once; a layout is pure Python and
# gains nothing by it.
_one_at_a_time = threading.Lock()


class Words(Protocol):
    """The words of one language and one mode, chosen when the document was queued."""

    locale: str
    mode: str

    def gettext(self, msgid: str, /, **params: object) -> str:
        """Return the message with its `%(name)s` places filled."""
        ...


@dataclass(frozen=True)
class Fonts:
    """Font files to prefer over the system's Noto CJK: one face each, which halves the time of a
    page.

    Characters that they lack (rare names: 龑 䶮 㛃 骉 𬭩) fall back to Noto Sans CJK SC letter by
    letter.
    """

    regular: Path
    bold: Path | None = None


class RenderError(Exception):
    """The document could not be made: the template is wrong, or the view lacks what it needs."""


def _layout(name: str) -> str | None:
    if not re.fullmatch(r"[a-z]+\.(html|css)", name):
        return None
    file = files("portal.documents").joinpath("layout", name)
    return file.read_text(encoding="utf-8") if file.is_file() else None


def grouped(value: object) -> Markup:
    """Let a case number end its line only between its groups; other text is escaped and stays as it is."""
    if isinstance(value, Markup):
        return value
    return Markup("<wbr>").join(groups(str(value)))


def environment() -> ImmutableSandboxedEnvironment:
    """Return the environment of document templates: sandboxed, escaping, and strict about missing
    names.
    """
    made = ImmutableSandboxedEnvironment(
        loader=cast("BaseLoader", FunctionLoader(_layout)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["grouped"] = grouped
    return made


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    return environment()


@lru_cache(maxsize=64)
def _compiled(template: str) -> Template:
    return _environment().from_string(template)


def _page_numbers(words: Words) -> Markup:
    """Return "page x of y" in the order of the language, with the two counters in place."""
    text = escape(words.gettext("Page %(page)s of %(pages)s", page="\ue000", pages="\ue001"))
    return text.replace("\ue000", Markup('<span class="page-number"></span>')).replace(
        "\ue001", Markup('<span class="page-count"></span>')
    )


def compose(template: str, view: Mapping[str, object], words: Words) -> str:
    """Fill the template: the HTML that `render` lays out.

    Raises RenderError when the template is wrong or the view lacks a key.
    """
    context = {
        **view,
        "_": words.gettext,
        "lang": words.locale.replace("_", "-"),
        "mode": words.mode,
        "stylesheet": Markup(_layout("page.css") or ""),  # noqa: S704  (our own file)
        "page_numbers": _page_numbers(words),
        "seal_image": seal_image,
        "qr_image": qr_image,
        "frame_image": frame_image,
    }
    try:
        return _compiled(template).render(context)
    except (TemplateError, TypeError, KeyError) as error:
        raise RenderError(str(error)) from error


@lru_cache(maxsize=1)
def _font_configuration() -> Any:
    """Return the one configuration of this process: a new one per document costs memory that never
    comes back.
    """
    from weasyprint.text.fonts import FontConfiguration

    # Its finaliser calls into C and must run before the interpreter is taken apart.
    atexit.register(_font_configuration.cache_clear)
    return FontConfiguration()


@lru_cache(maxsize=4)
def _font_faces(fonts: Fonts) -> Any:
    from weasyprint import CSS
    from weasyprint.urls import URLFetcher

    faces = [
        f'@font-face {{ font-family: "Portal Sans"; font-weight: {weight}; '
        f'src: url("{path.resolve().as_uri()}") }}'
        for weight, path in ((400, fonts.regular), (700, fonts.bold))
        if path is not None
    ]
    return CSS(
        string="\n".join(faces),
        font_config=_font_configuration(),
        url_fetcher=URLFetcher(allowed_protocols=("file",), fail_on_errors=True),
    )


def _refusing_fetcher() -> Callable[..., Any]:
    """Return a fetcher that opens `data:` and stops the rendering at anything else, rather than
    leave a hole.
    """
    from weasyprint.urls import URLFetcher

    return cast(
        "Callable[..., Any]",
        URLFetcher(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True),
    )


def render(
    template: str, view: Mapping[str, object], words: Words, *, fonts: Fonts | None = None
) -> bytes:
    """Return the document as PDF/UA-1: tagged, with its language and title.

    Raises RenderError when the template or the view is wrong, or when the page asks for anything
    outside itself.
    """
    page = compose(template, view, words)
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    with _one_at_a_time:
        try:
            document = HTML(string=page, url_fetcher=_refusing_fetcher())
            made = document.write_pdf(
                font_config=_font_configuration(),
                stylesheets=[_font_faces(fonts)] if fonts else None,
                pdf_variant="pdf/ua-1",
            )
        except FatalURLFetchingError as error:
            raise RenderError(f"the page asks for something outside itself: {error}") from error
    return cast("bytes", made)
