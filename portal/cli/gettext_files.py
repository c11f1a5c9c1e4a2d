"""Extracts, updates, compiles and checks the catalogues of the ``portal`` domain.

``portal.po`` translates, so English needs none. ``portal_plain.po`` is laid over it in 长辈版: each message has a plain
wording there, or the translator's comment ``# same``, which says that the standard wording is plain enough.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

TEMPLATE = Path("translations") / "portal.pot"
SOURCES = ("portal", "services/documents")
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
# As the application sets Jinja up, so that blocks of text keep the same spaces.
OPTIONS = {
    "**.html": {
        "extensions": "jinja2.ext.i18n,jinja2.ext.do",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "newstyle_gettext": "true",
        "silent": "false",
    }
}
CATALOGUES = (("zh_Hans_CN", "portal"), ("zh_Hans_CN", "portal_plain"), ("en", "portal_plain"))
PLAIN = "portal_plain"
SAME = "same"
_PLACE = re.compile(r"%\((\w+)\)")
# Dates and tools would change the file when no word did.
_RESTLESS = re.compile(
    rb'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Report-Msgid-Bugs-To):.*\n',
    re.MULTILINE,
)


def gather(root: Path) -> Catalog:
    """Every message of code and templates."""
    found = Catalog(
        project="portal", version="1", fuzzy=False, header_comment="# The portal's own words."
    )
    for source in SOURCES:
        for name, line, message, comments, context in extract_from_dir(
            root / source, METHODS, OPTIONS
        ):
            found.add(
                message, None, [(f"{source}/{name}", line)], auto_comments=comments, context=context
            )
    return found


def extract(root: Path) -> int:
    """Write the template and give the number of messages."""
    found = gather(root)
    _write(root / TEMPLATE, found)
    return len(found)


def update(translations: Path) -> None:
    """Give every catalogue the template's messages; what is no longer there goes."""
    template = read(translations / TEMPLATE.name)
    for locale, domain in CATALOGUES:
        path = translations / locale / "LC_MESSAGES" / f"{domain}.po"
        kept = (
            read(path, locale)
            if path.exists()
            else Catalog(locale=locale, project="portal", version="1", fuzzy=False)
        )
        kept.header_comment = (
            f"# {'Plain wordings' if domain == PLAIN else 'The portal’s words'}, {locale}."
        )
        kept.update(template, no_fuzzy_matching=True, update_creation_date=False)
        kept.obsolete.clear()
        kept.fuzzy = False
        _write(path, kept)


def compile_changed(translations: Path) -> list[Path]:
    """Compile each catalogue that is newer than what was compiled of it, and give those; all when this compiler is newer."""
    done = []
    compiler = Path(__file__).stat().st_mtime
    for path in sorted(translations.glob("*/LC_MESSAGES/portal*.po")):
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= max(path.stat().st_mtime, compiler):
            continue
        beside = compiled.with_suffix(".mo.new")
        with beside.open("wb") as file:
            write_mo(file, _spoken(read(path, path.parent.parent.name)))
        beside.replace(compiled)
        done.append(path)
    return done


def _spoken(catalogue: Catalog) -> Catalog:
    """Only messages with a translation: of a plural without one, compiling would make English ones."""
    for message in list(catalogue):
        if message.id and isinstance(message.string, tuple) and not any(message.string):
            catalogue.delete(message.id)
    return catalogue


def problems(root: Path) -> list[str]:
    """Everything that keeps the catalogues from being complete and true to the code, in words."""
    found = {message.id for message in gather(root) if message.id}
    template = (
        {message.id for message in read(root / TEMPLATE) if message.id}
        if (root / TEMPLATE).exists()
        else set()
    )
    told = [f"{TEMPLATE}: not as the code is; run portal words update"] if found != template else []
    for locale, domain in CATALOGUES:
        path = root / "translations" / locale / "LC_MESSAGES" / f"{domain}.po"
        name = f"{locale}/{domain}.po"
        if not path.exists():
            told.append(f"{name}: missing")
            continue
        told += [
            f"{name}: {fault}"
            for fault in _faults(read(path, locale), found, plain=domain == PLAIN)
        ]
    return told


def _faults(catalogue: Catalog, found: set[Any], *, plain: bool) -> Iterator[str]:
    for key in sorted(found, key=str):
        message = catalogue.get(key if isinstance(key, str) else key[0])
        if message is None:
            yield f"no entry for {key!r}"
        elif message.fuzzy:
            yield f"fuzzy: {key!r}"
        elif not _texts(message):
            if not (plain and SAME in message.user_comments):
                yield f"no words for {key!r}"
        elif not _places(_texts(message)) <= _places(_ids(message)):
            yield f"names a figure that is not given: {key!r}"
    for message in catalogue:
        if message.id and message.id not in found:
            yield f"no longer in the code: {message.id!r}"
    for key in catalogue.obsolete:
        yield f"obsolete: {key!r}"


def _ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def _texts(message: Message) -> list[str]:
    """The words of a message; none when any of its forms is missing."""
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return [str(text) for text in texts] if all(texts) else []


def _places(texts: list[str]) -> set[str]:
    return {place for text in texts for place in _PLACE.findall(text)}


def read(path: Path, locale: str | None = None) -> Catalog:
    """One catalogue or template."""
    with path.open("rb") as file:
        return read_po(file, locale=locale, domain=path.stem)


def _write(path: Path, catalogue: Catalog) -> None:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, include_lineno=False, sort_by_file=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_RESTLESS.sub(b"", buffer.getvalue()))
