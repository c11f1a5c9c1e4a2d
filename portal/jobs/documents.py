"""Makes a queued document: its view from the case, its bytes, its seal."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from portal.catalogue.labels import Labels
from portal.catalogue.wording import ServiceWords
from portal.documents.render import render
from portal.documents.views import as_mapping
from portal.domain.limits import NOTICE_DAYS
from portal.jobs.desk import Desk
from portal.jobs.papers import mend_until, write
from portal.persistence.models import Document
from portal.persistence.queries import tasks
from portal.persistence.queries.whole_case import WholeCase, whole_case

if TYPE_CHECKING:
    from portal.wiring import Portal

SEALED_IN = "zh_Hans_CN"
"""A seal bears the organ's Chinese name in every language."""


def make_document(portal: Portal, document_id: UUID) -> None:
    """Render, seal and keep one document; nothing happens when it is made already, or void."""
    with portal.casework.db.reading() as session:
        document = tasks.document(session, document_id)
        if document is None or document.made_at is not None or document.void_at is not None:
            return
        whole = whole_case(session, document.case_id)
    assert whole is not None
    desk = desk_at(portal, whole, document)
    template = desk.labels.catalogue.templates[document.template]
    pdf = render(template, as_mapping(write(desk)), desk.words)
    sealed = portal.sealer.seal(
        pdf,
        organ_code=portal.casework.city.departments[desk.organ].code,
        organ_name=desk.chinese.department(desk.organ),
        reason=document.template,
        at=document.queued_at,
    )
    with portal.casework.db.writing() as session:
        row = tasks.hold_document(session, document_id)
        # Whoever took over when our lease ran out may have been faster; what was made once is never made again.
        if row is None or row.made_at is not None:
            return
        # Bytes first: a row without its bytes could be seen, bytes without their row are replaced by the next try.
        portal.casework.files.put(document_id, sealed)
        row.digest, row.size = hashlib.sha256(sealed).hexdigest(), len(sealed)
        row.made_at = portal.casework.clock()


def desk_at(portal: Portal, whole: WholeCase, document: Document) -> Desk:
    """What the writer of a document has before them."""
    work = portal.casework
    return Desk(
        whole=whole,
        document=document,
        labels=_labels(portal, whole, document.language, document.mode),
        chinese=_labels(portal, whole, SEALED_IN, "standard"),
        words=portal.words.pick(document.language, document.mode),
        base_url=portal.settings.base_url,
        phones={office.id: office.phone for office in work.city.offices.values()},
        demo=portal.settings.demo,
        help_phone=work.city.phone,
        serving=frozenset(one.id for one in work.city.departments.values() if not one.decides),
        mend_by=mend_until(whole, lambda sent: work.calendar.add_working_days(sent, NOTICE_DAYS)),
    )


def _labels(portal: Portal, whole: WholeCase, language: str, mode: str) -> Labels:
    words = portal.words.pick(language, mode)
    catalogue = portal.casework.shelf.get(whole.case.release_id)
    return Labels(
        catalogue=catalogue,
        bundle=catalogue.bundles[whole.case.bundle],
        words=ServiceWords(catalogue.words, language, plain=words.plain),
        city=portal.casework.city.words_in(language, plain=words.plain),
        gettext=words.gettext,
        locale=language,
    )
