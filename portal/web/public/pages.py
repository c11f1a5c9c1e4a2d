"""Pages that explain: help, privacy, the accessibility statement."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.catalogue.files import read_yaml
from portal.web.access import public
from portal.web.house import city_words, house, service_words
from portal.web.house import gettext as _
from portal.web.public import blueprint
from portal.web.public.counters import districts


@blueprint.get("/help")
@public
def help() -> ResponseReturnValue:  # noqa: A001 the page's name
    """Phone, windows, somebody who helps, and what our words mean."""
    return render_template("pages/public/help.html", districts=districts())


@blueprint.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is done with people's data."""
    return render_template("pages/public/privacy.html", registries=_registries())


def _registries() -> list[tuple[str, str, str]]:
    """Name, owner and ground of every register that may be asked."""
    words, city = service_words(), city_words()
    return [
        (
            words.get(f"registry.{rule.id}.name", rule.id),
            city.get(f"department.{rule.authority}.name", rule.authority),
            words.get(f"registry.{rule.id}.how"),
        )
        for rule in house().casework.shelf.current.registries.values()
    ]


@blueprint.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """The accessibility statement, read from accessibility/statement.yaml."""
    statement = _statement(
        house().settings.translations.parent / "accessibility" / "statement.yaml"
    )
    reviewed = statement["reviewed_on"]
    return render_template(
        "pages/public/accessibility.html",
        conformance=statement["conformance"],
        limits=[_(text) for text in statement["known_limits"]],
        other_ways=[_(text) for text in statement["other_ways"]],
        phone=statement["feedback"]["phone"],
        answer_days=statement["feedback"]["answered_within_working_days"],
        reviewed_on=reviewed if isinstance(reviewed, date) else date.fromisoformat(str(reviewed)),
        review_months=statement["review_within_months"],
    )


@cache
def _statement(path: Path) -> dict[str, Any]:
    return read_yaml(path)
