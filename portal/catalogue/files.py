"""Reads ``services/`` into one plain structure: the content of a release."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from portal.catalogue.problems import CatalogueError, Kind, Problem
from portal.catalogue.saying import say
from portal.catalogue.slips import misread, slip
from portal.catalogue.yaml_faults import yaml_fault

SOURCE_LOCALE = "zh_Hans_CN"
TEXT_KEYS = frozenset(
    {
        "name",
        "label",
        "hint",
        "purpose",
        "example",
        "summary",
        "question",
        "how",
        "basis",
        "advice_text",
        "rule",
        "result_name",
        "result_note",
        "statement",
        "promise_note",
        "keywords",
        "one_more",
        "one_more_hint",
        "wrong",
        "window_note",
        "source",
    }
)
"""Keys whose values are words for people. They leave the structure for the word list."""
SUPERSEDES = "supersedes.yaml"
"""The file that names releases with a legal error, in whose place later ones stand (design rule 4)."""
_MAIN_TEXTS = ("name", "label", "question", "advice_text", "wrong")


class _UniqueKeyLoader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """Refuses a key written twice, which YAML would let pass silently."""


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, value in node.value:
        if what := misread(str(key.value), value.tag, str(value.value)):
            raise _mistake(what, value)
        if key.value in seen:
            raise _mistake(say("%(value)r is written twice", value=key.value), key)
        if key.tag == "tag:yaml.org,2002:bool":
            raise _mistake(
                say("%(value)r means true or false here, so put it in quotes", value=key.value), key
            )
        seen.add(key.value)
    return loader.construct_mapping(node, deep=True)


def _mistake(what: str, node: yaml.Node) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, what, node.start_mark)


_UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> dict[str, Any]:
    """One YAML file, keys unique. Raises CatalogueError naming the file and the line."""
    try:
        text = path.read_text(encoding="utf-8")
        if found := slip(text):
            raise _unreadable(path, *found)
        content = yaml.load(text, Loader=_UniqueKeyLoader)  # noqa: S506 a safe loader
    except FileNotFoundError as error:
        raise _unreadable(path, say("is not there")) from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, say("is not written in UTF-8")) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise _unreadable(path, yaml_fault(error.problem), line) from error
    except yaml.YAMLError as error:
        raise _unreadable(path, yaml_fault(str(error).splitlines()[0])) from error
    if not isinstance(content, dict):
        raise _unreadable(path, say("holds no entries"))
    return content


def _unreadable(path: Path, what: str, line: int = 0) -> CatalogueError:
    where = "" if line else say("file")
    return CatalogueError([Problem(path.name, where, what, line=line, kind=Kind.UNREADABLE)])


def read_content(folder: Path) -> dict[str, Any]:
    """The whole of a services folder: elements, materials, registries, conditions, items, bundles, templates, words.

    Words stand under their stable id (``item.hukou.name``) in the source language; other languages and the plain
    wordings are laid over by :mod:`portal.catalogue.wording`.
    """
    words: dict[str, str] = {}
    plain: dict[str, str] = {}
    content: dict[str, Any] = {
        "elements": _keyed(folder / "elements", "element", words, plain),
        "materials": _keyed(folder / "materials", "material", words, plain),
        "registries": _keyed(folder / "registries", "registry", words, plain),
        "conditions": _keyed(folder / "conditions", "condition", words, plain),
        "regional": _keyed(folder / "regional", "regional", words, plain),
        "items": _each(sorted(folder.glob("items/*/*.yaml")), "item", words, plain),
        "bundles": _each(sorted(folder.glob("bundles/*.yaml")), "bundle", words, plain),
        "templates": {
            p.stem: p.read_text(encoding="utf-8") for p in sorted(folder.glob("documents/*.html"))
        },
    }
    if (folder / SUPERSEDES).exists():
        content["supersedes"] = _superseded(folder / SUPERSEDES)
    content["words"] = {SOURCE_LOCALE: words, f"{SOURCE_LOCALE}_plain": plain}
    return content


def _superseded(path: Path) -> list[dict[str, str]]:
    """Which releases this one stands in place of, and on what ground: pinned with the release, so that it can be read for years."""
    entries: Any = read_yaml(path).get("supersedes")
    try:
        return [{"release": str(one["release"]), "ground": str(one["ground"])} for one in entries]
    except (TypeError, KeyError) as error:
        raise _unreadable(
            path, say("wants a list of release and ground under supersedes")
        ) from error


def split_files(stem: Path) -> list[Path]:
    """``<stem>.yaml`` and every file of the folder ``<stem>/``, those that are there."""
    first = stem.with_suffix(".yaml")
    return [*([first] if first.exists() else []), *sorted(stem.glob("*.yaml"))]


def read_split(stem: Path, *, together_below: bool = False) -> dict[str, Any]:
    """``<stem>.yaml`` and every file of the folder ``<stem>/``, laid together; empty where there is neither.

    A key may stand in one of them only; ``together_below``: what stands under the same top key (``people:``) is laid
    together too. Raises CatalogueError naming the file.
    """
    together: dict[str, Any] = {}
    for path in split_files(stem):
        for key, entry in read_yaml(path).items():
            if key not in together:
                together[key] = entry
            elif together_below:
                twice = together[key].keys() & entry.keys()
                if twice:
                    raise CatalogueError(
                        [Problem(path.name, str(min(twice)), say("is written twice"))]
                    )
                together[key] = {**together[key], **entry}
            else:
                raise CatalogueError([Problem(path.name, str(key), say("is written twice"))])
    return together


def _keyed(path: Path, prefix: str, words: dict[str, str], plain: dict[str, str]) -> dict[str, Any]:
    return {
        str(key): _take_words(entry, f"{prefix}.{key}", words, plain)
        for key, entry in read_split(path).items()
    }


def _each(
    paths: list[Path], prefix: str, words: dict[str, str], plain: dict[str, str]
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for path in paths:
        if path.stem in result:
            raise CatalogueError(
                [
                    Problem(
                        str(path),
                        say("file name"),
                        (
                            say("item %(name)r exists twice", name=path.stem)
                            if prefix == "item"
                            else say("bundle %(name)r exists twice", name=path.stem)
                        ),
                    )
                ]
            )
        entry = read_yaml(path)
        if prefix == "item":
            entry["department"] = path.parent.name
        result[path.stem] = _take_words(entry, f"{prefix}.{path.stem}", words, plain)
    return result


def _take_words(node: Any, path: str, words: dict[str, str], plain: dict[str, str]) -> Any:
    """Move every text out of ``node`` into the word lists, leaving only structure that JSON can hold."""
    if isinstance(node, dict):
        return dict(_structure(node, path, words, plain))
    if isinstance(node, list):
        return [
            _take_words(entry, f"{path}.{_name(entry, i)}", words, plain)
            for i, entry in enumerate(node)
        ]
    return node.isoformat() if isinstance(node, date) else node


def _structure(
    node: dict[str, Any], path: str, words: dict[str, str], plain: dict[str, str]
) -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        if key == "plain":
            for part, text in _plain_texts(node, path, value):
                plain[f"{path}.{part}"] = text
        elif key in TEXT_KEYS:
            words[f"{path}.{key}"] = _text(value)
        elif key == "options" and isinstance(value, dict):
            for code, text in value.items():
                words[f"{path}.option.{code}"] = str(text)
            yield key, [str(code) for code in value]
        else:
            name = "fact" if key == "facts" else key
            yield str(key), _take_words(value, f"{path}.{name}", words, plain)


def _plain_texts(node: dict[str, Any], path: str, value: Any) -> list[tuple[str, str]]:
    """The plain wordings beside a node's words; a bare text belongs to the node's main words."""
    if isinstance(value, dict):
        return [(str(part), str(text)) for part, text in value.items()]
    for part in _MAIN_TEXTS:
        if part in node:
            return [(part, str(value))]
    raise CatalogueError(
        [Problem(path, "plain", say("stands beside no words that it could say more simply"))]
    )


def _text(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _name(entry: Any, position: int) -> str:
    if isinstance(entry, dict):
        return str(entry.get("id") or entry.get("code") or entry.get("item") or position)
    return str(position)
