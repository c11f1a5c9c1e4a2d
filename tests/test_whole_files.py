"""A file is whole or not there, whoever comes at once and whatever goes wrong."""

from __future__ import annotations

import os
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.whole_files import keep_first, replace_whole


def test_the_first_of_several_stands(tmp_path: Path) -> None:
    path = tmp_path / "key"
    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda number: keep_first(path, bytes([number]) * 9), range(8)))
    first = path.read_bytes()
    assert (len(first), len(set(first))) == (9, 1)
    keep_first(path, b"later")
    assert path.read_bytes() == first
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_file_has_its_mode(tmp_path: Path, mode: int) -> None:
    keep_first(tmp_path / "key", b"k", mode)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == mode


def test_a_disk_that_fails_leaves_what_was_there_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept"
    replace_whole(path, b"old")
    seen: list[str] = []

    def fail(_: int) -> None:
        seen.extend(file.name for file in tmp_path.iterdir() if file != path)
        raise OSError

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError):  # noqa: PT011
        replace_whole(path, b"new")
    # What is told from a whole file by its name: the store and the backup leave it out.
    assert [bool(re.fullmatch(r"kept\.[0-9a-f]{32}", name)) for name in seen] == [True]
    with pytest.raises(OSError):  # noqa: PT011
        keep_first(tmp_path / "key", b"new")
    assert (list(tmp_path.iterdir()), path.read_bytes()) == ([path], b"old")
