"""``portal …``: run it, move its database, look after staff, catalogue, record and words."""

from __future__ import annotations

import click

from portal.cli.audit import audit
from portal.cli.catalogue import catalogue
from portal.cli.database import migrate
from portal.cli.keys import keys
from portal.cli.running import run, web, worker
from portal.cli.staff import staff
from portal.cli.words import words


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """A city's one-stop government service portal. Settings come from the environment; see docs."""


for command in (run, web, worker, migrate, keys, staff, catalogue, audit, words):
    main.add_command(command)
