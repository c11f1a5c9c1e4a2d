"""Templates in editions, one for each language and mode: what stands fixed in a template is written into it as it is compiled.

Nearly all that a page says is the same for everybody who reads in one language and mode, and while this process lives neither words nor
icons nor the addresses of pages change. What is given values, or is itself named by a value, is still looked up for each page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any

from flask import request
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer

from portal.web import house
from portal.web.built import NotBuiltError, asset
from portal.web.icons import icon
from portal.web.quick_output import QuickEnvironment
from portal.web.rendered import address_of, finished
from portal.words import Words

Settled = Mapping[str, Callable[[str], str]]
"""Functions of a template that say the same of the same text for as long as this process lives."""

RELATIVE = "."
"""Begins the endpoint of a page that stands beside the one that was asked for."""


class _Settling(NodeTransformer):
    """Puts what a settled function says of a text in the place of the call."""

    def __init__(self, settled: Settled) -> None:
        self._settled = settled

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 — Jinja names it so
        """Settle a call with one text and nothing else."""
        self.generic_visit(node)
        match node:
            case nodes.Call(
                node=nodes.Name(name=name),
                args=[nodes.Const(value=str(text))],
                kwargs=[],
                dyn_args=None,
                dyn_kwargs=None,
            ) if name in self._settled and not text.startswith(RELATIVE):
                # What is missing may stand where this page never comes to.
                with suppress(LookupError, NotBuiltError):
                    return nodes.Const(self._settled[name](text), lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 — Jinja names it so
        """Leave what is joined by ``~`` alone: Jinja joins constants as if none were markup."""
        return node


class EditionsEnvironment(QuickEnvironment):
    """Hands out every template in the edition of whoever reads.

    An edition is an overlay of the environment that Flask holds, so that both know the same filters and globals; a template of an edition
    extends and imports from the same edition.
    """

    edition = ""
    """Tells editions apart; empty outside of them."""
    _settled: Settled | None = None

    def __init__(self, *how: Any, **more: Any) -> None:
        super().__init__(*how, **more)
        self._edition = lru_cache(maxsize=64)(self._make_edition)

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 — Jinja names it so
    ) -> Template:
        """A template, for the reader of this request unless this is an edition already."""
        if self._settled is None:
            edition = self._edition(house.words(), request.script_root)
            return edition.get_template(name, parent, globals)
        return super().get_template(name, parent, globals)

    def _make_edition(self, said: Words, mounted_at: str) -> EditionsEnvironment:
        """The edition for some words, below the address that the application is mounted at."""
        # Without bound, since there are only so many templates; so none has to be noted as used.
        made = self.overlay(cache_size=-1)
        say = partial(finished, said)
        made.edition = f"{said.locale} {said.mode} {mounted_at}"
        made._settled = {  # noqa: SLF001 — of its own kind
            "_": say,
            "gettext": say,
            "icon": icon,
            "asset": asset,
            "url_for": address_of,
        }
        return made

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,  # noqa: FBT001, FBT002 — as Jinja declares it
    ) -> str:
        if self._settled is not None:
            source = _Settling(self._settled).visit(source)
        return super()._generate(source, name, filename, defer_init)
