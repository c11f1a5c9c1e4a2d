"""The fuzzer itself: views with planted faults, each of which it must find."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, abort, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import text

from portal.web.access import public
from portal.web.house import house
from tests.fuzz.asking import Desk
from tests.fuzz.city import VISITORS
from tests.fuzz.forms import Field, Form, form_at, read
from tests.fuzz.hunting import Find, hunt, wrong
from tests.fuzz.inputs import Coding, Input, Sent
from tests.guards.world import World

PAGE = """{% extends "layouts/base.html" %}{% block heading %}Planted{% endblock %}{% block main %}
{% if wrong %}<div class="govuk-error-summary"><a href="#said">{{ wrong }}</a></div>
<p class="govuk-error-message">{{ beside }}</p>{% endif %}
<form method="post" action="/planted"><input type="hidden" name="csrf_token" value="x">
<label for="said">Said</label><input id="said" name="said" type="text" value="{{ said }}">
<button>Send</button></form>{{ after }}{% endblock %}"""
ENOUGH = 120


@pytest.fixture
def desk(city: World) -> Iterator[Desk]:
    """A city with room for one bad view, which is taken away again."""
    app = city.app
    rules, views = app.url_map, dict(app.view_functions)
    app.url_map = type(rules)(
        [rule.empty() for rule in rules.iter_rules()], converters=rules.converters
    )
    app._got_first_request = False
    yield Desk(city)
    app.url_map, app.view_functions = rules, views


def plant(app: Flask, view: Callable[..., ResponseReturnValue]) -> Form:
    """Put a view at an address, with a form that leads to it."""
    app.add_url_rule("/planted", "planted", public(view), methods=["GET", "POST"])
    field = Field("said", "text")
    return Form(VISITORS[0], "/planted", "/planted", "POST", "planted", (field,))


def page(said: str = "", *, wrong: str = "", beside: str | None = None, after: str = "") -> str:
    """A page with one field."""
    shown = beside if beside is not None else wrong
    return render_template_string(PAGE, said=said, wrong=wrong, beside=shown, after=after)


def said() -> str:
    """What was typed."""
    return request.form.get("said", "")


def hunted(desk: Desk, view: Callable[..., ResponseReturnValue]) -> str:
    """The first fault that a hunt finds with a view; empty when it finds none."""
    find = hunt(desk, plant(desk.world.app, view), ("other",), ENOUGH)
    return "" if find is None else find.faults[0]


def test_a_view_without_faults_passes(desk: Desk) -> None:
    def view() -> ResponseReturnValue:
        return page(said(), wrong="Please mend this."), 422

    assert hunted(desk, view) == ""


def test_a_view_that_breaks_on_some_input_is_found_with_little_more_than_that_input(
    desk: Desk,
) -> None:
    def view() -> ResponseReturnValue:
        if "%" in said():
            raise ZeroDivisionError
        return page(said(), wrong="Please mend this."), 422

    find = hunt(desk, plant(desk.world.app, view), ("other",), ENOUGH)
    assert find is not None
    assert find.faults[0] == "status 500"
    assert [len(value) < 5_000 for name, value in find.input.fields if name == "said"] == [True]


def test_markup_in_the_text_of_a_page_is_found(desk: Desk) -> None:
    def view() -> ResponseReturnValue:
        return page(said(), after=Markup(said())), 200  # noqa: S704 planted

    assert "came back as markup" in hunted(desk, view)


def test_markup_that_breaks_out_of_an_attribute_is_found(desk: Desk) -> None:
    def view() -> ResponseReturnValue:
        return page(Markup(said())), 200  # noqa: S704 planted

    assert "came back as markup" in hunted(desk, view)


def test_a_script_as_the_target_of_a_link_is_found(desk: Desk) -> None:
    def view() -> ResponseReturnValue:
        link = Markup('<a href="javascript:{}">on</a>').format(said())
        return page(said(), after=link), 200

    assert "came back as markup" in hunted(desk, view)


def test_a_template_made_of_input_is_found(desk: Desk) -> None:
    def view() -> ResponseReturnValue:
        return page(str(191_919 * 212_121) if set(said()) & set("{%<") else said()), 200

    assert hunted(desk, view) == "a template was worked out"


def test_a_redirect_out_of_the_portal_is_found(desk: Desk) -> None:
    def view() -> ResponseReturnValue:
        return redirect("//evil.example/" if set(said()) & set("{%</") else "/")

    assert "leads out of the portal" in hunted(desk, view)


def test_a_page_that_loses_what_was_typed_is_found(desk: Desk) -> None:
    def view() -> ResponseReturnValue:
        kept = said() if len(said()) < 30 else ""
        return page(kept, wrong="Please mend this."), 422

    assert hunted(desk, view).startswith("said: typed")


def test_a_refusal_without_a_summary_is_found(desk: Desk) -> None:
    def view() -> ResponseReturnValue:
        return page(said()), 422

    assert hunted(desk, view) == "refused without a summary of what is wrong"


def test_a_sentence_that_stands_beside_no_field_is_found(desk: Desk) -> None:
    def view() -> ResponseReturnValue:
        return page(said(), wrong="Please mend this.", beside=""), 422

    assert "beside no field" in hunted(desk, view)


def test_a_refusal_that_leaves_a_trace_is_found(desk: Desk) -> None:
    def view() -> ResponseReturnValue:
        with house().casework.db.writing() as session:
            session.execute(text("UPDATE account SET created_at = created_at"))
        abort(409)

    assert hunted(desk, view) == "answered 409, yet wrote account"


def test_a_page_that_is_no_html_is_found(desk: Desk) -> None:
    def view() -> ResponseReturnValue:
        return page(said(), after=Markup("<p id='said'>twice</p>")), 200

    assert "the page is not in order" in hunted(desk, view)


def test_what_is_found_is_written_as_a_test_that_can_be_pasted(city: World) -> None:
    form = form_at(city, "stranger | /verify | public.verify_upload | verify file")
    sent = Input(sent=(Sent("file", "pdf cut off", "a\r\n.pdf"),), coding=Coding.MULTIPART)
    written = Find(form.title, sent, ("status 500",)).as_test()
    names: dict[str, object] = {
        "World": World,
        "Input": Input,
        "Sent": Sent,
        "Coding": Coding,
        "form_at": form_at,
        "wrong": wrong,
    }
    exec(written, names)  # noqa: S102 the very text that people paste
    pasted = next(value for name, value in names.items() if name.startswith("test_"))
    pasted(city)  # type: ignore[operator]


def test_forms_are_read_as_a_browser_reads_them() -> None:
    shown = read(
        '<form action="/a" method="post"><input name="h" type="hidden" value="1"><input name="h" type="hidden" value="2">'
        '<input type="radio" name="r" value="x"><input type="radio" name="r" value="y" checked>'
        '<select name="s"><option value=""></option><option value="b" selected></option></select>'
        '<textarea name="t">words</textarea></form>'
    )
    ((given, fields),) = shown.forms
    assert given["action"] == "/a"
    assert fields["h"].options == ["1", "2"]
    assert (fields["r"].value, fields["r"].options) == ("y", ["x", "y"])
    assert (fields["s"].value, fields["t"].value) == ("b", "words")
