"""Extracts, updates, compiles and checks the catalogues of the ``portal`` domain.

``portal.po`` translates, so English needs none. ``portal_plain.po`` is laid over it in 长辈版: each message has a plain
wording there, or the translator's comment ``# same``, which says that the standard wording is plain enough.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

TEMPLATE = Path("translations") / "portal.pot"
FOR_AUTHORS = Path("translations") / "authors.pot"
SOURCES: Mapping[Path, tuple[str, ...]] = {
    TEMPLATE: ("portal", "services/documents"),
    FOR_AUTHORS: ("portal",),
}
METHODS = {
    TEMPLATE: [("**.py", "python"), ("**.html", "jinja2")],
    FOR_AUTHORS: [("**.py", "portal.cli.author_messages:extract")],
}
KEYWORDS: Mapping[Path, Mapping[str, Any]] = {
    TEMPLATE: DEFAULT_KEYWORDS,
    FOR_AUTHORS: {"say": None, "many": (1, 2)},
}
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
AUTHORS = ("zh_Hans_CN", "authors")
"""What the commands for authors say; they have no plain wordings, since no citizen reads them."""
EVERY = (*((TEMPLATE, *one) for one in CATALOGUES), (FOR_AUTHORS, *AUTHORS))
"""Each catalogue with its template."""
PLAIN = "portal_plain"
SAME = "same"
OURS = ("portal*.po", "authors.po")
_PLACE = re.compile(r"%\((\w+)\)")
# Dates and tools would change the file when no word did.
_RESTLESS = re.compile(
    rb'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Report-Msgid-Bugs-To):.*\n',
    re.MULTILINE,
)


def gather(root: Path, template: Path = TEMPLATE) -> Catalog:
    """Every message of code and templates that belongs into a template."""
    found = Catalog(
        project="portal", version="1", fuzzy=False, header_comment="# The portal's own words."
    )
    for source in SOURCES[template]:
        for name, line, message, comments, context in extract_from_dir(
            root / source, METHODS[template], OPTIONS, KEYWORDS[template]
        ):
            found.add(
                message, None, [(f"{source}/{name}", line)], auto_comments=comments, context=context
            )
    return found


def extract(root: Path) -> int:
    """Write the templates and give the number of messages."""
    count = 0
    for template in SOURCES:
        found = gather(root, template)
        _write(root / template, found)
        count += len(found)
    return count


def update(translations: Path) -> None:
    """Give every catalogue its template's messages; what is no longer there goes."""
    for template, locale, domain in EVERY:
        path = translations / locale / "LC_MESSAGES" / f"{domain}.po"
        kept = (
            read(path, locale)
            if path.exists()
            else Catalog(locale=locale, project="portal", version="1", fuzzy=False)
        )
        kept.header_comment = (
            f"# {'Plain wordings' if domain == PLAIN else 'The portal’s words'}, {locale}."
        )
        kept.update(
            read(translations / template.name), no_fuzzy_matching=True, update_creation_date=False
        )
        kept.obsolete.clear()
        kept.fuzzy = False
        _write(path, kept)


def compile_changed(translations: Path) -> list[Path]:
    """Compile each catalogue that is newer than what was compiled of it, and give those; all when this compiler is newer."""
    done = []
    compiler = Path(__file__).stat().st_mtime
    for path in sorted(
        path for name in OURS for path in translations.glob(f"*/LC_MESSAGES/{name}")
    ):
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
    told, found = list[str](), dict[Path, set[Any]]()
    for template in SOURCES:
        found[template] = _keys(gather(root, template))
        path = root / template
        if found[template] != (_keys(read(path)) if path.exists() else set()):
            told.append(f"{template}: not as the code is; run portal words update")
    for template, locale, domain in EVERY:
        path = root / "translations" / locale / "LC_MESSAGES" / f"{domain}.po"
        name = f"{locale}/{domain}.po"
        if not path.exists():
            told.append(f"{name}: missing")
            continue
        told += [
            f"{name}: {fault}"
            for fault in _faults(read(path, locale), found[template], plain=domain == PLAIN)
        ]
    return told


def _keys(catalogue: Catalog) -> set[Any]:
    return {message.id for message in catalogue if message.id}


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
