"""``portal catalogue new`` and ``portal catalogue import``: first files for an author to begin with."""

from __future__ import annotations

import json
from pathlib import Path

import click

from portal.catalogue.saying import say
from portal.cli.author_commands import AuthorCommand, AuthorGroup
from portal.cli.fitting import patterns_of
from portal.cli.language import fault, spoken, tell, words
from portal.cli.opening import settings
from portal.settings import Settings

_LIFE_EVENT = "home"


@click.group(cls=AuthorGroup)
def new() -> None:
    """Write the first files of a bundle or an item; they work at once, and say what to change."""


@new.command()
@click.argument("name")
@click.option("--title", help="What people read, in Chinese; without it the name stands there.")
@click.option("--english", help="The same in English.")
@click.option("--department", help="The department that leads; its folder holds the items.")
@click.option("--second-department", help="The department of the second item, if it is another.")
@click.option(
    "--life-event",
    default=_LIFE_EVENT,
    show_default=True,
    help="The part of life under which people find it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def bundle(
    name: str,
    title: str | None,
    english: str | None,
    department: str | None,
    second_department: str | None,
    life_event: str,
    *,
    as_json: bool,
) -> None:
    """Write a bundle NAME of two items, the second after the first, with words in both languages and both modes."""
    from portal.catalogue.patterns import BadDraft, draft_bundle, write
    from portal.catalogue.shown import LIFE_EVENTS, allowed, not_allowed

    if life_event not in LIFE_EVENTS:
        what, advice = not_allowed("life_event", life_event), allowed(life_event, LIFE_EVENTS)
        raise fault(say("%(what)s; %(advice)s", what=what, advice=advice))
    chosen = settings()
    leads = _leading(chosen, department)
    if second_department is not None:
        _known(chosen, second_department)
    try:
        draft = draft_bundle(
            patterns_of(chosen),
            name,
            title or _spoken(name),
            english,
            leads,
            life_event,
            second_department,
        )
        written = write([draft], chosen.services, chosen.translations)
    except BadDraft as error:
        raise fault(error) from error
    _tell(
        written,
        as_json,
        [
            say(
                "1. %(file)s: the name, summary, keywords and promise people read.",
                file=f"bundles/{name}.yaml",
            ),
            say(
                "2. The two items: what each needs (needs, materials), who works on it (stages), in how many days."
            ),
            say(
                "3. %(file)s: put every new fact on a page (sections), and what can be found out into sources.",
                file=f"bundles/{name}.yaml",
            ),
            _english_step(english),
            say("5. portal catalogue check says what is missing; then make run shows it."),
        ],
    )


@new.command()
@click.argument("name")
@click.option("--title", help="What people read, in Chinese; without it the name stands there.")
@click.option("--english", help="The same in English.")
@click.option("--department", help="The department whose folder holds it.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def item(
    name: str, title: str | None, english: str | None, department: str | None, *, as_json: bool
) -> None:
    """Write an item NAME, to be put into a bundle."""
    from portal.catalogue.patterns import BadDraft, draft_item, write

    chosen = settings()
    leads = _leading(chosen, department)
    try:
        draft = draft_item(patterns_of(chosen), name, title or _spoken(name), english, leads)
        written = write([draft], chosen.services, chosen.translations)
    except BadDraft as error:
        raise fault(error) from error
    _tell(
        written,
        as_json,
        [
            say(
                "1. %(file)s: the words, the days, needs, materials and stages.",
                file=f"items/{leads}/{name}.yaml",
            ),
            say(
                "2. A bundle's items: add the line - {item: %(item)s, after: [what it waits for]}.",
                item=name,
            ),
            say(
                "3. The bundle's sections: each fact of needs on a page, unless the bundle has it already."
            ),
            _english_step(english),
            say("5. portal catalogue check says what is missing."),
        ],
    )


@click.command("import", cls=AuthorCommand)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--department", required=True, help="The department whose items they are.")
@click.option("--item", "name", help="The item's id; several records get numbers behind it.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print what was written and not read as JSON."
)
def import_(file: Path, department: str, name: str | None, *, as_json: bool) -> None:
    """Draft items from a record of the published list of items (实施清单).

    FILE is .json, or the first sheet of a table: .xlsx, .xls, .ods or .csv. What a record says and an item has no place for stands as a comment in the item's file, and is told.
    """
    from portal.catalogue.patterns import BadDraft, write
    from portal.catalogue.records import draft_record, read_records

    chosen = settings()
    _known(chosen, department)
    base = name or "".join(c if c.isalnum() and c.isascii() else "_" for c in file.stem.lower())
    try:
        records = read_records(file)
        numbered = [base] if len(records) == 1 else [f"{base}_{n + 1}" for n in range(len(records))]
        drafts = [
            draft_record(patterns_of(chosen), record, one, department, words())
            for record, one in zip(records, numbered, strict=True)
        ]
        every = [made.draft for made in drafts]
        written = write(every, chosen.services, chosen.translations)
    except BadDraft as error:
        raise fault(error) from error
    if as_json:
        told = [
            {
                "item": made.item,
                "files": list(made.draft.files),
                "unread": [{"field": name, "why": spoken(why)} for name, why in made.unread],
            }
            for made in drafts
        ]
        click.echo(json.dumps({"items": told}, ensure_ascii=False, indent=1))
        return
    for path in written:
        tell(say("Written: %(path)s", path=path))
    for made in drafts:
        for field, why in made.unread:
            figures = {"item": made.item, "field": field, "why": why}
            tell(say("Not read: %(item)s: %(field)s: %(why)s", **figures))
    tell(
        say(
            "Look the drafts over: summary, result, stages and needs are only a beginning. Then put each item into a bundle."
        )
    )


def _tell(written: list[Path], as_json: bool, steps: list[str]) -> None:  # noqa: FBT001 handed on as it was given
    if as_json:
        told = {
            "written": [str(path) for path in written],
            "next": [spoken(step) for step in steps],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for path in written:
        tell(say("Written: %(path)s", path=path))
    tell(say("It works as it is. Next:"))
    for step in steps:
        tell(step)


def _english_step(english: str | None) -> str:
    """Where the English is, and that nobody made one up."""
    if english is None:
        return say(
            "4. No --english was given, so the names have no English yet: write it into the empty entries at the end of "
            "translations/en/LC_MESSAGES/services.po and services_plain.po."
        )
    return say(
        "4. translations/en/LC_MESSAGES/services.po and services_plain.po: the same in English."
    )


def _spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _with_desk(chosen: Settings) -> str:
    """A department that has a desk for the whole city, as whoever leads a bundle must."""
    from portal.catalogue.city import read_city
    from portal.catalogue.wording import read_words

    city = read_city(chosen.services, read_words(chosen.translations))
    roots = {region.code for region in city.regions.values() if region.parent is None}
    for office in city.offices.values():
        if office.region in roots and not office.institution and office.valid_until is None:
            return office.department
    raise fault(say("no office answers for the whole city; name a --department"))


def _leading(chosen: Settings, department: str | None) -> str:
    if department is None:
        return _with_desk(chosen)
    _known(chosen, department)
    return department


def _known(chosen: Settings, department: str) -> None:
    from portal.catalogue.files import read_yaml

    known = read_yaml(chosen.services / "departments.yaml")["departments"]
    if department not in known:
        raise fault(
            say(
                "there is no department %(department)s; there are:\n%(known)s\nHow to add one: services/README.md",
                department=department,
                known="\n".join(f"  {one:<6} {known[one]['name']}" for one in sorted(known)),
            )
        )
