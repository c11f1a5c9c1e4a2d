"""Loads the demo city's staff, and tells whom to sign in as."""

from __future__ import annotations

import os
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.catalogue.files import read_split, read_yaml
from portal.catalogue.saying import say
from portal.cli.language import spoken
from portal.domain.items import StaffRole
from portal.people.add_staff import add_staff
from portal.people.passwords import hash_password
from portal.persistence.queries import staff as queries

if TYPE_CHECKING:
    from portal.wiring import Portal

LETTERS = "abcdefghjkmnpqrstuvwxyz"
DIGITS = "23456789"
FILE = "demo-sign-ins.txt"
TOLD = 20
"""Staff that the greeting names; a whole city's would push everything else off the screen."""
LOST = "(made at the first start)"


@dataclass(frozen=True, slots=True)
class StaffSignIn:
    """A member of the demo's staff and the password made for them."""

    username: str
    password: str
    name: str
    note: str


def make_password() -> str:
    """A password that can be read aloud: no letter or digit that looks like another."""
    parts = (LETTERS, DIGITS, LETTERS)
    return "-".join("".join(secrets.choice(part) for _ in range(4)) for part in parts)


def load_staff(portal: Portal) -> list[StaffSignIn]:
    """Add whoever of the demo's staff is missing, and give everybody's sign-in.

    Passwords are made once and kept in a file of the data folder that only its owner can read.
    """
    path = portal.settings.keys / FILE
    known = _known(path)
    staff = read_yaml(portal.settings.services / "demo" / "staff.yaml")["staff"]
    missing = [username for username in staff if not _is_there(portal, username)]
    # One password for each department: a city has hundreds of clerks, and to hash one takes a good part of a second.
    shared: dict[str, str] = {}
    for username in missing:
        department = portal.casework.city.offices[staff[username]["office"]].department
        known.setdefault(username, shared.setdefault(department, make_password()))
    # Kept first: who is added but has no password written down could never sign in.
    _keep(path, known)
    passwords = sorted({known[username] for username in missing})
    with ThreadPoolExecutor(os.cpu_count()) as hashing:
        hashes = dict(zip(passwords, hashing.map(hash_password, passwords), strict=True))
    for username in missing:
        _add(portal, username, staff[username], known[username], hashes[known[username]])
    return [
        StaffSignIn(username, known.get(username, LOST), entry["name"], entry["note"])
        for username, entry in staff.items()
    ]


def _is_there(portal: Portal, username: str) -> bool:
    with portal.casework.db.reading() as session:
        return queries.by_username(session, username) is not None


def _add(portal: Portal, username: str, entry: dict[str, Any], password: str, hashed: str) -> None:
    add_staff(
        portal.people,
        username=username,
        display_name=entry["name"],
        department=portal.casework.city.offices[entry["office"]].department,
        office=entry["office"],
        role=StaffRole(entry["role"]),
        password=password,
        hashed=hashed,
    )


def _known(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if "\t" in line)


def _keep(path: Path, known: dict[str, str]) -> None:
    text = "".join(f"{username}\t{password}\n" for username, password in known.items())
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    with open(path, "w", encoding="utf-8", opener=_private) as file:
        file.write(text)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def greeting(portal: Portal, address: str, sign_ins: list[StaffSignIn]) -> str:
    """What is printed when the portal stands, in the language of the terminal: where it is and whom to sign in as."""
    city = portal.casework.city.words_in("zh_Hans_CN")
    lines = [city("city.portal"), "", spoken(say("Open  %(address)s", address=address)), ""]
    if sign_ins:
        people = read_split(portal.settings.services / "demo" / "people", together_below=True)[
            "people"
        ].values()
        lines += [
            spoken(
                say(
                    "As a citizen: sign in with a phone; the code arrives at %(address)s",
                    address=f"{address}/demo/messages",
                )
            )
        ]
        lines += [f"  {one['phone']}  {_padded(one['name'], 8)}  {one['note']}" for one in people]
        staff = say("As staff: %(address)s", address=f"{address}/staff/sign-in")
        lines += ["", spoken(staff)]
        lines += [
            f"  {s.username:<10}  {s.password}  {_padded(s.name, 8)}  {s.note}"
            for s in sign_ins[:TOLD]
        ]
        if len(sign_ins) > TOLD:
            more = say(
                "and %(num)s more, of every department, in the file below",
                num=len(sign_ins) - TOLD,
            )
            lines += [f"  {spoken(more)}"]
        kept = say("The passwords are kept in %(file)s", file=portal.settings.keys / FILE)
        lines += ["", spoken(kept)]
    return framed([*lines, spoken(say("Stop with Ctrl-C"))])


def framed(lines: list[str]) -> str:
    """Lines in a frame; a Chinese character is as wide as two others."""
    width = max(_width(line) for line in lines)
    edge = "─" * (width + 2)
    return "\n".join([f"┌{edge}┐", *(f"│ {_padded(line, width)} │" for line in lines), f"└{edge}┘"])


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
