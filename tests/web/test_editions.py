"""Templates are compiled for each language and mode, and say what they would have said when asked at every page."""

from __future__ import annotations

import pytest
from flask import Flask, session
from jinja2 import DictLoader

from portal.web.rendered import gettext

PAGES = {
    "said.html": "<p>{{ _('Help') }}</p>{{ _('Call %(phone)s', phone=phone) }}",
    "joined.html": "{{ _('Help') ~ '<' ~ phone }}",
    "inner.html": "{% macro word() %}{{ _('Help') }}{% endmacro %}",
    "outer.html": "{% from 'inner.html' import word %}{{ word() }}",
    "absent.html": "{% if phone is none %}{{ url_for('no.such_page') }}{{ icon('no-such-icon') }}{% endif %}ok",
    "address.html": "{{ url_for('public.help') }}",
}


@pytest.fixture
def pages(app: Flask) -> Flask:
    """The application with a few small templates instead of its own."""
    app.jinja_env.loader = DictLoader(PAGES)
    app.jinja_env.bytecode_cache = None
    return app


def _render(pages: Flask, name: str, language: str = "en", mode: str = "standard") -> str:
    with pages.test_request_context():
        session["language"], session["mode"] = language, mode
        return pages.jinja_env.get_template(name).render(phone="<12345>")


def test_each_language_is_an_edition_of_its_own(pages: Flask) -> None:
    assert _render(pages, "said.html") == "<p>Help</p>Call &lt;12345&gt;"
    chinese = _render(pages, "said.html", "zh_Hans_CN")
    with pages.test_request_context():
        assert chinese.startswith(f"<p>{gettext('Help')}</p>")
    assert _render(pages, "said.html") == "<p>Help</p>Call &lt;12345&gt;"


def test_what_is_joined_is_escaped_once(pages: Flask) -> None:
    assert _render(pages, "joined.html") == "Help&lt;&lt;12345&gt;"


def test_a_template_imports_from_its_own_edition(pages: Flask) -> None:
    words = {_render(pages, "outer.html", language) for language in ("en", "zh_Hans_CN")}
    assert "Help" in words
    assert len(words) == 2


def test_what_is_missing_is_missed_only_where_a_page_comes_to_it(pages: Flask) -> None:
    assert _render(pages, "absent.html") == "ok"


def test_an_address_is_below_where_the_application_is_mounted(pages: Flask) -> None:
    assert _render(pages, "address.html") == "/help"
    with pages.test_request_context(base_url="http://localhost/portal"):
        assert pages.jinja_env.get_template("address.html").render() == "/portal/help"
    assert _render(pages, "address.html") == "/help"
