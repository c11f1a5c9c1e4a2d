"""``portal audit``: what it says, how it ends, and where it keeps its key."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.audit.keys import signing_key
from portal.settings import read_settings
from portal.wiring import Portal as House
from portal.wiring import open_portal
from tests.databases import Sqlite
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import known_family, unknown_family

from .conftest import Portal

TAMPERED = "UPDATE event SET reason = 'other' WHERE sequence = 1"
KEY = re.compile(r"^Key: (?:[0-9a-f]{4} ?){16}$", re.MULTILINE)


@pytest.fixture
def portal(on_database: Portal) -> Portal:
    """Runs a command on a database of either kind."""
    return on_database


@pytest.fixture
def house(portal: Portal) -> Iterator[House]:
    """The portal that the command looks at, with two cases."""
    assert portal("migrate").exit_code == 0
    made = open_portal(read_settings(os.environ))
    make.filed_case(made.casework, known_family(made.casework))
    make.filed_case(made.casework, unknown_family(made.casework))
    yield made
    made.casework.db.close()


def tamper(house: House) -> None:
    with house.casework.db.writing() as session:
        session.execute(text(TAMPERED))


@pytest.mark.parametrize("databases", [Sqlite.kind], indirect=True)
def test_an_empty_portal_holds_once_there_is_a_key(portal: Portal) -> None:
    """On SQLite only: elsewhere the journal's key is given, and none is made."""
    assert portal("audit", "verify").exit_code == 1
    assert "name the journal's public key" in portal("audit", "verify").output
    assert portal("audit", "seal").output.startswith("0 records sealed in ")
    assert portal("audit", "verify").output.endswith("Everything holds.\n")


def test_seal_and_verify_say_what_they_did(house: House, portal: Portal, tmp_path: Path) -> None:
    sealed = portal("audit", "seal")
    assert sealed.exit_code == 0
    journal = tmp_path / "journal" / "heads.jsonl"
    assert sealed.output.startswith(f"2 records sealed in {journal}.\n")
    verified = portal("audit", "verify", "--files")
    assert verified.exit_code == 0
    assert verified.output.startswith("2 cases with 2 events and 1 journal line looked at.\n")
    assert verified.output.endswith("Everything holds.\n")
    assert KEY.search(sealed.output)
    assert KEY.findall(sealed.output) == KEY.findall(verified.output)
    noted = re.search(r"note it elsewhere: (1:[0-9a-f]{64})", verified.output)
    assert noted is not None
    assert portal("audit", "verify", "--noted", noted[1]).exit_code == 0
    other = portal("audit", "verify", "--noted", f"1:{'0' * 64}")
    assert (other.exit_code, other.output.splitlines()[0].split(": ")[:2]) == (
        1,
        ["journal line 1", "journal_cut_off"],
    )


def test_a_finding_is_one_line_and_the_end_is_no_success(house: House, portal: Portal) -> None:
    portal("audit", "seal")
    tamper(house)
    found = portal("audit", "verify")
    assert found.exit_code == 1
    lines = found.output.splitlines()
    for line in lines[:2]:
        assert re.fullmatch(r"case \d\S+ \([0-9a-f-]{36}\), event 1: changed: it is not .+", line)
    assert lines[-1] == "Does not hold: 2 findings."


def test_one_case_is_looked_at_by_its_number(house: House, portal: Portal) -> None:
    portal("audit", "seal")
    tamper(house)
    number = see.case_of(house.casework, see.outbox_rows(house.casework)[0].case_id).number  # type: ignore[arg-type]
    assert number is not None
    one = portal("audit", "verify", "--case", number)
    assert one.output.splitlines()[-1] == "Does not hold: 1 finding."
    assert one.output.startswith(f"case {number} ")
    nobody = portal("audit", "verify", "--case", "no-such-case")
    assert (nobody.exit_code, nobody.output) == (1, "Error: there is no case no-such-case\n")


def test_a_program_reads_the_same(house: House, portal: Portal, tmp_path: Path) -> None:
    signing_key(tmp_path / "keys" / "journal", None, make=True)
    before = json.loads(portal("audit", "verify", "--json").output)
    assert (before["holds"], before["waiting"], before["journal"]["lines"]) == (True, 2, 0)
    portal("audit", "seal")
    tamper(house)
    result = portal("audit", "verify", "--json")
    told = json.loads(result.output)
    assert result.exit_code == 1
    assert (told["holds"], told["cases"], told["waiting"]) == (False, 2, 0)
    assert {(f["kind"], f["first"]) for f in told["findings"]} == {("changed", 1)}


@pytest.mark.parametrize("databases", [Sqlite.kind], indirect=True)
def test_the_key_is_its_owners_only_and_its_public_half_checks_elsewhere(
    house: House, portal: Portal, tmp_path: Path
) -> None:
    """On SQLite only: elsewhere the journal's key is given, and none is made."""
    portal("audit", "seal")
    folder = tmp_path / "keys" / "journal"
    assert {path.name for path in folder.iterdir()} == {"private.pem", "public.pem"}
    private = (folder / "private.pem").stat().st_mode
    assert private & (stat.S_IRWXG | stat.S_IRWXO) == 0
    kept = tmp_path / "kept.pem"
    (folder / "public.pem").rename(kept)
    assert portal("audit", "verify", "--public-key", str(kept)).exit_code == 0
    assert portal("audit", "verify").exit_code == 1
    wrong = portal("audit", "verify", "--public-key", str(folder / "private.pem"))
    assert wrong.output.endswith("does not hold a public key\n")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("7" * 64, None),
        ("-----BEGIN PRIVATE KEY-----\\n{}\\n-----END PRIVATE KEY-----", None),
        ("77", "must have 64 hexadecimal digits"),
        ("key", "is neither PEM nor hexadecimal"),
        ("-----BEGIN PRIVATE KEY-----\\nx", "does not hold a private key"),
    ],
)
def test_a_key_may_come_from_the_environment(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key: str, said: str | None
) -> None:
    of_an_ed25519_key = "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
    monkeypatch.setenv("PORTAL_JOURNAL_KEY", key.format(of_an_ed25519_key))
    sealed = portal("audit", "seal")
    if said is None:
        assert sealed.exit_code == 0
        assert portal("audit", "verify").exit_code == 0
        assert not (tmp_path / "keys" / "journal").exists()
    else:
        assert (sealed.exit_code, sealed.output) == (1, f"Error: PORTAL_JOURNAL_KEY {said}\n")


def test_the_journal_lies_where_the_setting_says(
    house: House, portal: Portal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = tmp_path / "other-disk" / "journal.jsonl"
    monkeypatch.setenv("PORTAL_JOURNAL", str(place))
    assert portal("audit", "seal").exit_code == 0
    assert place.exists()
    monkeypatch.setenv("PORTAL_JOURNAL", str(place / "journal"))
    refused = portal("audit", "seal")
    assert refused.exit_code == 1
    assert "cannot be written" in refused.output


def test_a_journal_that_was_exchanged_is_not_written_to_until_somebody_begins_anew(
    house: House, portal: Portal, tmp_path: Path
) -> None:
    portal("audit", "seal")
    (tmp_path / "journal" / "heads.jsonl").write_bytes(b"")
    refused = portal("audit", "seal")
    assert refused.exit_code == 1
    assert "the journal is empty, though line 1 was written; nothing was sealed" in refused.output
    assert portal("audit", "seal", "--anew").output.startswith("2 records sealed in ")
    assert portal("audit", "verify").exit_code == 0
