"""The journal itself: signed, in one order, whole; and what it looks like when it is not."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.audit.journal import Journal
from portal.audit.lines import BEFORE_THE_FIRST, BadLine, Line, read_line
from portal.audit.read import Mark
from portal.audit.seal import JournalBroken
from tests.audit.conftest import Cases
from tests.audit.office import KEY, Office
from tests.factories import cases as make
from tests.factories.clock import MONDAY_MORNING
from tests.factories.families import unknown_family

OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))


def journal_says(office: Office) -> list[tuple[str, int | None, int | None]]:
    """What an audit finds in the journal."""
    found = office.findings()
    assert all(finding.case is None for finding in found)
    return [(finding.kind.value, finding.first, finding.last) for finding in found]


def test_a_line_is_read_as_it_was_written() -> None:
    line = Line(1, MONDAY_MORNING, (), BEFORE_THE_FIRST).signed_by(KEY)
    assert read_line(line.written()) == line
    assert line.is_signed_by(KEY.public_key())
    assert not line.is_signed_by(OTHER.public_key())


@pytest.mark.parametrize(
    "change",
    [
        lambda told: {**told, "more": 1},
        lambda told: {**told, "number": 1.0},
        lambda told: {**told, "number": "1"},
        lambda told: {**told, "heads": [["x", 1, ""]]},
        lambda told: {**told, "at": "2026-11-23T01:00:00Z"},
        lambda told: {key: told[key] for key in ("number", "at")},
        lambda told: [told],
    ],
)
def test_a_line_in_any_other_form_is_none(change: object) -> None:
    line = Line(1, MONDAY_MORNING, (), BEFORE_THE_FIRST).signed_by(KEY)
    told = change(json.loads(line.written()))  # type: ignore[operator]
    with pytest.raises(BadLine):
        read_line(json.dumps(told, sort_keys=True, separators=(",", ":")).encode())


def test_the_journal_is_its_owners_only(office: Office, cases: Cases) -> None:
    for path in (office.journal.path, office.journal.path.parent):
        assert path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) == 0


def test_a_removed_line_is_found(office: Office, cases: Cases) -> None:
    first, _, last = office.raw()
    office.write([first, last])
    assert journal_says(office) == [("journal_order", 2, 3)]


def test_swapped_lines_are_found(office: Office, cases: Cases) -> None:
    first, second, last = office.raw()
    office.write([second, first, last])
    assert {kind for kind, *_ in journal_says(office)} == {"journal_order"}


def test_a_line_that_was_altered_is_found_and_not_believed(office: Office, cases: Cases) -> None:
    first, second, last = office.raw()
    told = json.loads(second)
    told["heads"][0][1] += 5
    altered = json.dumps(told, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    office.write([first, altered, last])
    assert journal_says(office) == [("journal_order", 3, None), ("journal_signature", 2, 2)]
    office.write([first, b"nonsense\n", last])
    assert journal_says(office) == [("journal_line", 2, None), ("journal_order", 2, 3)]


def test_a_journal_signed_by_another_key_is_found_in_one_line(office: Office, cases: Cases) -> None:
    found = list(office.audit(OTHER).everything(office.report))
    assert [(f.kind.value, f.first, f.last) for f in found] == [("journal_signature", 1, 3)]
    make.filed_case(office.work, unknown_family(office.work))
    with pytest.raises(JournalBroken, match="not signed by this key"):
        office.seal(OTHER)


def test_an_older_journal_put_in_its_place_is_found_and_not_written_to(
    office: Office, cases: Cases
) -> None:
    lines = office.raw()
    office.write(lines[:2])
    assert journal_says(office) == [("journal_cut_off", 3, 3)]
    make.filed_case(office.work, unknown_family(office.work))
    with pytest.raises(JournalBroken, match="ends at line 2, though line 3"):
        office.seal()
    assert office.raw() == lines[:2]


def test_a_journal_that_is_gone_is_found_and_not_begun_again(office: Office, cases: Cases) -> None:
    office.journal.path.unlink()
    assert journal_says(office) == [("journal_cut_off", 1, 3)]
    with pytest.raises(JournalBroken, match="empty, though line 3"):
        office.seal()


def test_a_journal_and_a_database_cut_off_alike_are_found_by_a_line_noted_elsewhere(
    office: Office, cases: Cases
) -> None:
    last = read_line(office.raw()[-1][:-1])
    office.write(office.raw()[:2])
    before = read_line(office.raw()[-1][:-1])
    office.tamper(
        "UPDATE journal_note SET number = :number, hash = :hash", number=2, hash=before.hash
    )
    assert journal_says(office) == []
    found = office.findings(noted=[Mark(last.number, last.hash)])
    assert [(f.kind.value, f.first) for f in found] == [("journal_cut_off", 3)]
    found = office.findings(noted=[Mark(2, bytes(32))])
    assert [(f.kind.value, f.first) for f in found] == [("journal_cut_off", 2)]
    assert office.findings(noted=[Mark(2, before.hash)]) == []


def test_a_half_written_line_counts_for_nothing_and_is_cut_off_with_the_next(
    office: Office, cases: Cases
) -> None:
    lines = office.raw()
    office.write([*lines, lines[-1][:50]])
    assert journal_says(office) == []
    assert (office.report.journal.half, office.report.journal.lines) == (50, 3)
    make.filed_case(office.work, unknown_family(office.work))
    assert office.seal().cut == 50
    assert journal_says(office) == []
    assert office.raw()[:3] == lines
    assert len(office.raw()) == 4


def test_a_first_line_half_written_leaves_an_empty_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "heads.jsonl")
    journal.path.write_bytes(b'{"at":')
    with journal.held() as held:
        assert held.cut == 6
        assert held.last() is None
    assert journal.path.read_bytes() == b""


def test_a_long_last_line_is_found_again(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "heads.jsonl")
    journal.path.write_bytes(b"short\n" + b"x" * 200_000 + b"\n")
    with journal.held() as held:
        assert held.last() == b"x" * 200_000
