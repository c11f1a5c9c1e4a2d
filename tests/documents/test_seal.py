"""A seal holds for exactly the bytes it was put under, and only ours is trusted."""

import multiprocessing
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.documents.seal import DemoSealer, SealingError
from portal.documents.verify import MAX_BYTES, Outcome, read_roots, verify

AT = datetime(2026, 11, 23, 1, 41, tzinfo=UTC)
ORGAN = {"organ_code": "500100-GAJ", "organ_name": "云江市公安局", "reason": "出生登记"}


@pytest.fixture(scope="module")
def sealed(sealer: DemoSealer, receipt: bytes) -> bytes:
    return sealer.seal(receipt, **ORGAN, at=AT)


def test_a_sealed_document_is_genuine_and_says_by_whom_and_when(
    sealed: bytes, sealer: DemoSealer
) -> None:
    found = verify(sealed, sealer.roots())
    assert found.outcome is Outcome.GENUINE
    assert (found.organ_code, found.organ_name) == ("500100-GAJ", "云江市公安局")
    assert found.reason == "出生登记"
    assert found.sealed_at == AT
    assert found.trusted
    assert found.intact
    assert found.demo


def test_the_seal_only_adds_to_what_was_rendered(sealed: bytes, receipt: bytes) -> None:
    assert sealed.startswith(receipt)


def test_a_seal_still_holds_years_later(sealed: bytes, sealer: DemoSealer) -> None:
    later = datetime(2056, 1, 1, tzinfo=UTC)
    assert verify(sealed, sealer.roots(), at=later).outcome is Outcome.GENUINE


def room_of(pdf: bytes) -> tuple[int, int]:
    """Where the signature itself lies: the only bytes that a seal cannot cover."""
    found = re.search(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)", pdf)
    assert found is not None
    return int(found[1]), int(found[2])


def test_a_flipped_byte_is_found_wherever_it_is(sealed: bytes, sealer: DemoSealer) -> None:
    begin, end = room_of(sealed)
    places = [*range(10, begin, begin // 50), *range(end, len(sealed), 40)]
    for place in places:
        changed = bytearray(sealed)
        changed[place] ^= 0x01
        assert verify(bytes(changed), sealer.roots()).outcome is Outcome.ALTERED, place


def test_nothing_can_hide_in_the_room_of_the_signature(sealed: bytes, sealer: DemoSealer) -> None:
    _, end = room_of(sealed)
    changed = bytearray(sealed)
    changed[end - 5] = ord("7")
    assert verify(bytes(changed), sealer.roots()).outcome is Outcome.ALTERED


def test_anything_added_or_cut_off_after_the_seal_is_found(
    sealed: bytes, sealer: DemoSealer
) -> None:
    for changed in (sealed + b"\n% more\n", sealed + sealed, sealed[:-1], sealed[:-900]):
        outcome = verify(changed, sealer.roots()).outcome
        assert outcome in (Outcome.ALTERED, Outcome.NOT_A_PDF)


def test_an_added_revision_is_found(sealed: bytes, sealer: DemoSealer) -> None:
    from io import BytesIO

    from pyhanko.pdf_utils.generic import pdf_name, pdf_string
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer: Any = IncrementalPdfFileWriter(BytesIO(sealed))
    writer.root[pdf_name("/Forged")] = pdf_string("yes")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    assert verify(out.getvalue(), sealer.roots()).outcome is Outcome.ALTERED


def test_another_authoritys_seal_is_not_ours(
    receipt: bytes, sealer: DemoSealer, tmp_path: Path
) -> None:
    foreign = DemoSealer(tmp_path).seal(receipt, **ORGAN, at=AT)
    found = verify(foreign, sealer.roots())
    assert found.outcome is Outcome.NOT_OURS
    assert found.organ_name == ""
    assert found.intact
    assert not found.trusted


def test_without_roots_nothing_is_trusted(sealed: bytes, tmp_path: Path) -> None:
    assert read_roots(tmp_path) == ()
    assert verify(sealed, read_roots(tmp_path)).outcome is Outcome.NOT_OURS


def test_a_document_without_seal_is_unsealed(receipt: bytes, sealer: DemoSealer) -> None:
    assert verify(receipt, sealer.roots()).outcome is Outcome.UNSEALED


def test_other_files_are_not_a_pdf(sealer: DemoSealer) -> None:
    for data in (b"", b"%PDF-", b"%PDF-1.7\n%%EOF", b"\x89PNG", b"%PDF-" + bytes(MAX_BYTES)):
        assert verify(data, sealer.roots()).outcome is Outcome.NOT_A_PDF


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_hostile_bytes_never_raise_and_never_pass(data: st.DataObject) -> None:
    sealed, roots = _sealed_once()
    place = data.draw(st.integers(0, len(sealed)))
    length = data.draw(st.integers(0, 2000))
    forged = sealed[:place] + data.draw(st.binary(max_size=200)) + sealed[place + length :]
    outcome = verify(forged, roots).outcome
    begin, end = room_of(sealed)
    if (forged[:begin], forged[end:]) != (sealed[:begin], sealed[end:]):
        assert outcome is not Outcome.GENUINE


_kept: list[tuple[bytes, tuple[bytes, ...]]] = []


def _sealed_once() -> tuple[bytes, tuple[bytes, ...]]:
    """A small sealed PDF: Hypothesis may not use fixtures of the module."""
    if not _kept:
        import tempfile

        from .files import quiet_pdf

        with tempfile.TemporaryDirectory() as folder:
            sealer = DemoSealer(Path(folder))
            _kept.append((sealer.seal(quiet_pdf(1), **ORGAN, at=AT), sealer.roots()))
    return _kept[0]


def test_a_document_is_sealed_once(sealed: bytes, sealer: DemoSealer) -> None:
    with pytest.raises(SealingError):
        sealer.seal(sealed, **ORGAN, at=AT)


@pytest.mark.parametrize("data", [b"", b"no pdf", b"%PDF-1.7\nbroken\n%%EOF\n"])
def test_only_a_pdf_can_be_sealed(data: bytes, sealer: DemoSealer) -> None:
    with pytest.raises(SealingError):
        sealer.seal(data, **ORGAN, at=AT)


def test_an_organ_code_cannot_leave_the_key_directory(receipt: bytes, sealer: DemoSealer) -> None:
    with pytest.raises(SealingError):
        sealer.seal(receipt, organ_code="../x", organ_name="x", reason="", at=AT)


def test_keys_are_for_the_owner_only_and_are_kept(receipt: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first = DemoSealer(folder)
    first.seal(receipt, **ORGAN, at=AT)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    again = DemoSealer(folder)
    assert again.roots() == first.roots() == read_roots(folder)
    assert verify(again.seal(receipt, **ORGAN, at=AT), first.roots()).trusted
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_an_organ_with_a_new_name_gets_a_new_seal(receipt: bytes, sealer: DemoSealer) -> None:
    renamed = sealer.seal(
        receipt, organ_code="500100-GAJ", organ_name="云江市公安局（新）" * 12, reason="", at=AT
    )
    assert verify(renamed, sealer.roots()).organ_name == "云江市公安局（新）" * 12


def _roots_of(folder: str) -> tuple[bytes, ...]:
    return DemoSealer(Path(folder)).roots()


def test_processes_that_start_at_once_share_one_authority(tmp_path: Path) -> None:
    with multiprocessing.get_context("fork").Pool(6) as pool:
        found = pool.map(_roots_of, [str(tmp_path / "keys")] * 12)
    assert len(set(found)) == 1
    assert not [file for file in (tmp_path / "keys").iterdir() if file.name.startswith(".new-")]
