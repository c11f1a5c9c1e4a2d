"""The language in which the commands for authors speak: Chinese where the reader's terminal does, else English.

In order: ``--language``, ``PORTAL_LANGUAGE``, the terminal's ``LC_ALL``, ``LC_MESSAGES`` or ``LANG``. A terminal set to any
other language, to ``C`` or ``C.UTF-8``, or to nothing gets English, as scripts and programs expect.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from itertools import pairwise

import click

from portal.catalogue.saying import Gettext, of_error, worded
from portal.settings import LANGUAGES, ROOT
from portal.words import WordsShelf

CHINESE, ENGLISH = "zh", "en"
OPTION = "--language"
SETTING = "PORTAL_LANGUAGE"
DOMAIN = "authors"
_LOCALES = {CHINESE: "zh_Hans_CN", ENGLISH: "en"}
_TERMINAL = ("LC_ALL", "LC_MESSAGES", "LANG")
_speaking: ContextVar[str] = ContextVar("speaking", default=ENGLISH)


def asked(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language that a command is to speak."""
    told = [value for name, value in pairwise(arguments) if name == OPTION]
    told += [one.partition("=")[2] for one in arguments if one.startswith(f"{OPTION}=")]
    told.append(environment.get(SETTING, ""))
    for language in told:
        if language in LANGUAGES:
            return language
    terminal = next((environment[name] for name in _TERMINAL if environment.get(name)), "")
    return CHINESE if terminal.lower().startswith(CHINESE) else ENGLISH


@contextmanager
def speaking(language: str, *, click_too: bool) -> Iterator[None]:
    """Speak a language until the end of the block; ``click_too``: also what click says by itself, such as “Usage:”."""
    before = _speaking.set(language)
    domain, environment = gettext.textdomain(), os.environ.get("LANGUAGE")
    try:
        if click_too and language != ENGLISH:
            # Click asks the standard library's gettext, which looks at nothing but the environment.
            os.environ["LANGUAGE"] = _LOCALES[language]
            gettext.bindtextdomain(DOMAIN, str(ROOT / "translations"))
            gettext.textdomain(DOMAIN)
        yield
    finally:
        _speaking.reset(before)
        gettext.textdomain(domain)
        if environment is None:
            os.environ.pop("LANGUAGE", None)
        else:
            os.environ["LANGUAGE"] = environment


def chinese() -> bool:
    """Whether Chinese is being spoken."""
    return _speaking.get() == CHINESE


def words() -> Gettext:
    """The words of templates in the language that is being spoken."""
    return _words(_LOCALES[_speaking.get()])


@lru_cache
def _words(locale: str) -> Gettext:
    return WordsShelf(ROOT / "translations").of_domain(locale, DOMAIN).gettext


def spoken(text: str) -> str:
    """A sentence in the language that is being spoken."""
    return worded(text, words())


def tell(text: str) -> None:
    """Print a sentence."""
    click.echo(spoken(text))


def fault(told: str | Exception) -> click.ClickException:
    """An error that ends the command with a sentence."""
    return click.ClickException(spoken(of_error(told) if isinstance(told, Exception) else told))
