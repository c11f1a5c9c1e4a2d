"""What the README and the docs name exists: commands, settings, folders, libraries, pictures; and what exists is named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import files, metadata
from pathlib import Path

import click
import pytest

from portal.cli import main
from tests.guards.sources import PORTAL, ROOT, python_files

README = ROOT / "README.md"
DOCS = [README, *sorted((ROOT / "docs").rglob("*.md"))]
_MAKE = re.compile(r"(?:^ {4}|`)make ([a-z][a-z-]*)", re.MULTILINE)
_PORTAL = re.compile(r"`portal ([a-z][a-z -]*)[^`]*`")
_VARIABLE = re.compile(r"\bPORTAL_[A-Z_]+[A-Z]\b")
_PATH = re.compile(
    r"`((?:portal|tests|services|docs|translations|accessibility|benchmarks)/[\w./-]*)`"
)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)#:]+)\)")


def text_of(paths: list[Path]) -> str:
    """The text of several files."""
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_make_target_that_is_named_exists() -> None:
    assert missing_targets(text_of(DOCS), (ROOT / "Makefile").read_text()) == []


def test_every_target_that_help_lists_is_in_the_readme() -> None:
    listed = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(listed) - set(_MAKE.findall(README.read_text(encoding="utf-8"))) == set()


def test_every_command_that_is_named_exists() -> None:
    assert missing_commands(text_of(DOCS)) == []


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    read = set(_VARIABLE.findall((PORTAL / "settings.py").read_text(encoding="utf-8")))
    documented = set(_VARIABLE.findall(README.read_text(encoding="utf-8")))
    assert documented == read


def test_every_path_and_link_leads_somewhere() -> None:
    assert [fault for path in DOCS for fault in dead_paths(path)] == []


def test_every_library_is_explained_once_and_under_its_licence() -> None:
    assert (
        list(
            library_faults(README.read_text(encoding="utf-8"), dependencies(), dependencies("dev"))
        )
        == []
    )


def test_every_library_is_imported_somewhere() -> None:
    code = text_of([p for f in ("portal", "tests", "benchmarks") for p in python_files(ROOT / f)])
    unused = [name for name in dependencies() if not imported(name, code)]
    assert [name for name in unused if name != "psycopg"] == []


def test_every_decision_begins_with_its_result() -> None:
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line]
        assert lines[0].startswith(f"# {path.name[:3]} "), path.name
        assert lines[1].startswith("**Result.**"), path.name


def missing_targets(text: str, makefile: str) -> list[str]:
    """Targets of make that a text names and the Makefile lacks."""
    known = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    return sorted(set(_MAKE.findall(text)) - known)


def missing_commands(text: str) -> list[str]:
    """Commands that a text names and ``portal`` lacks."""
    return sorted({named for named in _PORTAL.findall(text) if not _leads(named.split())})


def _leads(words: list[str]) -> bool:
    command: click.Command = main
    for word in words:
        if word.startswith("-") or not isinstance(command, click.Group):
            break
        if word not in command.commands:
            return False
        command = command.commands[word]
    return True


def dead_paths(path: Path) -> Iterator[str]:
    """Paths of the repository and links beside a document that are not there."""
    text = path.read_text(encoding="utf-8")
    for found in _PATH.findall(text):
        if not (ROOT / found).exists():
            yield f"{path.name}: {found}"
    for found in _LINK.findall(text):
        if not (path.parent / found).exists():
            yield f"{path.name}: {found}"


def dependencies(extra: str = "") -> list[str]:
    """The libraries that running needs, or an extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return [re.sub(r"[\[<>=!~].*", "", name) for name in wanted]


def library_faults(readme: str, wanted: list[str], also: list[str]) -> Iterator[str]:
    """Libraries that the table leaves out, names in vain, or gives another licence than their packages do."""
    table = readme.partition("\n| Library |")[2].partition("\n\n")[0].splitlines()[2:]
    told: dict[str, str] = {}
    for row in table:
        _, names, licence, why, _ = (cell.strip() for cell in row.split("|"))
        told |= dict.fromkeys(names.split(", "), licence)
        if not why:
            yield f"{names}: no reason"
    yield from (f"{name}: not in the table" for name in wanted if name not in told)
    yield from (f"{name}: not a dependency" for name in told if name not in [*wanted, *also])
    for name in told.keys() & {*wanted, *also}:
        stated = metadata(name).json.get("license_expression")
        if stated and str(stated) not in told[name]:
            yield f"{name}: its package says {stated}"


def imported(distribution: str, code: str) -> bool:
    """Whether any module of a distribution is imported in some code; tests that it left lying about do not count."""
    tops = {
        path.parts[0].partition(".")[0]
        for path in files(distribution) or ()
        if path.suffix in {".py", ".so"}
    }
    return any(
        re.search(rf"^\s*(?:from|import) {re.escape(top)}\b", code, re.MULTILINE)
        for top in tops - {"tests"}
    )


# ---- the eye itself -----------------------------------------------------------------------------


def test_a_target_that_is_not_there_is_found() -> None:
    assert missing_targets("`make run` and `make coffee`\n    make tea\n", "run: ## x\n") == [
        "coffee",
        "tea",
    ]


def test_a_command_that_is_not_there_is_found() -> None:
    text = "`portal run`, `portal migrate --check`, `portal staff sing`, `portal dance`"
    assert missing_commands(text) == ["dance", "staff sing"]


@pytest.mark.parametrize(
    "text", ["`portal/no_such.py`", "[x](no-such.md)", "![x](pictures/none.png)"]
)
def test_a_dead_path_is_found(tmp_path: Path, text: str) -> None:
    document = tmp_path / "x.md"
    document.write_text(f"{text} `portal/settings.py`")
    assert len(list(dead_paths(document))) == 1


def test_a_library_without_reason_or_with_a_wrong_licence_is_found() -> None:
    table = "x\n\n| Library | Licence | Why |\n|---|---|---|\n| flask | MIT | pages |\n| nonsense | MIT | |\n\n"
    assert list(library_faults(table, ["flask", "click"], ["pytest"])) == [
        "nonsense: no reason",
        "click: not in the table",
        "nonsense: not a dependency",
        "flask: its package says BSD-3-Clause",
    ]


def test_an_unused_library_is_found() -> None:
    assert imported("pyyaml", "import yaml\n")
    assert not imported("pyyaml", "import click\n")
