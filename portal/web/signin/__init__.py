"""Signing in with a phone, and signing out."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("signin", "portal.web.signin")

from portal.web.signin import leave, phone  # noqa: E402,F401
