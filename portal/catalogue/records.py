"""Drafts an item from a record of the published list of items (实施清单); what it cannot read stays in the file as a comment."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from portal.catalogue.files import read_yaml
from portal.catalogue.patterns import ID, BadDraft, Draft
from portal.catalogue.saying import Gettext, say, worded
from portal.catalogue.tables import TABLES, rows_of

_DAYS = re.compile(r"\d{1,3}")
_MATERIAL = "material."
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of one record: the draft, and what was not read, each as field and reason."""

    item: str
    draft: Draft
    unread: tuple[tuple[str, str], ...]


def read_records(file: Path) -> list[dict[str, Any]]:
    """The records of a ``.json`` file, or of a table.

    In a table, rows of the same name are one item, and columns such as ``material.title`` tell one paper a row. Raises BadDraft.
    """
    try:
        if file.suffix in TABLES:
            return _of_table(rows_of(file))
        if file.suffix != ".json":
            raise BadDraft(
                say(
                    "%(name)s: only .json and tables (%(tables)s) can be read",
                    name=file.name,
                    tables=sorted(TABLES),
                )
            )
        found = json.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadDraft(say("%(name)s is not written in UTF-8", name=file.name)) from error
    except json.JSONDecodeError as error:
        raise BadDraft(
            say(
                "%(name)s: line %(line)d is not right JSON: %(why)s",
                name=file.name,
                line=error.lineno,
                why=error.msg,
            )
        ) from error
    while isinstance(found, dict) and isinstance(found.get("data"), dict | list):
        found = found["data"]
    records = found if isinstance(found, list) else [found]
    if not records or not all(isinstance(one, dict) for one in records):
        raise BadDraft(say("%(name)s holds no records", name=file.name))
    return records


def _of_table(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    first = next(iter(rows[0]))
    records: dict[str, dict[str, Any]] = {}
    name = ""
    for row in rows:
        # A table with one row for each paper often leaves the rest of the row empty.
        name = row.get(first) or name
        record = records.setdefault(name, {"material": []})
        paper = {
            key.removeprefix(_MATERIAL): value
            for key, value in row.items()
            if key and key.startswith(_MATERIAL) and value
        }
        record |= {
            key: value
            for key, value in row.items()
            if key and value and not key.startswith(_MATERIAL) and key not in record
        }
        if paper:
            record["material"].append(paper)
    return list(records.values())


def draft_record(
    patterns: Path, record: Record, item: str, department: str, gettext: Gettext = str
) -> Imported:
    """An item file and its papers, with comments in the language of ``gettext``. Raises BadDraft when the record has no name."""
    if not ID.fullmatch(item):
        raise BadDraft(
            say("%(item)r is no id: 3 to 40 small letters, digits and _, a letter first", item=item)
        )
    sayings = read_yaml(patterns / "records.yaml")
    reading = _Reading(record, sayings)
    name = reading.text("name")
    if not name:
        raise BadDraft(
            say("the record has no name; its fields are %(fields)s", fields=[*map(str, record)])
        )
    defaults, kind = sayings["defaults"], reading.coded("type", "types", "20")
    papers = dict(reading.papers(item))
    entry: dict[str, Any] = {
        "name": name,
        "summary": defaults["summary"],
        "result_name": defaults["result_name"],
        "type": kind,
        "case_type": "committed",
        "regime": sayings["regimes"][kind],
        "decided_at": "portal",
        "level": reading.coded("level", "levels", "district"),
        "routing": {"by": "anywhere"},
        "promised_days": reading.days("promised_days"),
        "statutory_days": reading.days("statutory_days"),
        "visits": reading.days("visits") or 0,
        "legal_basis": reading.lines("legal_basis"),
        "needs": [
            "applicant.person.name",
            "applicant.person.id_number",
            "applicant.contact.mobile",
        ],
        "materials": [need for need, _ in papers.values()],
        "stages": [
            {
                "id": "check",
                "name": defaults["stage"],
                "plain": defaults["stage_plain"],
                "role": "clerk",
            }
        ],
        "result": {"kind": "registry_entry"},
    }
    code = reading.text("code")
    if code:
        entry["code"] = code
    if reading.has("charge") and not reading.says("charge", "no"):
        reading.miss("charge", say("fees are to be written by hand under fees"))
    reading.miss("condition", say("conditions of acceptance have no key; ask them as situations"))
    unread = tuple(reading.unread())
    files = {
        f"items/{department}/{item}.yaml": _text(
            entry, [(field, worded(why, gettext)) for field, why in unread], record
        )
    }
    if papers:
        listed = {paper: words for paper, (_, words) in papers.items()}
        files[f"materials/{item}.yaml"] = _text(listed, (), {})
    return Imported(item, Draft(files, {}, (item,)), unread)


class _Reading:
    """Looks up the fields of one record under the names that lists use for them, and remembers what was not understood."""

    def __init__(self, record: Record, sayings: Mapping[str, Any]) -> None:
        self._record, self._sayings = record, sayings
        self._used: set[str] = set()
        self._missed: dict[str, str] = {}

    def _field(self, part: str) -> tuple[str, Any]:
        names: list[str] = self._sayings["fields"][part]
        for name in names:
            if self._record.get(name) not in (None, ""):
                return name, self._record[name]
        return names[0], None

    def has(self, part: str) -> bool:
        """Whether the record says anything of it."""
        return self._field(part)[1] is not None

    def miss(self, part: str, why: str) -> None:
        """Note that a field is not carried over."""
        name, value = self._field(part)
        if value is not None:
            self._missed[name] = why

    def text(self, part: str) -> str:
        """The field as text."""
        name, value = self._field(part)
        self._used.add(name)
        return "" if value is None else str(value).strip()

    def lines(self, part: str) -> list[str]:
        """The field as a list: one entry a line, or as the record lists them."""
        name, value = self._field(part)
        self._used.add(name)
        pieces = value if isinstance(value, list) else re.split(r"[\n;\uff1b]", str(value or ""))
        return [str(piece).strip() for piece in pieces if str(piece).strip()]

    def days(self, part: str) -> int | None:
        """The field as a whole number; None, and noted, when it is none."""
        text = self.text(part)
        found = _DAYS.search(text)
        if found is None or (text != found[0] and len(_DAYS.findall(text)) > 1):
            if text:
                self.miss(part, say("%(text)r is no number", text=text))
            return None
        return int(found[0])

    def coded(self, part: str, table: str, usual: str) -> str:
        """Our code for what the record says; the usual one, and noted, when it is not known."""
        text = self.text(part)
        for code, said in self._sayings[table].items():
            if text and text in map(str, said):
                return str(code)
        if text:
            self.miss(
                part, say("%(text)r is not known, so %(usual)s was written", text=text, usual=usual)
            )
        return usual

    def says(self, part: str, answer: str) -> bool:
        """Whether the field says yes, or no."""
        return self._is(self.text(part), answer)

    def _is(self, text: str, answer: str) -> bool:
        return text.casefold() in {str(one).casefold() for one in self._sayings[answer]}

    def papers(self, item: str) -> Iterator[tuple[str, tuple[dict[str, Any], dict[str, Any]]]]:
        """Each paper under an id of its own: how the item needs it, and its entry among the materials."""
        field, listed = self._field("materials")
        self._used.add(field)
        for n, paper in enumerate(listed if isinstance(listed, list) else (), start=1):
            said = self._said(paper) if isinstance(paper, dict) else {}
            if not said.get("name"):
                self._missed[f"{field} {n}"] = say("a paper without a title")
                continue
            for part in ("form", "standard", "issuer", "bylaw"):
                if said[part]:
                    name = f"{field} {n}.{self._sayings['material'][part][0]}"
                    self._missed[name] = say("%(text)r has no key", text=said[part])
            key = f"{item}_paper_{n}"
            optional = self._is(said["required"], "no")
            need = {"id": key, "required": False} if optional else {"id": key}
            yield key, (need, self._entry(said))
        if listed is not None and not isinstance(listed, list):
            self._missed[field] = say("is no list of papers")

    def _said(self, paper: Record) -> dict[str, str]:
        """What a paper's fields say, by the name that the patterns give them."""
        return {
            part: next((str(paper[name]) for name in names if paper.get(name)), "")
            for part, names in self._sayings["material"].items()
        }

    def _entry(self, said: Mapping[str, str]) -> dict[str, Any]:
        entry: dict[str, Any] = {"name": said["name"], "plain": said["name"]}
        if said["hint"]:
            entry["hint"] = said["hint"]
        entry["how"] = self._sayings["defaults"]["how"]
        if any(word in said["certificate"] for word in self._sayings["certificate"]):
            entry["certificate"] = True
        if _DAYS.fullmatch(said["copies"]):
            entry["copies"] = max(1, int(said["copies"]))
        return entry

    def unread(self) -> Iterator[tuple[str, str]]:
        """Every field that was not carried over, with the reason."""
        yield from self._missed.items()
        for name, value in self._record.items():
            if value not in (None, "", []) and name not in self._used | self._missed.keys():
                yield str(name), say("no key is known for it")


def _text(entry: Mapping[str, Any], unread: Iterable[tuple[str, str]], record: Record) -> str:
    """The file, with what was not read as comments above it, so that nothing is lost."""
    lines = []
    for name, why in unread:
        value = record.get(name)
        said = f" {json.dumps(value, ensure_ascii=False)}" if value is not None else ""
        # YAML ends a line at more signs than one, and a record may hold any of them.
        comment = f"# {name}:{said} ({why})"
        lines.append("".join(sign if sign.isprintable() else " " for sign in comment))
    body = yaml.safe_dump(dict(entry), allow_unicode=True, sort_keys=False, width=110)
    return "\n".join([*lines, body]) if lines else body
