"""Gathers what the commands for authors say: every ``say(…)``, and the docstrings that are the commands' help."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from babel.messages.extract import extract_python

_COMMANDS = frozenset({"AuthorCommand", "AuthorGroup"})
_BELOW = frozenset({"command", "group"})
_WITH_HELP = frozenset({"option", "Option"})


def extract(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """The messages of one file, as Babel wants them: line, keyword, message, comments."""
    text = file.read()
    yield from extract_python(BytesIO(text), keywords, comment_tags, options)
    if b"AuthorCommand" not in text and b"AuthorGroup" not in text:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and any(map(_makes_command, node.decorator_list)):
            yield node.lineno, "say", inspect.cleandoc(ast.get_docstring(node) or ""), []
            yield from _options(node)


def _makes_command(decorator: ast.expr) -> bool:
    """``@click.command(cls=AuthorCommand)``, or the command of a group that was made so: ``@new.command()``."""
    if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
        return False
    of = decorator.func.value
    named = {getattr(word.value, "id", "") for word in decorator.keywords if word.arg == "cls"}
    own = isinstance(of, ast.Name) and of.id != "click"
    return decorator.func.attr in _BELOW and (own or bool(named & _COMMANDS))


def _options(node: ast.FunctionDef) -> Iterator[Any]:
    for call in node.decorator_list:
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in _WITH_HELP:
            for word in call.keywords:
                if word.arg == "help" and isinstance(word.value, ast.Constant):
                    yield call.lineno, "say", word.value.value, []
