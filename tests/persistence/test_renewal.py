"""Keys are changed while everybody works: nobody notices, and nothing is left under an old key."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from uuid import UUID, uuid4

import pytest

from portal.casework.context import Casework
from portal.casework.save import save
from portal.casework.submit import submit
from portal.people.codes import CodePurpose
from portal.people.send_code import send_code
from portal.persistence.keyring import KeyFile, KeyKind, KeyMissing
from portal.persistence.models import Account, Fact, KeyProof
from portal.persistence.proofs import WrongKey, settle_keys
from portal.persistence.queries import accounts, cases
from portal.persistence.renewal import count_old, renew_everything, seal_open_files, sealed_models
from portal.persistence.sealed import fields_of
from portal.persistence.session import Database
from portal.persistence.vault import Vault, version_of
from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import SUN, known_family

WRITERS = 6


@pytest.fixture
def work(portal: Portal) -> Casework:
    return portal.casework


def bring_into_use(work: Casework, *kinds: KeyKind) -> None:
    """Write new keys as `portal keys rotate` does."""
    vault = work.db.vault
    keyring = vault.keyring
    for kind in kinds or tuple(KeyKind):
        keyring = keyring.with_new(kind)
    vault.source.write(keyring)
    vault.refresh()
    settle_keys(work.db)


def renew(work: Casework) -> int:
    """Seal everything anew, and give how much it was."""
    told: list[int] = []
    renew_everything(work.db, work.files, told.append)
    return sum(told)


def versions(work: Casework) -> set[int]:
    """The versions of the data key under which any value of any row lies."""
    found: set[int] = set()
    with work.db.reading() as session:
        for model in sealed_models():
            for row in session.query(model):
                stored = (getattr(row, field.column) for field in fields_of(model))
                found |= {version_of(value) for value in stored if value is not None}
    return found


def test_a_new_key_takes_over_every_row_and_file(work: Casework) -> None:
    case = make.finished_case(work, chosen=make.OPTIONAL)
    before = see.facts_of(work, case)
    bring_into_use(work)
    old = count_old(work.db, work.files)
    assert old > 50
    assert renew(work) >= old
    assert count_old(work.db, work.files) == 0
    assert versions(work) == {2}
    assert see.facts_of(work, case) == before
    with work.db.reading() as session:
        for upload in cases.uploads(session, case):
            assert work.files.get(upload.id) == make.photo()


def test_each_kind_of_key_is_changed_alone(work: Casework) -> None:
    make.filed_case(work)
    bring_into_use(work, KeyKind.INDEX)
    renew(work)
    assert versions(work) == {1}
    with work.db.reading() as session:
        digests = {account.phone_index[:2] for account in session.query(Account)}
    assert digests == {b"\0\2"}


def test_somebody_is_found_before_during_and_after(portal: Portal) -> None:
    db, clock = portal.casework.db, portal.casework.clock

    def account() -> UUID:
        with db.writing() as session:
            return accounts.account_of_phone(session, "19900000001", clock()).id

    first = account()
    bring_into_use(portal.casework)
    assert account() == first
    renew(portal.casework)
    assert account() == first


def test_keys_are_changed_under_load_without_anybody_noticing(portal: Portal) -> None:
    work, stop = portal.casework, Event()
    family = known_family(work)
    drafts = [make.draft(work, family) for _ in range(WRITERS)]

    def busy(number: int) -> int:
        """Save, look, ask for a code and in the end send; everything must be as it was left."""
        draft, rounds = drafts[number], 0
        while not stop.is_set() or not rounds:
            name = f"林小{chr(0x4E00 + rounds)}"
            assert not save(work, family.filer, draft, {"baby.person.name": name}).faults
            assert see.facts_of(work, draft)["baby.person.name"] == name
            phone = f"1980{number:03d}{rounds:04d}"
            send_code(portal.people, phone, CodePurpose.SIGN_IN, language="en", mode="standard")
            with work.db.writing() as session:
                found = accounts.account_of_phone(session, phone, work.clock())
                assert accounts.account_of_phone(session, phone, work.clock()).id == found.id
            rounds += 1
        submit(work, family.filer, draft, key=uuid4(), another=True)
        return rounds

    with ThreadPoolExecutor(WRITERS) as everybody:
        working = [everybody.submit(busy, number) for number in range(WRITERS)]
        try:
            for _ in range(2):
                bring_into_use(work)
                renew(work)
        finally:
            stop.set()
        assert all(one.result() > 0 for one in working)
    assert count_old(work.db, work.files) == 0
    assert versions(work) == {3}


def test_breaking_off_leaves_things_whole_and_the_next_one_goes_on(work: Casework) -> None:
    case = make.filed_case(work)
    before = see.facts_of(work, case)
    bring_into_use(work)

    class BrokenOff(Exception):
        """As by Ctrl-C."""

    def break_off(_: int) -> None:
        raise BrokenOff

    with pytest.raises(BrokenOff):
        renew_everything(work.db, work.files, break_off)
    assert see.facts_of(work, case) == before
    assert count_old(work.db, work.files) > 0
    renew(work)
    assert count_old(work.db, work.files) == 0


def test_a_row_missed_by_the_renewal_would_be_counted(work: Casework) -> None:
    case = make.filed_case(work)
    with work.db.reading() as session:
        old = session.query(Fact).filter_by(case_id=case).first()
    assert old is not None
    bring_into_use(work)
    renew(work)
    with work.db.writing() as session:
        row = session.get_one(Fact, (old.case_id, old.key, old.stream))
        row.value_sealed = old.value_sealed
    assert count_old(work.db, work.files) == 1


# ---- the keys a database was written under ------------------------------------------------------


@pytest.fixture
def key_file(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "keys" / "vault.keys")


@pytest.fixture
def second(db: Database, key_file: KeyFile) -> Iterator[Database]:
    """The database of ``db`` once more, with keys of its own."""
    opened = Database(db.url.render_as_string(hide_password=False), Vault(key_file))
    yield opened
    opened.close()


def test_a_database_is_not_opened_without_its_keys_and_none_are_made(
    db: Database, second: Database, key_file: KeyFile
) -> None:
    with pytest.raises(KeyMissing, match="key 1 is missing"):
        settle_keys(second)
    assert not key_file.path.exists()


def test_a_database_is_not_opened_with_other_keys(
    db: Database, second: Database, key_file: KeyFile
) -> None:
    empty = key_file.read()
    key_file.write(empty.with_new(KeyKind.DATA).with_new(KeyKind.INDEX))
    with pytest.raises(WrongKey, match="not the one"):
        settle_keys(second)


def test_a_new_database_gets_a_key_of_each_kind_once(
    db: Database, second: Database, key_file: KeyFile
) -> None:
    with db.writing() as session:
        session.query(KeyProof).delete()
    settle_keys(second)
    made = key_file.read().written()
    settle_keys(second)
    assert key_file.read().written() == made
    assert [second.vault.keyring.versions(kind) for kind in KeyKind] == [(1,), (1,)]


def test_files_kept_open_before_are_sealed_once(work: Casework, portal: Portal) -> None:
    file = uuid4()
    path = portal.settings.files / file.hex[:2] / file.hex
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF " + SUN.name.encode())
    seal_open_files(work.files)
    sealed = path.read_bytes()
    assert SUN.name.encode() not in sealed
    assert work.files.get(file) == b"%PDF " + SUN.name.encode()
    seal_open_files(work.files)
    assert path.read_bytes() == sealed
