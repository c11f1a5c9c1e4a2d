"""Verifying a document: by number, by the square code, by the file; never a word about its holder."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

import pytest

from portal.jobs.documents import make_document
from portal.persistence.models import Document
from portal.persistence.queries import cases, tasks
from portal.wiring import Portal
from tests.factories.cases import released_case
from tests.factories.families import CHEN, known_family
from tests.inspector import Inspector


@pytest.fixture
def case(portal: Portal) -> UUID:
    """A case that was filed and released."""
    return released_case(portal.casework, known_family(portal.casework))


@pytest.fixture
def document(portal: Portal, case: UUID) -> Document:
    """Its receipt, made and sealed."""
    with portal.casework.db.reading() as session:
        queued = tasks.documents(session, case)[0].id
    make_document(portal, queued)
    with portal.casework.db.reading() as session:
        made = tasks.document(session, queued)
    assert made is not None
    return made


def kind(client: Inspector) -> str:
    """What the page found: done, stopped or waiting."""
    finding = next(d for d in client.page.all("div") if d.get("class") == "finding")
    return finding.get("data-kind") or ""


@pytest.mark.parametrize("by", ["number", "check_code"])
def test_a_number_or_the_square_code_finds_the_document(
    client: Inspector, document: Document, by: str, portal: Portal, case: UUID
) -> None:
    typed = f" {getattr(document, by).lower()} "
    answer = client.post("/verify", data={"number": typed})
    assert answer.location == f"/verify/{document.check_code}"
    page = client.get(answer.location).text
    assert kind(client) == "done"
    assert document.number in page
    with portal.casework.db.reading() as session:
        found = cases.one(session, case)
        kept = [
            fact.value
            for fact in cases.facts(session, case)
            if len(fact.value) > 5 or not fact.value.isascii()
        ]
    assert found is not None
    assert str(found.number) not in page
    assert CHEN.name not in page
    assert not [value for value in kept if value in page]


def test_an_unknown_number_is_no_accusation(client: Inspector) -> None:
    answer = client.post("/verify", data={"number": "509900-2026-0000099"})
    client.get(answer.location)
    assert kind(client) == "waiting"


def test_an_empty_field_is_explained(client: Inspector) -> None:
    client.post("/verify", data={"number": "  "})
    assert any(a.get("href") == "#number" for a in client.page.all("a"))
    client.post("/verify/file", data={})
    assert any(a.get("href") == "#file" for a in client.page.all("a"))


def test_a_void_document_is_said_to_be_void(
    client: Inspector, document: Document, portal: Portal
) -> None:
    pdf = portal.casework.files.get(document.id)
    with portal.casework.db.writing() as session:
        row = tasks.document(session, document.id)
        assert row is not None
        row.void_at = portal.casework.clock()
    client.get(f"/verify/{document.check_code}")
    assert kind(client) == "stopped"
    check(client, pdf)
    assert kind(client) == "stopped"


def check(client: Inspector, content: bytes) -> str:
    """Upload a file and give the page that says what was found."""
    answer = client.post(
        "/verify/file",
        data={"file": (BytesIO(content), "document.pdf")},
        content_type="multipart/form-data",
    )
    assert answer.location == "/verify/file"
    page = client.get("/verify/file")
    assert page.headers["Cache-Control"] == "no-store"
    return page.text


def test_the_file_itself_is_genuine(client: Inspector, document: Document, portal: Portal) -> None:
    page = check(client, portal.casework.files.get(document.id))
    assert kind(client) == "done"
    assert document.number in page
    assert CHEN.name not in page


def test_one_changed_byte_is_found(client: Inspector, document: Document, portal: Portal) -> None:
    pdf = bytearray(portal.casework.files.get(document.id))
    pdf[len(pdf) // 3] ^= 1
    check(client, bytes(pdf))
    assert kind(client) == "stopped"


@pytest.mark.parametrize("content", [b"hello", b"%PDF-1.7 broken", b"\x00" * 1000])
def test_what_is_no_pdf_is_said_calmly(client: Inspector, content: bytes) -> None:
    check(client, content)
    assert kind(client) == "waiting"


def test_a_finding_without_a_file_leads_back(client: Inspector) -> None:
    assert client.get("/verify/file").location == "/verify"
