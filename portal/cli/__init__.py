"""``portal …``: run it, move, save and check its data, look after keys, staff, catalogue, record and words."""

from __future__ import annotations

import click

from portal.cli.archives import backup, restore
from portal.cli.audit import audit
from portal.cli.catalogue import catalogue
from portal.cli.check import check
from portal.cli.database import migrate
from portal.cli.keys import keys
from portal.cli.opening import House
from portal.cli.running import run, web, worker
from portal.cli.staff import staff
from portal.cli.words import words


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """A city's one-stop government service portal. Settings come from the environment; see docs."""


for command in (
    *(run, web, worker, migrate, backup, restore, check, keys, staff, catalogue, audit, words),
):
    main.add_command(command)
