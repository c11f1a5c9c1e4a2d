"""The way through a draft: which screen comes after which, and where something missing can be mended.

In 长辈版 every question has a screen of its own, after one that shows what is known already; otherwise a page is one screen.
"""

from __future__ import annotations

from flask import url_for

from portal.web.citizen.drafts import Draft
from portal.web.faults import MATERIAL
from portal.web.fields import field_id
from portal.web.house import mode
from portal.words import ELDER

Screen = tuple[str, int | None]
"""A page of the form, and the place of the one question on it that is shown alone."""
STEPS = 5
"""Plan, sources, form, materials, review."""


def is_elder() -> bool:
    """Whether the reader asked for one thing at a time."""
    return mode() == ELDER


def screens(draft: Draft) -> list[Screen]:
    """Every screen of the form in order."""
    if not is_elder():
        coming = draft.coming
        return [(p.id, None) for p in draft.pages if any(q.key not in coming for q in p.questions)]
    found: list[Screen] = []
    for page in draft.pages:
        if any(draft.is_given(question.key) for question in page.questions):
            found.append((page.id, None))
        open_ = (n for n, one in enumerate(page.questions) if draft.is_open(one.key))
        found.extend((page.id, n) for n in open_)
    return found


def after(draft: Draft, screen: Screen) -> str:
    """Where to go on after a screen of the form; the materials when it was the last."""
    here = _rank(draft, screen)
    for candidate in screens(draft):
        if _rank(draft, candidate) > here:
            return screen_url(draft, candidate)
    return url_for("citizen.materials", case_id=draft.case.id)


def before(draft: Draft, screen: Screen) -> str:
    """The way back from a screen of the form."""
    here = _rank(draft, screen)
    for candidate in reversed(screens(draft)):
        if _rank(draft, candidate) < here:
            return screen_url(draft, candidate)
    return url_for("citizen.sources", case_id=draft.case.id)


def first(draft: Draft) -> str:
    """Where the form begins."""
    every = screens(draft)
    if not every:
        return url_for("citizen.materials", case_id=draft.case.id)
    return screen_url(draft, every[0])


def last(draft: Draft) -> str:
    """Where the form ends, for the way back from the materials."""
    every = screens(draft)
    if not every:
        return url_for("citizen.sources", case_id=draft.case.id)
    return screen_url(draft, every[-1])


def screen_url(draft: Draft, screen: Screen) -> str:
    """The address of a screen."""
    page_id, n = screen
    if n is None:
        return url_for("citizen.form", case_id=draft.case.id, page_id=page_id)
    return url_for("citizen.question", case_id=draft.case.id, page_id=page_id, n=n)


def mend_url(draft: Draft, reference: str) -> str:
    """Where something that is missing or wrong can be put right."""
    case_id = draft.case.id
    if reference.startswith(MATERIAL):
        return paper_url(draft, reference.removeprefix(MATERIAL))
    place = draft.place_of(reference)
    if place is None:
        return url_for("citizen.plan", case_id=case_id)
    page_id, n = place
    return url_for("citizen.question", case_id=case_id, page_id=page_id, n=n, after="review")


def paper_url(draft: Draft, material: str) -> str:
    """The place of a material among the materials."""
    names = [paper.material for paper in draft.papers]
    if is_elder() and material in names:
        return url_for("citizen.material", case_id=draft.case.id, n=names.index(material))
    return url_for("citizen.materials", case_id=draft.case.id, _anchor=paper_id(material))


def paper_id(material: str) -> str:
    """The id of a material's card."""
    return "m-" + material.replace("_", "-")


def go_on(draft: Draft) -> str:
    """Where a draft that was left is taken up: the first thing missing, or the review."""
    for question in draft.asked:
        if question.key in draft.faults and question.key not in draft.coming:
            page_id, n = draft.place_of(question.key) or ("", None)
            if is_elder():
                return screen_url(draft, (page_id, n))
            return screen_url(draft, (page_id, None)) + f"#{field_id(question.key)}"
    for paper in draft.papers:
        if MATERIAL + paper.material in draft.faults:
            return paper_url(draft, paper.material)
    return url_for("citizen.review", case_id=draft.case.id)


def _rank(draft: Draft, screen: Screen) -> tuple[int, int]:
    names = [page.id for page in draft.pages]
    page_id, n = screen
    return (names.index(page_id) if page_id in names else len(names), -1 if n is None else n)
