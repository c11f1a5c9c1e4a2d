"""What a person does for themselves or for somebody they act for."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("citizen", "portal.web.citizen")

from portal.web.citizen import account, case, cases, confirmations, files, identity, mending  # noqa: E402,F401
