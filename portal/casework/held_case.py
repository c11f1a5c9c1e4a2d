"""A case held for a verb: what there is to read in it, and the one way to write its record."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, TypedDict, Unpack
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from portal.casework.context import Casework
from portal.casework.errors import NotFound
from portal.domain import chain
from portal.domain.actors import Actor
from portal.domain.bundles import Bundle, Catalogue
from portal.domain.calendar import local_date
from portal.domain.facts import Stream
from portal.domain.items import Item
from portal.domain.plaintext import tidy
from portal.domain.questions import Question
from portal.persistence.hashed import event_payload
from portal.persistence.inserting import insert_rows
from portal.persistence.models import (
    Case,
    CasePerson,
    Document,
    Event,
    Fact,
    OutboxRow,
    Remark,
    Task,
    Upload,
)
from portal.persistence.queries import cases, outbox, record, sealing, tasks
from portal.persistence.queries.whole_case import WholeCase

_CHECK_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CHECK_CODE_LENGTH = 12


class Said(TypedDict, total=False):
    """What an event may say besides its verb; ``actor`` is whoever holds the case where none is named."""

    actor: Actor | None
    task: Task | None
    reason: str | None
    remark: str | None
    payload: Mapping[str, Any] | None


@dataclass
class OpenCase:
    """A locked case, with all that verbs need to read and the one way to write its record."""

    work: Casework
    session: Session
    actor: Actor
    at: datetime
    case: Case
    catalogue: Catalogue
    bundle: Bundle
    tasks: dict[str, Task]
    rows: dict[tuple[str, Stream], Fact]
    people: list[CasePerson]
    seen: WholeCase | None = None
    """Everything of the case as it was read at once, when it is only looked at."""
    asked_for: list[OutboxRow] = field(default_factory=list)
    """Later work, written when the verb is done."""
    asked: tuple[Question, ...] | None = None
    """Every question of the case, while nothing changes on which they depend."""
    _facts: dict[str, str] | None = None
    _uploads: Sequence[Upload] | None = None
    _end: tuple[int, bytes] | None = None
    grown_to: int | None = None
    """How many events the record has, once this verb has added one."""
    to_be_sealed: int | None = None
    """Up to which event sealing was asked for."""

    @cached_property
    def today(self) -> date:
        """The Shanghai date of this verb."""
        return local_date(self.at)

    @property
    def facts(self) -> Mapping[str, str]:
        """Current values by key; empty answers count as unknown. What was given stays as it is when a value changes."""
        if self._facts is None:
            self._facts = {
                key: row.value
                for (key, stream), row in self.rows.items()
                if stream is Stream.CURRENT and row.value
            }
        return self._facts

    @property
    def uploads(self) -> Sequence[Upload]:
        """What is handed in and not replaced, as it stood when first asked for."""
        if self._uploads is None:
            self._uploads = (
                self.seen.uploads
                if self.seen is not None
                else cases.uploads(self.session, self.case.id)
            )
        return self._uploads

    def read_ahead(self, uploads: Sequence[Upload], end: tuple[int, bytes] | None) -> None:
        """Take what was handed in and the end of the record from a statement that brought more than these."""
        self._uploads = uploads
        self._end = end or self._beginning()

    def keep_row(self, row: Fact) -> None:
        """A value was written, or written anew."""
        if (row.key, row.stream) not in self.rows:
            self.rows[row.key, row.stream] = row
            self.session.add(row)
        self._facts = self.asked = None

    def drop_row(self, key: str, stream: Stream) -> None:
        """A value is no longer said."""
        self.session.delete(self.rows.pop((key, stream)))
        self._facts = self.asked = None

    @property
    def active(self) -> tuple[str, ...]:
        """The items of this case in bundle order: chosen ones of a draft, tasks of a filed one."""
        if self.tasks:
            return tuple(item for item in self.bundle.items if item in self.tasks)
        return self.bundle.active_items(self.facts, self.case.chosen)

    def item(self, task: Task) -> Item:
        """The item of a task, as it stood when the case was filed."""
        return self.catalogue.items[task.item]

    def task(self, task_id: UUID) -> Task:
        """A task of this case. Raises NotFound."""
        for task in self.tasks.values():
            if task.id == task_id:
                return task
        raise NotFound(f"task {task_id}")

    def record(self, verb: str, **said: Unpack[Said]) -> Event:
        """Append one event. Free text goes to a row of its own; the event keeps its HMAC only."""
        event = self.next_event(verb, **said)
        self.append(event)
        return event

    def next_event(self, verb: str, **said: Unpack[Said]) -> Event:
        """The event that ``append`` will add next, for whoever must know its place before all that it says."""
        # What cannot be seen cannot be printed either: documents quote remarks word for word.
        remark = tidy(said.get("remark") or "", keep_lines=True)
        actor, task = said.get("actor") or self.actor, said.get("task")
        sequence, previous = self._end_of_record()
        remark_id = self._keep(remark)
        body: dict[str, Any] = dict(said.get("payload") or {})
        if remark:
            body["remark"] = chain.value_mac(self.work.record_key, remark, "remark")
        return Event(
            case_id=self.case.id,
            sequence=sequence + 1,
            verb=verb,
            actor_kind=actor.kind,
            actor_id=actor.id,
            task_id=task.id if task else None,
            at=self.at,
            reason=said.get("reason"),
            remark_id=remark_id,
            payload=body,
            previous=previous,
            hash=b"",
        )

    def append(self, event: Event) -> None:
        """Add an event at the end of the record."""
        event.hash = chain.link(event.previous, event_payload(event))
        self._end = event.sequence, event.hash
        self.grown_to = event.sequence
        record.add(self.session, event)

    def _end_of_record(self) -> tuple[int, bytes]:
        # Nobody else can append while the case is held.
        if self._end is None:
            self._end = record.end(self.session, self.case.id) or self._beginning()
        return self._end

    def _beginning(self) -> tuple[int, bytes]:
        return 0, chain.genesis(str(self.case.id))

    def _keep(self, remark: str) -> UUID | None:
        if not remark:
            return None
        row = Remark(id=uuid4(), case_id=self.case.id, text=remark)
        record.keep(self.session, row)
        return row.id

    def later(
        self,
        kind: str,
        effect: str,
        *,
        task: Task | None = None,
        payload: Mapping[str, Any] | None = None,
        after: timedelta = timedelta(0),
    ) -> None:
        """Ask for work after the commit. ``effect`` makes it unique within the case; asking twice asks once."""
        self.asked_for.append(
            OutboxRow(
                kind=kind,
                case_id=self.case.id,
                task_id=task.id if task else None,
                payload=dict(payload or {}),
                effect_key=f"{self.case.id}:{kind}:{effect}",
                created_at=self.at,
                not_before=self.at + after,
            )
        )

    def write_ahead(self, event: Event) -> None:
        """Write whatever does not need a number: from the moment one is drawn, everybody else who draws one waits.

        ``event`` is the one that is appended next, and the last.
        """
        self.session.flush()
        outbox.add_all_once(self.session, self.asked_for)
        sealing.ask(self.session, self.case.id, event.sequence)
        self.asked_for, self.to_be_sealed = [], event.sequence

    def write_later_work(self) -> None:
        """Write what was asked for and is not written yet."""
        outbox.add_all_once(self.session, self.asked_for)
        if self.grown_to is not None and self.grown_to != self.to_be_sealed:
            sealing.ask(self.session, self.case.id, self.grown_to)

    def tell(self, message: str, event: Event, *, task: Task | None = None) -> None:
        """Queue a message to the applicant about an event."""
        self.later("notify", f"{event.sequence}:{message}", task=task, payload={"message": message})

    def document(self, template: str, event: Event, *, task: Task | None = None) -> Document:
        """Queue a document about an event, with its number drawn now. Call it last: the counter stays locked."""
        document = self.queued(template, event, task=task)
        self.issue(document, cases.next_number(self.session, self.document_series))
        return document

    @property
    def document_series(self) -> str:
        """The counter that documents get their numbers from."""
        return f"document:{self.today.year}"

    def queued(self, template: str, event: Event, *, task: Task | None = None) -> Document:
        """A document that will be made once ``issue`` has given it its number."""
        document = Document(
            id=uuid4(),
            case_id=self.case.id,
            task_id=task.id if task else None,
            template=template,
            check_code="".join(secrets.choice(_CHECK_ALPHABET) for _ in range(CHECK_CODE_LENGTH)),
            language=self.case.language,
            mode=self.case.mode,
            event_sequence=event.sequence,
            queued_at=self.at,
        )
        self.later(
            "make_document", str(document.id), task=task, payload={"document": str(document.id)}
        )
        return document

    def issue(self, document: Document, serial: int) -> None:
        """Write a document down under its number."""
        document.number = f"{self.work.city.area_code}-{self.today.year}-{serial:07d}"
        insert_rows(self.session, [document])

    def void(self, *templates: str, task: Task | None = None) -> None:
        """Mark papers void (作废), all or those of some templates, of one task or of any; their numbers stay taken."""
        for paper in self._papers:
            wanted = not templates or paper.template in templates
            if wanted and paper.void_at is None and (task is None or paper.task_id == task.id):
                paper.void_at = self.at

    @cached_property
    def _papers(self) -> Sequence[Document]:
        # Once, however many tasks a verb voids papers of: what it adds itself stays valid.
        return tasks.documents(self.session, self.case.id)

    def mac(self, key: str) -> str:
        """The HMAC that stands for a current value in an event."""
        return chain.value_mac(self.work.record_key, self.facts.get(key, ""), key)

    def touch(self) -> None:
        """Count one more change of the case."""
        self.case.version += 1
        self.case.saved_at = self.at
