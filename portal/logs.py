"""Logs that can be shown to anybody: one line for each event, fields in a fixed order, and nothing about any person.

What the portal says itself is a plain word or two with fields, and a guard reads every such call. What libraries say is
cut down here: their sentence without what they filled into it, and of an error its type and the places in the code, never
its message, since messages quote values.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, TextIO

import structlog

FIELDS = (
    "at",
    "level",
    "event",
    "request",
    "endpoint",
    "method",
    "status",
    "ms",
    "actor",
    "kind",
    "error",
    "where",
)
"""The order of fields; others follow by their alphabet."""
LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
OURS_NAMED, OTHERS_NAMED = 8, 2
"""Places of an error that are named: the innermost of our own, and of the libraries it came from; the innermost last."""
TRUSTED = frozenset({"_granian", "granian", "alembic"})
"""Libraries that never see anything of a person; their sentences are written whole."""
QUIET = ("huey", "alembic", "weasyprint", "fontTools", "pyhanko", "asyncio", "_granian", "werkzeug")
"""Libraries of which only trouble is written down."""
_HOME = Path(__file__).resolve().parent.parent

Fields = MutableMapping[str, Any]


class Wanted(Protocol):
    """The settings that say how to log."""

    @property
    def log_format(self) -> str:
        """``json`` or ``plain``."""
        ...

    @property
    def log_level(self) -> str:
        """The least level that is written."""
        ...


class _Lines(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at the moment."""

    @property
    def stream(self) -> TextIO:
        """Standard error."""
        return sys.stderr

    @stream.setter
    def stream(self, _: TextIO) -> None:
        """Nothing else is ever written to."""


def shape_logs() -> None:
    """Give every log its fields, whoever writes it in the end; without this an error would be shown with all it had at hand."""
    structlog.configure(
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        cache_logger_on_first_use=False,
    )


def write_logs(wanted: Wanted, *, least: str | None = None) -> None:
    """Write every log of this process to standard error from now on. ``least`` may ask for less than the setting."""
    shape_logs()
    handler = _Lines()
    handler.setFormatter(formatter(wanted.log_format))
    root = logging.getLogger()
    root.handlers[:] = [each for each in root.handlers if not isinstance(each, _Lines)] + [handler]
    root.setLevel(max(LEVELS[wanted.log_level], LEVELS[least or "debug"]))
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def formatter(form: str) -> logging.Formatter:
    """Makes a line of a record, as JSON or plain."""
    last = _plain if form == "plain" else structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_foreign, *_SHARED],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        use_get_message=False,
        pass_foreign_args=True,
    )


def _places(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    ours = [frame for frame in frames if _is_ours(Path(frame.filename))][-OURS_NAMED:]
    named = [frame for frame in frames if frame in ours or frame in frames[-OTHERS_NAMED:]]
    return " > ".join(f"{_short(frame.filename)}:{frame.lineno}:{frame.name}" for frame in named)


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(_HOME / "portal") or path.is_relative_to(_HOME / "tests")


def _short(filename: str) -> str:
    path = Path(filename)
    return path.relative_to(_HOME).as_posix() if _is_ours(path) else "/".join(path.parts[-2:])


def _foreign(_: object, __: str, fields: Fields) -> Fields:
    """A library's sentence as it was written, without what was filled in."""
    record: logging.LogRecord = fields["_record"]
    filled_in = fields.pop("positional_args", ())
    if record.name.partition(".")[0] in TRUSTED:
        fields["event"] = str(record.msg) % filled_in if filled_in else str(record.msg)
    elif not filled_in:
        # Of a sentence put together beforehand nobody knows what is in it.
        fields["event"] = "said something"
    fields["logger"] = record.name
    fields.pop("stack_info", None)
    return fields


def _strip(_: object, __: str, fields: Fields) -> Fields:
    """Replace an error by its type and its places."""
    told = fields.pop("exc_info", None)
    if told is True:
        told = sys.exc_info()
    if isinstance(told, BaseException):
        told = (type(told), told, told.__traceback__)
    if told and told[0] is not None:
        fields["error"], fields["where"] = told[0].__name__, _places(told[2])
    return fields


def _order(_: object, __: str, fields: Fields) -> Fields:
    ours = {name: fields[name] for name in FIELDS if name in fields}
    return ours | dict(sorted((name, value) for name, value in fields.items() if name not in ours))


def _plain(_: object, __: str, fields: Mapping[str, Any]) -> str:
    """A line for somebody who reads along."""
    rest = " ".join(
        f"{name}={value}" for name, value in fields.items() if name not in {"at", "level", "event"}
    )
    return f"{fields['at']} {fields['level']:<7} {fields['event']} {rest}".rstrip()


_SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper("iso", key="at"),
    _strip,
    _order,
]
