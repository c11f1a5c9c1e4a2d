"""Checks a one-time code that opens something smaller than an account."""

from __future__ import annotations

from portal.people.codes import CodePurpose, CodeRefused, use_up
from portal.people.desk import PeopleDesk


def check_code(desk: PeopleDesk, phone: str, typed: str, purpose: CodePurpose) -> None:
    """Use up the code sent to this phone for this purpose. Raises CodeRefused."""
    with desk.db.writing() as session:
        fault = use_up(desk, session, phone, typed, purpose, desk.clock())
    if fault is not None:
        raise CodeRefused(fault)
