"""A backup is made while people work, and is whole: every file that its database promises is in it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Event
from uuid import UUID

import pytest
from alembic import command

from portal.casework.attach import attach, attachable, detach
from portal.casework.opening import open_case
from portal.domain import chain
from portal.domain.actors import SYSTEM
from portal.jobs.documents import make_document
from portal.persistence import migrate
from portal.persistence.archive import ArchiveTrouble, Manifest, Reader, Writer
from portal.persistence.backup import Source, backup
from portal.persistence.hashed import event_payload
from portal.persistence.models import Document
from portal.persistence.queries.upkeep import kept_files
from portal.persistence.restore import MARK, occupied, restore
from portal.persistence.session import Database
from portal.settings import read_settings
from portal.wiring import Portal, open_portal, vault_of
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import Family, known_family
from tests.factories.vault import vault

WRITERS = 3
Portals = Callable[[Path], Portal]


@pytest.fixture
def city(tmp_path: Path, clock: Clock) -> Portal:
    """An embedded portal with a case that is finished and a journal."""
    portal = _open(tmp_path / "data", clock)
    make.finished_case(portal.casework)
    journal = portal.settings.data / "journal"
    journal.mkdir()
    (journal / "2026.jsonl").write_text('{"head": "aa"}\n')
    return portal


def _open(data: Path, clock: Clock) -> Portal:
    settings = read_settings({"PORTAL_DATA": str(data)})
    migrate.upgrade(settings.database_url, vault_of(settings))
    return open_portal(settings, clock)


def _source(portal: Portal) -> Source:
    return Source(portal.casework.db, portal.settings.data, {"record": "0f"})


def _ignore(_: int) -> None:
    """No bar."""


def _back_up(portal: Portal, target: Path) -> Manifest:
    return backup(_source(portal), target, portal.casework.clock(), _ignore)


def _restore(archive: Path, data: Path, clock: Clock, *, over: bool = False) -> Path | None:
    reader = Reader(archive)
    try:
        return restore(reader, data, clock(), _ignore, replace=over)
    finally:
        reader.close()


def _chain_holds(portal: Portal, case: UUID) -> bool:
    before = chain.genesis(str(case))
    for event in see.events_of(portal.casework, case):
        if event.previous != before or event.hash != chain.link(before, event_payload(event)):
            return False
        before = event.hash
    return True


def _all_cases(portal: Portal) -> list[UUID]:
    with sqlite3.connect(portal.settings.data / "portal.db") as connection:
        found = [UUID(row[0]) for row in connection.execute('SELECT id FROM "case"')]
    connection.close()
    return found


def _work_on(work: Portal, family: Family, stop: Event, begun: Event) -> int:
    """File after file is added and taken away, and cases are sent, until told to stop."""
    casework, done = work.casework, 0
    while not stop.is_set() or not done:
        case = make.empty_draft(casework, family)
        with open_case(casework, family.filer, case, None) as opened:
            papers = sorted(attachable(opened))
        for shade in range(3):
            file = attach(casework, family.filer, case, papers[0], make.photo(shade), "a.png")
            if shade:
                detach(casework, family.filer, case, file)
        begun.set()
        done += 1
    return done


def test_a_backup_made_under_load_is_whole_and_can_be_gone_on_with(
    city: Portal, tmp_path: Path, clock: Clock
) -> None:
    family, stop, begun = known_family(city.casework), Event(), Event()
    with ThreadPoolExecutor(WRITERS) as writers:
        busy = [writers.submit(_work_on, city, family, stop, begun) for _ in range(WRITERS)]
        assert begun.wait(60)
        archives = [tmp_path / f"{n}.zip" for n in range(3)]
        manifests = [_back_up(city, archive) for archive in archives]
        stop.set()
        assert all(writer.result() for writer in busy)
    sizes = [len(manifest.members) for manifest in manifests]
    assert sizes[0] < sizes[-1], "work went on meanwhile"
    for number, archive in enumerate(archives):
        data = tmp_path / f"elsewhere-{number}"
        shutil.copytree(city.settings.data / "keys", data / "keys")
        _restore(archive, data, clock)
        other = _open(data, clock)
        with other.casework.db.reading() as session:
            promised = list(kept_files(session))
        assert promised
        for kept in promised:
            assert sha256(other.casework.files.get(kept.id)).hexdigest() == kept.digest
        cases = _all_cases(other)
        assert cases
        assert all(_chain_holds(other, case) for case in cases)
        for case in cases:
            with open_case(other.casework, SYSTEM, case, None) as opened:
                assert opened.case.id == case
        assert (data / "journal" / "2026.jsonl").read_text() == '{"head": "aa"}\n'
        make.filed_case(other.casework)
        other.casework.db.close()
    city.casework.db.close()


def test_the_manifest_promises_exactly_what_is_in_the_archive(city: Portal, tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    made = _back_up(city, archive)
    assert archive.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(archive) as opened:
        told = json.loads(opened.read("manifest.json"))
        names = set(opened.namelist()) - {"manifest.json"}
        assert names == set(told["members"])
        for name, member in told["members"].items():
            data = opened.read(name)
            assert (len(data), sha256(data).hexdigest()) == (member["bytes"], member["sha256"])
    assert told["tables"] == migrate.newest() == made.tables
    assert not [name for name in names if "key" in name or "seal" in name]
    city.casework.db.close()


def test_a_file_that_comes_after_the_look_at_the_store_is_fetched_before_anybody_writes_again(
    city: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.persistence.backup.ROUNDS", 0)
    made = _back_up(city, tmp_path / "a.zip")
    with city.casework.db.reading() as session:
        promised = {f"files/{kept.id.hex[:2]}/{kept.id.hex}" for kept in kept_files(session)}
    assert promised <= set(made.members)
    city.casework.db.close()


def test_a_document_that_is_made_again_meanwhile_is_in_the_archive_as_the_database_has_it(
    city: Portal, tmp_path: Path
) -> None:
    [case] = _all_cases(city)
    document = see.documents_of(city.casework, case)[0].id
    make_document(city, document)
    copied = len(list(city.casework.files.stored()))
    calls: list[int] = []

    def make_it_again_after_the_files(_: int) -> None:
        calls.append(1)
        if len(calls) == copied + 1:
            city.casework.files.put(document, b"made again")
            with city.casework.db.writing() as session:
                row = session.get_one(Document, document)
                row.size, row.digest = 10, sha256(b"made again").hexdigest()

    at = city.casework.clock()
    made = backup(_source(city), tmp_path / "a.zip", at, make_it_again_after_the_files)
    name = f"files/{document.hex[:2]}/{document.hex}"
    assert (
        made.members[name].sha256
        == sha256((city.settings.files / name[6:]).read_bytes()).hexdigest()
    )
    assert [path.name for path in tmp_path.glob("*.zip")] == ["a.zip"]
    city.casework.db.close()


@pytest.mark.parametrize("error", [OSError(28, "full"), KeyboardInterrupt()])
def test_a_backup_that_is_cut_off_leaves_nothing(
    city: Portal, tmp_path: Path, error: BaseException
) -> None:
    target = tmp_path / "backups" / "a.zip"

    def give_out(_: int) -> None:
        raise error

    with pytest.raises(type(error)):
        backup(_source(city), target, city.casework.clock(), give_out)
    assert list(target.parent.iterdir()) == []
    city.casework.db.close()


def test_a_backup_is_never_written_over(city: Portal, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"older")
    with pytest.raises(ArchiveTrouble, match="there already"):
        _back_up(city, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == b"older"
    city.casework.db.close()


# ---- putting back -------------------------------------------------------------------------------


@pytest.fixture
def archive(city: Portal, tmp_path: Path) -> Path:
    _back_up(city, tmp_path / "a.zip")
    city.casework.db.close()
    return tmp_path / "a.zip"


def test_data_that_are_there_are_not_touched_unless_asked(
    city: Portal, archive: Path, clock: Clock
) -> None:
    data = city.settings.data
    before = (data / "portal.db").read_bytes()
    with pytest.raises(ArchiveTrouble, match="holds data"):
        _restore(archive, data, clock)
    assert (data / "portal.db").read_bytes() == before
    aside = _restore(archive, data, clock, over=True)
    assert aside is not None
    assert (aside / "portal.db").read_bytes() == before
    assert (aside / "journal").is_dir()
    assert not (data / MARK).exists()
    assert not list(data.glob(".portal-*"))


def test_keys_alone_are_no_data(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "files").mkdir()
    assert not occupied(tmp_path)
    (tmp_path / "files" / "x").touch()
    assert occupied(tmp_path)


def _changed(archive: Path, change: Callable[[str, bytes], bytes]) -> Path:
    spoilt = archive.with_name("spoilt.zip")
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(spoilt, "w") as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return spoilt


def _flip(name: str, data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1]) if name.startswith("files/") else data


def _manifest_with(**changes: object) -> Callable[[str, bytes], bytes]:
    def change(name: str, data: bytes) -> bytes:
        return json.dumps(json.loads(data) | changes).encode() if name == "manifest.json" else data

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_flip, "damaged"),
        (_manifest_with(format=99), "format 99"),
        (_manifest_with(tables="9999"), "newer than this portal"),
        (_manifest_with(members={}), "does not hold what its manifest promises"),
        (_manifest_with(made_at="yesterday"), "no manifest"),
    ],
)
def test_what_is_not_a_good_archive_is_refused_before_anything_is_put_in_place(
    archive: Path, tmp_path: Path, clock: Clock, change: Callable[[str, bytes], bytes], said: str
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(ArchiveTrouble, match=said):
        _restore(_changed(archive, change), empty, clock)
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize("name", ["../evil", "files/../../evil", "keys/record", "files//x"])
def test_a_member_that_would_leave_the_data_folder_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "evil.zip"
    members = {n: {"bytes": 0, "sha256": sha256(b"").hexdigest()} for n in ("portal.db", name)}
    told = {"format": 1, "made_at": "2026-01-01T00:00:00+00:00", "tables": "", "keys": {}}
    with zipfile.ZipFile(path, "w") as target:
        for each in members:
            target.writestr(each, b"")
        target.writestr("manifest.json", json.dumps(told | {"members": members}))
    with pytest.raises(ArchiveTrouble, match="no backup of this portal holds"):
        Reader(path)


def test_a_cut_off_archive_and_none_at_all_are_refused(archive: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes(archive.read_bytes()[:-100])
    for path, said in ((cut, "cut off"), (tmp_path / "none.zip", "there is no file")):
        with pytest.raises(ArchiveTrouble, match=said):
            Reader(path)


def test_an_older_archive_is_brought_to_the_tables_of_today(tmp_path: Path, clock: Clock) -> None:
    data = tmp_path / "old"
    data.mkdir()
    db = Database(f"sqlite:///{data / 'portal.db'}", vault())
    migrate.upgrade(db.url.render_as_string(), vault())
    with db.engine.begin() as connection:
        command.downgrade(migrate._config(connection, db.vault), "0002")
    manifest = Manifest(clock(), "0002", {})
    source = tmp_path / "old.zip"
    db.close()
    with source.open("wb") as file:
        writer = Writer(file)
        writer.add("portal.db", data / "portal.db", _ignore, pack=True)
        writer.finish(replace(manifest, members=writer.members))
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    _restore(source, fresh, clock)
    portal = _open(fresh, clock)
    assert migrate.differences(f"sqlite:///{fresh / 'portal.db'}") == []
    portal.casework.db.close()


def test_promised_files_are_read_whole_page_after_page(
    city: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with city.casework.db.reading() as session:
        at_once = list(kept_files(session))
        monkeypatch.setattr("portal.persistence.queries.upkeep.BATCH", 1)
        paged = list(kept_files(session))
    assert len(at_once) > 1
    assert paged == at_once
    city.casework.db.close()
