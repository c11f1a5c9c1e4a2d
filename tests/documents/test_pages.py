"""How documents fall into pages: nothing stands alone, and no number loses its last sign."""

import re
import subprocess
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from portal.documents import render as renderer
from portal.documents import views
from portal.documents.render import compose, grouped, render
from portal.documents.views import as_mapping
from portal.words import LOCALES, WordsShelf

from . import samples
from .words import template

NAMES = sorted(samples.VIEWS)
NUMBER = "50990020261125101000001I"
COMPANY = 40
"""How many signs must stand above the seal: more than one line of small print has in Chinese."""
WORDS = WordsShelf(Path(__file__).parents[2] / "translations")


def as_it_is(view: views.Frame) -> views.Frame:
    return view


def long(view: views.Frame) -> views.Frame:
    """Thrice as many lines, and names as long as they come."""
    rows: dict[str, Any] = {k: v * 3 for k, v in vars(view).items() if isinstance(v, tuple)}
    return replace(samples.with_long_names(view), **rows)


def page_texts(pdf: bytes) -> list[str]:
    """What each page says, line by line."""
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"],  # noqa: S607  (found on the path on purpose)
        input=pdf,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().split("\f")[:-1]


def signs(text: str) -> int:
    return len(re.sub(r"\s", "", text))


def company_of_the_seal(page: str, last: str, seal_name: str) -> int:
    """How many signs the last page holds beside its foot, the closing block and the seal's own."""
    foot, closing = page.index('<div class="foot">'), page.index('<div class="closing">')
    always = page[foot : page.index("</div>", foot)] + page[closing:]
    return signs(last) - signs(unescape(re.sub("<[^>]*>", "", always))) - signs(seal_name)


def lonely(name: str) -> list[str]:
    """Where the last page of a document holds little but its seal."""
    found = []
    for locale in LOCALES:
        for mode, how in (("elder", as_it_is), ("elder", long), ("standard", long)):
            # a certificate is one page by its nature, and so are its lines few
            shape = samples.with_long_names if name == "certificate" and how is long else how
            view = as_mapping(replace(shape(samples.VIEWS[name]), case_number=NUMBER))
            words = WORDS.pick(locale, mode)
            pages = page_texts(render(template(name), view, words))
            page, seal_name = compose(template(name), view, words), str(view["seal_name"])
            if company_of_the_seal(page, pages[-1], seal_name) < COMPANY:
                found.append(f"{locale} {mode} {how.__name__}")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_seal_never_stands_alone_on_a_page(name: str) -> None:
    assert lonely(name) == []


def test_a_seal_alone_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    layout = renderer._layout
    monkeypatch.setattr(
        renderer,
        "_layout",
        lambda name: (
            (layout(name) or "") + ".closing { break-before: page }"
            if name == "page.css"
            else layout(name)
        ),
    )
    assert len(lonely("acceptance_notice")) == len(LOCALES) * 3


@pytest.mark.parametrize("mode", ["standard", "elder"])
@pytest.mark.parametrize("locale", LOCALES)
def test_a_case_number_loses_no_sign_to_the_next_line(locale: str, mode: str) -> None:
    view = as_mapping(replace(samples.RECEIPT, case_number=NUMBER))
    said = "".join(page_texts(render(template("receipt"), view, WORDS.pick(locale, mode))))
    assert NUMBER in re.sub(r"\s", "", said)  # and nothing unseen in it: it is copied as one word
    assert "I" not in said.split()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (NUMBER, "509900<wbr>20261125<wbr>101000001I"),
        ("138****6021", "138****6021"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_only_a_case_number_is_cut_into_groups(value: str, written: str) -> None:
    assert grouped(value) == written
