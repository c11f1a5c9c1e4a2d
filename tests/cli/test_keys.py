"""Keys are listed, changed and retired from the command line, and never shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portal.persistence.keyring import KeyFile, KeyKind, read_keys
from tests.factories.vault import KEYS

from .conftest import Portal


@pytest.fixture
def key_file(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "keys" / "vault.keys")


@pytest.fixture
def portal(on_database: Portal, key_file: KeyFile, monkeypatch: pytest.MonkeyPatch) -> Portal:
    """Runs a command where the keys lie in their file: embedded installations make it, operators of others put it there."""
    monkeypatch.delenv("PORTAL_VAULT_KEYS", raising=False)
    key_file.write(read_keys("").with_new(KeyKind.DATA).with_new(KeyKind.INDEX))
    return on_database


def add_somebody(portal: Portal, name: str) -> None:
    arguments = ("--name", "李明", "--office", "zwfw_city", "--role", "clerk")
    assert portal("staff", "add", name, *arguments).exit_code == 0


def test_keys_are_changed_and_the_old_ones_retired(portal: Portal, key_file: KeyFile) -> None:
    add_somebody(portal, "before")
    first = key_file.read().written()
    listed = portal("keys", "list").output
    assert "data  1  in use\nindex  1  in use\n0 rows" in listed
    rotated = portal("keys", "rotate")
    assert rotated.exit_code == 0, rotated.output
    assert "Everything lies under the keys in use." in rotated.output
    add_somebody(portal, "after")
    assert "data  2  in use\ndata  1  for reading only\n" in portal("keys", "list").output
    assert portal("keys", "retire").output == "2 keys retired.\n"
    assert re.findall(r"^\w+:\d", key_file.read().written(), re.MULTILINE) == ["data:2", "index:2"]
    assert portal("staff", "list").output.count("李明") == 2
    printed = listed + rotated.output
    assert not any(word[-64:] in printed for word in (first + key_file.read().written()).split())


def test_one_kind_alone_can_be_changed(portal: Portal) -> None:
    portal("keys", "rotate", "--only", "index")
    assert "data  1  in use\nindex  2  in use\n" in portal("keys", "list").output


def test_keys_that_are_needed_still_are_not_retired(portal: Portal, key_file: KeyFile) -> None:
    add_somebody(portal, "before")
    key_file.write(key_file.read().with_new(KeyKind.DATA))
    refused = portal("keys", "retire")
    assert refused.exit_code == 1
    assert "lie under them still" in refused.output
    assert portal("keys", "reseal").exit_code == 0
    assert portal("keys", "retire").output == "1 keys retired.\n"


def test_without_its_keys_nothing_starts_and_one_line_says_why(
    portal: Portal, key_file: KeyFile
) -> None:
    add_somebody(portal, "before")
    kept = key_file.path.read_text()
    key_file.path.unlink()
    for command in (("staff", "list"), ("worker",), ("run",)):
        result = portal(*command)
        assert result.exit_code == 1
        assert re.fullmatch(
            r"Error: (the (data|index) key 1 is missing\. Put back .*"
            r"|PORTAL_VAULT_KEYS: is not set, and there is no .*)\n",
            result.output,
        )
    assert not key_file.path.exists()
    key_file.path.write_text("nonsense")
    assert "word 1 is not kind:version:key" in portal("staff", "list").output
    key_file.path.write_text(KEYS)
    assert "is not the one this database was written under" in portal("staff", "list").output
    key_file.path.write_text(kept)
    assert portal("staff", "list").exit_code == 0


def test_keys_of_the_environment_are_changed_there(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, key_file: KeyFile
) -> None:
    key_file.path.unlink()
    monkeypatch.setenv("PORTAL_VAULT_KEYS", KEYS)
    add_somebody(portal, "before")
    assert "PORTAL_VAULT_KEYS" in portal("keys", "rotate").output
    monkeypatch.setenv("PORTAL_VAULT_KEYS", f"{KEYS} data:2:{'99' * 32}")
    assert portal("keys", "reseal").exit_code == 0
    assert "remove them from PORTAL_VAULT_KEYS" in portal("keys", "retire").output
    assert not key_file.path.exists()
    monkeypatch.setenv("PORTAL_VAULT_KEYS", f"index:1:{'5c' * 32} data:2:{'99' * 32}")
    assert "李明" in portal("staff", "list").output
