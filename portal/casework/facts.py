"""Writes one value of a case."""

from __future__ import annotations

from portal.casework.opening import OpenCase
from portal.domain.facts import FactCheck, FactSource, Stream
from portal.persistence.models import Fact


def put_fact(
    opened: OpenCase,
    key: str,
    value: str,
    source: FactSource,
    stream: Stream,
    check: FactCheck = FactCheck.NONE,
) -> None:
    """Write one value of a case into a stream."""
    row = opened.rows.get((key, stream))
    if row is None:
        row = Fact(
            case_id=opened.case.id, key=key, stream=stream, value=value, source=source, check=check
        )
        row.set_at = opened.at
    else:
        row.value, row.source, row.check, row.set_at = value, source, check, opened.at
    opened.keep_row(row)
