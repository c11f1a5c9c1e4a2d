"""Addresses are kebab-case, their parameters typed, and nothing personal stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from portal.web.access import public
from tests.guards.test_access import planted as planted
from tests.guards.walk import STATIC, endpoints
from tests.guards.world import World

_PARAMETER = re.compile(r"<[^>]+>")
_UNTYPED = re.compile(r"<([^:>]+)>")
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)?")
PERSONAL = frozenset(
    [
        "name",
        "phone",
        "mobile",
        "tel",
        "telephone",
        "email",
        "mail",
        "id_number",
        "identity_number",
        "number",
        "idcard",
        "account",
        "bank",
        "address",
        "birthday",
        "born",
        "passport",
        "licence",
        "person_name",
        "surname",
    ]
)
"""Words that, as the name of a parameter, promise a value that must not stand in logs and histories."""


def test_addresses_are_kebab_case_and_typed(world: World) -> None:
    assert list(odd_addresses(world.app)) == []


def odd_addresses(app: Flask) -> Iterator[str]:
    """Every rule that is not lower-case words with hyphens, or that has an untyped or personal parameter."""
    for endpoint in endpoints(app):
        rule = endpoint.rule
        for piece in filter(None, _PARAMETER.sub("", rule.rule).split("/")):
            if not _PLAIN.fullmatch(piece):
                yield f"{rule.rule}: {piece!r} is not kebab-case"
        for name in _UNTYPED.findall(rule.rule):
            yield f"{rule.rule}: {name} has no type"
        for name in rule.arguments:
            if name in PERSONAL:
                yield f"{rule.rule}: {name} is personal"
        if rule.rule != "/" and rule.rule.endswith("/"):
            yield f"{rule.rule}: ends with a slash"


def test_static_files_are_the_only_folder(world: World) -> None:
    folders = [r.endpoint for r in world.app.url_map.iter_rules() if "<path:" in r.rule]
    assert folders == [STATIC]


@pytest.mark.parametrize(
    "rule",
    ["/my_cases", "/myCases", "/cases/<case_id>", "/people/<int:phone>", "/cases/<uuid:case_id>/"],
)
def test_an_odd_address_is_found(planted: World, rule: str) -> None:
    before = list(odd_addresses(planted.app))
    planted.app.add_url_rule(rule, "planted", public(lambda **_: ""))
    assert len(list(odd_addresses(planted.app))) == len(before) + 1
