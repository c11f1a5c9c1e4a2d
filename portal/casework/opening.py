"""Opens a case for a verb: one transaction, the case locked, the record ready to be written."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from portal.casework.context import Casework
from portal.casework.errors import NotFound, StaleVersion
from portal.domain import chain
from portal.domain.actors import Actor
from portal.domain.bundles import Bundle, Catalogue
from portal.domain.calendar import local_date
from portal.domain.facts import Stream
from portal.domain.items import Item
from portal.domain.permissions import Forbidden, Permission, Scope, require
from portal.domain.plaintext import tidy
from portal.persistence.hashed import event_payload
from portal.persistence.models import Case, Document, Event, Fact, OutboxRow, Remark, Task
from portal.persistence.queries import cases, record, sealing, tasks

_CHECK_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CHECK_CODE_LENGTH = 12


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

    @property
    def today(self) -> date:
        """The Shanghai date of this verb."""
        return local_date(self.at)

    @property
    def facts(self) -> dict[str, str]:
        """Current values by key; empty answers count as unknown."""
        return {
            key: row.value
            for (key, stream), row in self.rows.items()
            if stream is Stream.CURRENT and row.value
        }

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

    def record(
        self,
        verb: str,
        *,
        actor: Actor | None = None,
        task: Task | None = None,
        reason: str | None = None,
        remark: str | None = None,
        payload: Mapping[str, Any] | None = None,
    ) -> Event:
        """Append one event. Free text goes to a row of its own; the event keeps its HMAC only."""
        # What cannot be seen cannot be printed either: documents quote remarks word for word.
        actor, remark = actor or self.actor, tidy(remark or "", keep_lines=True)
        last = record.last(self.session, self.case.id)
        remark_id = self._keep(remark)
        body: dict[str, Any] = dict(payload or {})
        if remark:
            body["remark"] = chain.value_mac(self.work.record_key, remark, "remark")
        event = Event(
            case_id=self.case.id,
            sequence=last.sequence + 1 if last else 1,
            verb=verb,
            actor_kind=actor.kind,
            actor_id=actor.id,
            task_id=task.id if task else None,
            at=self.at,
            reason=reason,
            remark_id=remark_id,
            payload=body,
            previous=last.hash if last else chain.genesis(str(self.case.id)),
            hash=b"",
        )
        event.hash = chain.link(event.previous, event_payload(event))
        self.session.add(event)
        self.session.flush()
        sealing.ask(self.session, self.case.id, event.sequence)
        return event

    def _keep(self, remark: str) -> UUID | None:
        if not remark:
            return None
        row = Remark(id=uuid4(), case_id=self.case.id, text=remark)
        self.session.add(row)
        self.session.flush()
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
        key = f"{self.case.id}:{kind}:{effect}"
        if record.outbox_has(self.session, key):
            return
        self.session.add(
            OutboxRow(
                kind=kind,
                case_id=self.case.id,
                task_id=task.id if task else None,
                payload=dict(payload or {}),
                effect_key=key,
                created_at=self.at,
                not_before=self.at + after,
            )
        )
        self.session.flush()

    def tell(self, message: str, event: Event, *, task: Task | None = None) -> None:
        """Queue a message to the applicant about an event."""
        self.later("notify", f"{event.sequence}:{message}", task=task, payload={"message": message})

    def document(self, template: str, event: Event, *, task: Task | None = None) -> Document:
        """Queue a document about an event, with its number drawn now. Call it last: the counter stays locked."""
        serial = cases.next_number(self.session, f"document:{self.today.year}")
        document = Document(
            id=uuid4(),
            case_id=self.case.id,
            task_id=task.id if task else None,
            template=template,
            number=f"{self.work.city.area_code}-{self.today.year}-{serial:07d}",
            check_code="".join(secrets.choice(_CHECK_ALPHABET) for _ in range(CHECK_CODE_LENGTH)),
            language=self.case.language,
            mode=self.case.mode,
            event_sequence=event.sequence,
            queued_at=self.at,
        )
        self.session.add(document)
        self.later(
            "make_document", str(document.id), task=task, payload={"document": str(document.id)}
        )
        return document

    def mac(self, key: str) -> str:
        """The HMAC that stands for a current value in an event."""
        return chain.value_mac(self.work.record_key, self.facts.get(key, ""), key)

    def touch(self) -> None:
        """Count one more change of the case."""
        self.case.version += 1
        self.case.saved_at = self.at


@contextmanager
def open_case(
    work: Casework,
    actor: Actor,
    case_id: UUID,
    permission: Permission | None,
    *,
    version: int | None = None,
) -> Iterator[OpenCase]:
    """Lock a case for one verb; commit when the block ends.

    ``permission`` None means the verb checks it itself, per task. Raises NotFound when there is no such case or the
    actor may not know of it, StaleVersion when ``version`` is not the current one.
    """
    with work.db.writing() as session:
        case = cases.lock(session, case_id)
        if case is None:
            raise NotFound(f"case {case_id}")
        if permission is not None:
            _require(permission, actor, cases.scope(session, case))
        if version is not None and version != case.version:
            raise StaleVersion(version, case.version)
        yield lay_out(work, session, actor, case)


def lay_out(work: Casework, session: Session, actor: Actor, case: Case) -> OpenCase:
    """A case with its tasks and facts read, whether it is held for a verb or only looked at."""
    catalogue = work.shelf.get(case.release_id)
    bundle = catalogue.bundles[case.bundle]
    return OpenCase(
        work=work,
        session=session,
        actor=actor,
        at=work.clock(),
        case=case,
        catalogue=catalogue,
        bundle=bundle,
        tasks=_in_bundle_order(bundle, tasks.of_case(session, case.id)),
        rows={(row.key, row.stream): row for row in cases.facts(session, case.id)},
    )


@contextmanager
def open_task(
    work: Casework,
    actor: Actor,
    task_id: UUID,
    permission: Permission,
    *,
    version: int | None = None,
) -> Iterator[tuple[OpenCase, Task]]:
    """Lock the case of a task for a verb of its office. Raises NotFound, StaleVersion."""
    with work.db.reading() as session:
        found = tasks.one(session, task_id)
    if found is None:
        raise NotFound(f"task {task_id}")
    with open_case(work, actor, found.case_id, None) as opened:
        task = opened.task(task_id)
        _require(permission, actor, Scope(account=opened.case.account_id, office=task.office))
        if opened.case.released_at is None and actor.kind == "staff":
            raise NotFound(f"task {task_id}")
        if version is not None and version != task.version:
            raise StaleVersion(version, task.version)
        yield opened, task


def _require(permission: Permission, actor: Actor, scope: Scope) -> None:
    try:
        require(permission, actor, scope)
    except Forbidden as error:
        raise NotFound(str(error)) from error


def _in_bundle_order(bundle: Bundle, rows: Sequence[Task]) -> dict[str, Task]:
    # Databases give rows in any order; events must come in the same one everywhere.
    by_item = {task.item: task for task in rows}
    return {item: by_item[item] for item in bundle.items if item in by_item}
