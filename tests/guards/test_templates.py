"""Every template compiles, every page has a heading, and nothing is imported that is not used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.meta import find_referenced_templates

from portal.web import formats
from tests.guards.sources import SERVICES, TEMPLATES, templates

PAGES = "pages"
HEADING = "heading"


def environment() -> Environment:
    """The extensions and filters that the application and the documents read templates with."""
    made = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
    app = Flask("guards")
    formats.install(app)
    made.filters.update(app.jinja_env.filters)
    return made


def test_every_template_compiles_and_uses_what_it_imports() -> None:
    assert list(faults(TEMPLATES)) == []


def test_every_document_template_compiles() -> None:
    assert list(faults(SERVICES / "documents")) == []


def test_every_page_names_itself() -> None:
    assert list(unnamed_pages(TEMPLATES)) == []


def test_every_template_is_used() -> None:
    used = set(re.findall(r"[\w/-]+\.html", "\n".join(_sources())))
    orphans = [n for p in templates(TEMPLATES) if (n := str(p.relative_to(TEMPLATES))) not in used]
    assert orphans == []


def _sources() -> Iterator[str]:
    web = TEMPLATES.parent
    for path in [*web.rglob("*.py"), *templates(TEMPLATES)]:
        yield path.read_text(encoding="utf-8")


def test_every_icon_is_in_the_set() -> None:
    known = set((TEMPLATES.parent / "assets" / "icons.txt").read_text().split())
    assert [icon for text in _sources() for icon in icons(text) if icon not in known] == []


def icons(text: str) -> list[str]:
    """The icons that a source names in a call."""
    return re.findall(r"""\bicon\(["']([\w-]+)["']""", text)


def faults(folder: Path) -> Iterator[str]:
    """Templates that do not compile, name a template that is not there, or import without use."""
    reader = environment()
    for path in templates(folder):
        name, text = str(path.relative_to(folder)), path.read_text(encoding="utf-8")
        try:
            tree = reader.parse(text)
            reader.compile(text)
        except TemplateSyntaxError as error:
            yield f"{name}:{error.lineno}: {error.message}"
            continue
        for other in find_referenced_templates(tree):
            if other is not None and folder == TEMPLATES and not (folder / other).exists():
                yield f"{name}: there is no {other}"
        yield from (
            f"{name}: imports {unused} and never uses it" for unused in unused_imports(tree)
        )


def unused_imports(tree: nodes.Template) -> list[str]:
    """Names that a template imports and does not mention again."""
    brought: set[str] = set()
    for one in tree.find_all(nodes.FromImport):
        brought |= {name if isinstance(name, str) else name[1] for name in one.names}
    brought |= {each.target for each in tree.find_all(nodes.Import)}
    mentioned = {name.name for name in tree.find_all(nodes.Name)}
    return sorted(brought - mentioned)


def unnamed_pages(folder: Path) -> Iterator[str]:
    """Pages (not parts of pages, whose names begin with an underscore) without a heading block."""
    reader = environment()
    for path in templates(folder / PAGES):
        if path.name.startswith("_"):
            continue
        tree = reader.parse(path.read_text(encoding="utf-8"))
        if HEADING not in {block.name for block in tree.find_all(nodes.Block)}:
            yield str(path.relative_to(folder))


@pytest.mark.parametrize(
    "text",
    [
        "{% if %}",
        "{% from 'x.html' import button %}",
        "{% from 'x.html' import button as b %}{{ button }}",
        "{% import 'x.html' as x %}",
        "{{ value | no_such_filter }}",
    ],
)
def test_a_bad_template_is_found(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.html").write_text(text)
    assert len(list(faults(tmp_path))) == 1


def test_an_icon_is_seen() -> None:
    assert icons("""{{ icon("calendar") }}{{ icon(name) }}{{ icon('baby', 'x') }}""") == [
        "calendar",
        "baby",
    ]


def test_a_page_without_a_heading_is_found(tmp_path: Path) -> None:
    (tmp_path / PAGES).mkdir()
    (tmp_path / PAGES / "bare.html").write_text("<p>{{ site }}</p>")
    (tmp_path / PAGES / "_part.html").write_text("<p>{{ site }}</p>")
    (tmp_path / PAGES / "good.html").write_text("{% block heading %}x{% endblock %}")
    assert list(unnamed_pages(tmp_path)) == ["pages/bare.html"]
