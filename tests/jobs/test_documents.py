"""A paper is made once, however many workers have it in hand."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from weasyprint import HTML

from portal.jobs import documents
from portal.jobs.documents import make_document
from portal.persistence.models import Document
from portal.wiring import Portal
from tests.factories import cases as make

from .conftest import Bench


class SlowSealer:
    """Seals, but only after somebody else has made the same paper: the lease of whoever seals here had run out."""

    def __init__(self, portal: Portal, document: UUID) -> None:
        self._portal, self._document = portal, document

    def seal(
        self, pdf: bytes, *, organ_code: str, organ_name: str, reason: str, at: datetime
    ) -> bytes:
        """Wait for the other, then seal other bytes than theirs."""
        make_document(self._portal, self._document)
        return pdf + b"sealed by the slow one"

    def roots(self) -> tuple[bytes, ...]:
        """Nothing it seals is checked."""
        return ()


def test_a_worker_that_lost_its_lease_does_not_replace_what_the_next_one_made(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = HTML(string="<p>paper</p>").write_pdf()
    monkeypatch.setattr(documents, "render", lambda *_: page)
    make.filed_case(bench.portal.casework)
    with bench.db.reading() as session:
        document = session.query(Document).one().id
    make_document(replace(bench.portal, sealer=SlowSealer(bench.portal, document)), document)
    with bench.db.reading() as session:
        made = session.get_one(Document, document)
    kept = bench.portal.casework.files.get(document)
    assert b"the slow one" not in kept
    assert (made.size, made.digest) == (len(kept), hashlib.sha256(kept).hexdigest())
