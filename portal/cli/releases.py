"""``portal catalogue diff`` and ``portal catalogue publish``: what changed, and making it count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from portal.catalogue.saying import say
from portal.cli.author_commands import AuthorCommand
from portal.cli.catalogue_words import as_lines, faults
from portal.cli.fitting import icons
from portal.cli.language import fault, spoken, tell, words
from portal.cli.opening import database, migrated, naming_bad_keys, settings
from portal.settings import Settings

SHORTEST_ID = 6
PUBLISHED = "published"
READABLE = 0o644
"""A file of services/ is no secret."""


@click.command(cls=AuthorCommand)
@click.argument("old", default=PUBLISHED)
@click.argument("new", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
def diff(old: str, new: str | None, *, as_json: bool) -> None:
    """Tell what changed from OLD to NEW: each a release (the beginning of its id will do) or a services folder.

    Without them, from the release published last to the services folder.
    """
    from portal.catalogue.differences import differences

    chosen = settings()
    before = _content(chosen, old)
    after = _content(chosen, new if new is not None else str(chosen.services))
    changes = differences(before, after)
    if as_json:
        told = [change.as_json(words()) for change in changes]
        click.echo(json.dumps({"changes": told}, ensure_ascii=False, indent=1))
        return
    for change in changes:
        tell(change.says)
    tell(say("%(count)d changes.", count=len(changes)) if changes else say("Nothing changed."))


@click.command(cls=AuthorCommand)
@click.option("--supersedes", metavar="RELEASE", help="The release whose legal error this mends.")
@click.option("--ground", metavar="TEXT", help="On what ground; kept in the release for good.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def publish(supersedes: str | None, ground: str | None, *, as_json: bool) -> None:
    """Check services/ and store it as a release; drafts move to it, filed cases keep theirs.

    A running portal takes it up when it is started again. With --supersedes, the cases filed under the release with the
    error are listed, so that somebody looks at each.
    """
    from portal.casework import shelf
    from portal.catalogue.looking_over import look_over
    from portal.catalogue.problems import Severity
    from portal.persistence.queries import releases
    from portal.wiring import now

    if (supersedes is None) != (ground is None) or (ground is not None and not ground.strip()):
        raise click.UsageError(spoken(say("--supersedes and --ground belong together")))
    chosen = settings()
    looked = look_over(
        chosen.services, chosen.translations, untranslated=Severity.REFUSE, icons=icons()
    )
    if looked.refused or looked.content is None:
        told = as_lines(looked.refused, every=True)
        many = faults(len(looked.refused))
        raise fault(say("%(many)s; nothing was published:\n%(lines)s", many=many, lines=told))
    with naming_bad_keys(chosen):
        migrated(chosen)
    db = database(chosen)
    click.get_current_context().call_on_close(db.close)
    content, touched = looked.content, list[tuple[str, str]]()
    if supersedes is not None and ground is not None:
        wrong = _release(chosen, supersedes)
        content = _superseding(chosen, content, wrong, ground.strip())
        with db.reading() as session:
            touched = releases.filed_under(session, wrong)
    with db.reading() as session:
        before = releases.latest(session)
    release = shelf.publish(db, content, now)
    if as_json:
        answer: dict[str, Any] = {
            "release": release,
            "before": before,
            "new": release != before,
            "supersedes": content.get("supersedes", []),
            "touched": [{"number": number, "bundle": bundle} for number, bundle in touched],
            "warnings": len(looked.warnings),
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    short = release[:12]
    tell(
        say(
            "Release %(release)s is published; a running portal takes it up when started again.",
            release=short,
        )
        if release != before
        else say(
            "Release %(release)s was published already; a running portal takes it up when started again.",
            release=short,
        )
    )
    if supersedes is not None:
        tell(say("%(count)d cases were filed under the release it supersedes.", count=len(touched)))
    for number, bundle in touched:
        click.echo(f"{number}  {bundle}")


def _superseding(
    chosen: Settings, content: dict[str, Any], wrong: str, ground: str
) -> dict[str, Any]:
    """The content with one more release that it stands in place of, written into the folder too: every start must find it."""
    import yaml

    from portal.catalogue.files import SUPERSEDES
    from portal.catalogue.release import release_id
    from portal.whole_files import replace_whole

    if release_id(content) == wrong:
        raise fault(say("services/ is still that release; mend the error in it first"))
    told = [one for one in content.get("supersedes", []) if one["release"] != wrong]
    told.append({"release": wrong, "ground": ground})
    text = yaml.safe_dump({"supersedes": told}, allow_unicode=True, sort_keys=False)
    file = chosen.services / SUPERSEDES
    replace_whole(file, text.encode())
    file.chmod(READABLE)
    return {**content, "supersedes": told}


def _content(chosen: Settings, which: str) -> dict[str, Any]:
    """The content of a folder, or of a stored release."""
    from portal.catalogue.files import read_content
    from portal.catalogue.wording import lay_over
    from portal.persistence.queries import releases

    folder = Path(which)
    if folder.is_dir():
        content = read_content(folder)
        beside = folder.parent / "translations"
        lay_over(content, beside if beside.is_dir() else chosen.translations)
        return content
    release = _release(chosen, which)
    db = database(chosen)
    try:
        with db.reading() as session:
            return releases.content(session, release)
    finally:
        db.close()


def _release(chosen: Settings, start: str) -> str:
    """The whole id of a stored release."""
    from portal.persistence.queries import releases

    with naming_bad_keys(chosen):
        migrated(chosen)
    db = database(chosen)
    try:
        with db.reading() as session:
            if start == PUBLISHED:
                latest = releases.latest(session)
                if latest is None:
                    raise fault(
                        say(
                            "nothing is published yet, so there is nothing to compare with: the first release is stored "
                            "by portal catalogue publish, or when the portal starts"
                        )
                    )
                return latest
            found = releases.beginning_with(session, start) if len(start) >= SHORTEST_ID else []
    finally:
        db.close()
    if len(found) != 1:
        raise fault(
            say("%(start)s: several releases begin so", start=start)
            if found
            else say("%(start)s: neither a folder nor a release", start=start)
        )
    return found[0]
