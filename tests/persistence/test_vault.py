"""What is sealed opens in its own place, under its own key, unchanged, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.persistence.keyring import (
    BadKeys,
    FixedKeys,
    KeyFile,
    KeyKind,
    KeyMissing,
    KeysAreFixed,
    read_keys,
)
from portal.persistence.vault import HEAD_BYTES, Place, Unreadable, Vault, version_of
from tests.factories.vault import KEYS, vault

NAME = Place("person", "name")
OTHER = Place("person", "id_number")


@given(st.binary(max_size=300), st.text(min_size=1, max_size=40))
def test_what_was_sealed_opens_again_for_its_row_and_no_other(plain: bytes, row: str) -> None:
    keys = vault()
    sealed = keys.seal(plain, NAME, row)
    assert keys.open(sealed, NAME, row) == plain
    for place, other in ((OTHER, row), (NAME, row + "x"), (Place("account", "name"), row)):
        with pytest.raises(Unreadable):
            keys.open(sealed, place, other)


@given(st.binary(min_size=1, max_size=60), st.data())
def test_no_byte_of_it_can_be_changed(plain: bytes, data: st.DataObject) -> None:
    keys = vault()
    sealed = bytearray(keys.seal(plain, NAME, "row"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises((Unreadable, KeyMissing)):
        keys.open(bytes(sealed), NAME, "row")


def test_the_same_value_never_lies_there_twice_alike() -> None:
    keys = vault()
    many = {keys.seal("陈晓雨".encode(), NAME, "row") for _ in range(500)}
    assert len({sealed[:HEAD_BYTES] for sealed in many}) == 500
    assert not any("陈晓雨".encode() in sealed for sealed in many)


def test_an_index_finds_equal_values_of_one_place_only() -> None:
    keys = vault()
    assert keys.index("19900000001", NAME) == keys.index("19900000001", NAME)
    assert keys.index("19900000001", NAME) != keys.index("19900000002", NAME)
    assert keys.index("19900000001", NAME) != keys.index("19900000001", OTHER)


def test_the_index_hangs_on_its_own_key_alone() -> None:
    other_data = Vault(FixedKeys(KEYS.replace("a7", "a8")))
    other_index = Vault(FixedKeys(KEYS.replace("5c", "5d")))
    found = vault().index("19900000001", NAME)
    assert other_data.index("19900000001", NAME) == found
    assert other_index.index("19900000001", NAME) != found


def test_a_new_key_is_used_at_once_and_the_old_one_still_opens(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys" / "vault.keys")
    file.write(read_keys(KEYS))
    mine, theirs = Vault(file), Vault(KeyFile(file.path))
    before = mine.seal(b"x", NAME, "row")
    file.write(mine.keyring.with_new(KeyKind.DATA).with_new(KeyKind.INDEX))
    theirs.refresh()
    after = theirs.seal(b"y", NAME, "row")
    assert (version_of(before), version_of(after)) == (1, 2)
    assert theirs.open(before, NAME, "row") == b"x"
    assert mine.open(after, NAME, "row") == b"y", "an unknown version makes a vault look again"
    assert len(theirs.indexes("v", NAME)) == 2


def test_the_key_file_is_its_owners_only_and_replaced_as_a_whole(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys" / "vault.keys")
    assert file.mark() is None
    file.write(read_keys(KEYS))
    assert file.path.stat().st_mode & 0o077 == 0
    assert file.path.parent.stat().st_mode & 0o077 == 0
    assert [path.name for path in file.path.parent.iterdir()] == ["vault.keys"]
    assert file.read().written() == read_keys(KEYS).written()


@pytest.mark.parametrize(
    "text",
    [
        "data:1",
        "data:0:" + "00" * 32,
        "data:70000:" + "00" * 32,
        "seal:1:" + "00" * 32,
        "data:1:" + "0" * 63,
        f"{KEYS} {KEYS}",
    ],
)
def test_what_is_no_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(BadKeys) as error:
        read_keys(text)
    assert "00" not in str(error.value)


def test_no_key_stands_in_what_is_printed() -> None:
    assert "a7a7" not in repr(vault().keyring)


def test_without_a_key_nothing_is_sealed_and_nothing_opens() -> None:
    sealed, empty = vault().seal(b"x", NAME, "row"), Vault(FixedKeys(""))
    with pytest.raises(KeyMissing, match="data key"):
        empty.seal(b"x", NAME, "row")
    with pytest.raises(KeyMissing, match="data key 1"):
        empty.open(sealed, NAME, "row")
    with pytest.raises(KeyMissing, match="index key"):
        empty.index("x", NAME)


def test_keys_of_the_environment_are_not_changed_from_inside() -> None:
    with pytest.raises(KeysAreFixed):
        FixedKeys(KEYS).write(read_keys(KEYS))


@pytest.mark.parametrize("stored", [b"", b"\x02" + bytes(40), bytes(20), "王芳".encode()])
def test_what_was_never_sealed_is_not_taken_for_it(stored: bytes) -> None:
    with pytest.raises(Unreadable):
        vault().open(stored, NAME, "row")
