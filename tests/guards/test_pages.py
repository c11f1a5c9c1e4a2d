"""Every page in both modes and both languages: what the inspector demands, forms that lead somewhere, and nothing from elsewhere."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import render_template_string

from portal.web.access import public
from portal.words import LOCALES, MODES
from tests.databases import Databases, Postgresql
from tests.guards.test_access import planted as planted
from tests.guards.walk import Outcome, address, endpoints, expected, leads_to, scenes_for
from tests.guards.world import World
from tests.inspector import Page, PageFault

LOOKERS = ("stranger", "applicant", "confirmer", "clerk", "paying_clerk", "supervisor")
"""Between them they see every page; the others see the same ones, or none."""
LINKS = {
    "a": "href",
    "link": "href",
    "img": "src",
    "script": "src",
    "form": "action",
    "button": "formaction",
}

OTHER_KINDS = frozenset({"tel", "mailto", "data", "sms"})


@pytest.mark.parametrize("role", LOOKERS)
def test_every_page_can_be_read_and_used(world: World, databases: Databases, role: str) -> None:
    """On one database in every edition, on the other in each language and each mode: how a page reads depends on neither."""
    editions = list(itertools.product(LOCALES, MODES))
    if databases.kind == Postgresql.kind:
        editions = list(zip(LOCALES, reversed(MODES), strict=True))
    for language, mode in editions:
        assert list(page_faults(world, role, language, mode)) == [], (language, mode)


def page_faults(world: World, role: str, language: str, mode: str, only: str = "") -> Iterator[str]:
    """Everything wrong with the pages that somebody may see."""
    for endpoint in endpoints(world.app, only):
        if not endpoint.reads:
            continue
        for scene, values in scenes_for(endpoint, world):
            if expected(endpoint, world.roles[role], scene) is not Outcome.IN:
                continue
            path = address(world, endpoint, values)
            browser = world.inspector(role, language=language, mode=mode)
            try:
                response = browser.get(path)
            except PageFault as fault:
                yield f"{path}: {fault}"
                continue
            if response.mimetype == "text/html" and response.status_code < 300:
                yield from (f"{path}: {fault}" for fault in link_faults(world, browser.page, path))
                if browser.page.root.get("lang") != {"zh_Hans_CN": "zh-CN"}.get(language, language):
                    yield f"{path}: not in {language}"
            response.close()


def link_faults(world: World, page: Page, path: str) -> Iterator[str]:
    """Links that leave this portal or reach nothing, and forms sent to what does not take them."""
    for element in page.all(*LINKS):
        target = element.get(LINKS[str(element.tag)])
        if target is None and element.tag == "form":
            target = path
        if not target or target.startswith("#"):
            continue
        parts = urlsplit(target)
        if parts.scheme in OTHER_KINDS:
            continue
        if parts.scheme or parts.netloc:
            yield f"{element.tag} leads to another host: {target}"
            continue
        method = "GET"
        if element.tag == "button":
            method = "POST"
        elif element.tag == "form":
            method = (element.get("method") or "get").upper()
        if leads_to(world.app, parts.path or path, method) is None:
            yield f"{element.tag} leads nowhere: {method} {target}"


# ---- the eye itself -----------------------------------------------------------------------------

GOOD = """{% extends "layouts/base.html" %}{% block heading %}Planted{% endblock %}
{% block main %}HEADBODY{% endblock %}"""
TOKEN = '<input type="hidden" name="csrf_token" value="x">'


def plant(world: World, body: str) -> list[str]:
    """What is wrong with a page that has a body planted in it."""
    head = "" if "<h1" in open_layout(world) else "<h1>Planted</h1>"
    markup = GOOD.replace("HEAD", head).replace("BODY", body)
    world.app.add_url_rule("/planted", "planted", public(lambda: render_template_string(markup)))
    return list(page_faults(world, "stranger", "en", "standard", "planted"))


def open_layout(world: World) -> str:
    """The source of the layout, which may or may not bring the heading."""
    loader = world.app.jinja_env.loader
    assert loader is not None
    return loader.get_source(world.app.jinja_env, "layouts/base.html")[0]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="https://elsewhere.example/">x</a>', "another host"),
        ('<a href="//elsewhere.example/">x</a>', "another host"),
        ('<a href="/no-such-page">x</a>', "leads nowhere"),
        ('<form method="get" action="/language"></form>', "leads nowhere: GET"),
        ('<form method="post" action="/language"></form>', "without a token"),
        (f'<form method="post" action="/no">{TOKEN}</form>', "leads nowhere: POST"),
        ('<input id="alone" name="alone">', "no label"),
        ('<p id="twice"></p><p id="twice"></p>', "used twice"),
        ('<p style="color: red">x</p>', "style written"),
        ('<button onclick="go()">x</button>', "script written"),
        ("<h1>Another</h1>", "one h1"),
        ("<p><div></p>", "not HTML"),
        ("<script>go()</script>", "nonce"),
        ('<img src="/static/x.png">', "alternative"),
    ],
)
def test_a_bad_page_is_found(planted: World, body: str, fault: str) -> None:
    found = plant(planted, body)
    assert len(found) == 1
    assert fault in found[0]


def test_a_good_page_is_left_alone(planted: World) -> None:
    assert plant(planted, "<p>Good.</p>") == []
