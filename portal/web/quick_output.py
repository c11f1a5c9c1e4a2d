"""Templates compiled so that writing a value and calling a function cost little: a page does each several hundred times.

Three things differ from plain Jinja, and none changes what is written. A text is escaped without being wrapped as markup, which the page it
is joined into needs nothing of; what a function or macro wants to be handed is not asked anew at every call; and the macros of a template are
not asked at every import whether they were given globals of their own, which here none ever is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import FunctionType
from typing import Any

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.utils import _PassArg, missing
from markupsafe import Markup
from markupsafe import _escape_inner as escape_text  # type: ignore[attr-defined]

_FUNCTIONS = frozenset({FunctionType, type(lru_cache(str))})
"""Functions, and those that remember what they said."""


class QuickCode(CodeGenerator):
    """Compiles ``{{ value }}`` to what the value needs: text is escaped, markup stands as it is, and all else is left to ``escape``."""

    def write_commons(self) -> None:
        """Have at hand what every value is written with."""
        super().write_commons()
        self.writeline("escape_text = environment.escape_text")

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if _is_quick(frame, finalize):
            self.write("(escape_text(shown) if (kind := type(shown := (")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if _is_quick(frame, finalize):
            self.write("))) is str else shown if kind is Markup else escape(shown))")
        else:
            super()._output_child_post(node, frame, finalize)


def _is_quick(frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> bool:
    settings = frame.eval_ctx
    return not settings.volatile and settings.autoescape and finalize.src is None


class QuickContext(Context):
    """Calls functions and macros at once, and everything else as Jinja does."""

    def call(
        self,
        called: Any,
        /,
        *args: Any,
        _loop_vars: Any = None,
        _block_vars: Any = None,
        **more: Any,
    ) -> Any:
        """Call something for a template."""
        kind = type(called)
        if kind is Macro:
            return self._macro(called, args, more)
        if kind in _FUNCTIONS and _wants_nothing(called):
            return called(*args, **more)
        return super().call(called, *args, _loop_vars=_loop_vars, _block_vars=_block_vars, **more)

    def _macro(self, macro: Macro, args: tuple[Any, ...], more: dict[str, Any]) -> Any:
        wanting = macro._argument_count - len(args)  # noqa: SLF001 — Jinja gives a macro no other way to be called quickly
        told_more = more or macro.caller or macro.catch_kwargs or macro.catch_varargs
        if wanting < 0 or told_more or not self.eval_ctx.autoescape:
            return macro(self.eval_ctx, *args, **more)
        # Safe: what is written in a macro is escaped there.
        return Markup(macro._func(*args, *(missing,) * wanting))  # noqa: S704, SLF001


@lru_cache(maxsize=1024)
def _wants_nothing(function: Callable[..., Any]) -> bool:
    return _PassArg.from_obj(function) is None


class QuickTemplate(Template):
    """A template whose macros are made once."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class QuickEnvironment(Environment):
    """Where templates are compiled so."""

    code_generator_class = QuickCode
    context_class = QuickContext
    template_class = QuickTemplate
    escape_text = staticmethod(escape_text)
