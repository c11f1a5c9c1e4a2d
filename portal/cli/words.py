"""``portal words``: the catalogues of the portal's own words."""

from __future__ import annotations

import click

from portal.cli.opening import telling
from portal.settings import ROOT


@click.group()
def words() -> None:
    """The portal's own words: English in the code, everything else in translations/."""


@words.command()
def extract() -> None:
    """Gather the words of code and templates in translations/portal.pot."""
    from portal.cli import gettext_files

    with telling("Reading code and templates"):
        count = gettext_files.extract(ROOT)
    click.echo(f"{count} messages.")


@words.command()
def update() -> None:
    """Gather the words and bring every catalogue to the same messages; new ones are left empty."""
    from portal.cli import gettext_files

    with telling("Reading code and templates"):
        count = gettext_files.extract(ROOT)
    gettext_files.update(ROOT / "translations")
    click.echo(f"{count} messages; fill in what portal words check names.")


@words.command("compile")
def compile_() -> None:
    """Compile the catalogues that changed."""
    from portal.cli import gettext_files

    for path in gettext_files.compile_changed(ROOT / "translations"):
        click.echo(f"Compiled {path.relative_to(ROOT)}.")


@words.command()
def check() -> None:
    """Fail when a message is not translated, not worded plainly, or no longer in the code."""
    from portal.cli import gettext_files

    with telling("Reading code and templates"):
        problems = gettext_files.problems(ROOT)
    if problems:
        raise click.ClickException(f"{len(problems)} problems:\n" + "\n".join(problems))
    click.echo("Every message has its words.")
