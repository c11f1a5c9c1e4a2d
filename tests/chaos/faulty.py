"""The web server and ``portal worker`` as they are, in processes that now and then kill themselves."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flask import Flask

import portal
from portal.cli import main
from portal.cli.running import serve
from tests.chaos.fate import WEB, WORKER, read_plan, tempt, typeset_once


def create_app() -> Flask:
    """The web application of one web process, of which the server starts several."""
    tempt(read_plan(os.environ), WEB)
    return portal.create_app()


def begin(who: str) -> None:
    """Be one of the two until told to stop."""
    if who == WEB:
        serve("tests.chaos.faulty:create_app", int(os.environ["PORT"]))
        return
    plan = read_plan(os.environ)
    tempt(plan, WORKER)
    typeset_once(Path(plan.folder))
    main([WORKER, "--quiet"])


if __name__ == "__main__":
    begin(sys.argv[1])
