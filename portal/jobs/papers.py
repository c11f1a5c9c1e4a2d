"""What each document says: a view from the case, in the language and mode that were queued with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from portal.catalogue.labels import Labels
from portal.documents import views
from portal.domain.bundles import predecessors
from portal.domain.calendar import SHANGHAI, local_date
from portal.domain.items import ItemType, ResultKind
from portal.domain.mending import CorrectionState
from portal.domain.states import OPEN
from portal.jobs import endings
from portal.jobs.desk import Desk, NoSuchPaper
from portal.persistence.models import Task
from portal.persistence.queries.whole_case import WholeCase


def _receipt(desk: Desk) -> views.Frame:
    received = desk.event.at.astimezone(SHANGHAI)
    return views.ReceiptView(
        **desk.frame(),
        subject_name=desk.subject,
        received_at=f"{desk.day(received.date())} {received:%H:%M}",
        tasks=tuple(_receipt_task(desk, task) for task in _in_order(desk)),
    )


def _in_order(desk: Desk) -> list[Task]:
    tasks = {task.item: task for task in desk.whole.tasks}
    return [tasks[item] for item in desk.labels.bundle.items if item in tasks]


def _receipt_task(desk: Desk, task: Task) -> views.ReceiptTask:
    before = predecessors(desk.labels.bundle, task.item) & {t.item for t in desk.whole.tasks}
    promised = (
        desk.words.ngettext(
            "%(num)d working day after acceptance",
            "%(num)d working days after acceptance",
            task.promised_days,
        )
        if task.promised_days is not None
        else desk.words.gettext("none recorded")
    )
    return views.ReceiptTask(
        name=desk.labels.item(task.item),
        department=desk.labels.department(task.department),
        office=desk.labels.office(task.office),
        phone=desk.phones.get(task.office, ""),
        promised_on=promised,
        address=desk.labels.office(task.office, "address"),
        waits_for=desk.labels.listed(
            desk.labels.item(i) for i in desk.labels.bundle.items if i in before
        ),
    )


def _correction_notice(desk: Desk) -> views.Frame:
    named = set(desk.event.payload.get("corrections", ()))
    groups: dict[str, list[views.Mend]] = {}
    for correction in desk.whole.corrections:
        if str(correction.id) not in named and correction.state is not CorrectionState.SENT:
            continue
        task = next(t for t in desk.whole.tasks if t.id == correction.task_id)
        for mark in desk.whole.marks:
            if mark.correction_id == correction.id:
                groups.setdefault(task.office, []).append(
                    views.Mend(
                        what=_what(desk.labels, mark.kind, mark.reference),
                        why=mark.why or desk.words.gettext("This item, which you added, needs it."),
                    )
                )
    by_office = {task.office: task for task in desk.whole.tasks}
    return views.CorrectionNoticeView(
        **desk.frame(),
        mend_by=desk.day(desk.mend_by),
        groups=tuple(
            views.MendGroup(
                department=desk.labels.department(by_office[office].department),
                office=desk.labels.office(office),
                phone=desk.phones.get(office, ""),
                mends=tuple(mends),
            )
            for office, mends in groups.items()
        ),
    )


def _what(labels: Labels, kind: str, reference: str) -> str:
    return labels.material(reference) if kind == "material" else labels.fact(reference)


def _acceptance_notice(desk: Desk) -> views.Frame:
    task = desk.task
    return views.AcceptanceNoticeView(
        **desk.frame(),
        task_name=desk.labels.item(task.item),
        department=desk.labels.department(task.department),
        office=desk.labels.office(task.office),
        phone=desk.phones.get(task.office, ""),
        received_on=desk.day(task.received_on),
        accepted_on=desk.day(task.accepted_on),
        promised_on=desk.day(task.due_on),
        ground=desk.ground(),
        deemed=desk.event.verb == "deem_accepted",
    )


def _decision(desk: Desk) -> views.Frame:
    written, remedies = desk.remark(), desk.remedies()
    organs = "licence" if desk.item.type is ItemType.LICENCE else "decision"
    return views.DecisionView(
        **desk.frame(),
        kind="reply" if remedies.complaint_organ else organs,
        task_name=desk.labels.item(desk.task.item),
        received_on=desk.day(desk.task.received_on),
        decided_on=desk.day(local_date(desk.event.at)),
        ground=desk.ground(),
        reasons=(written,) if written else (),
        facts=desk.own_facts() if desk.document.template == "decision_approved" else (),
        next_steps=tuple(n for n in (desk.labels.item(desk.task.item, "result_note"),) if n)
        if desk.document.template == "decision_approved"
        else (),
        remedies=remedies,
    )


def _result_notice(desk: Desk) -> views.Frame:
    result = desk.result()
    task = desk.task
    if result is None:
        raise NoSuchPaper(desk.document.template)
    facts: list[views.Fact] = []
    if result.number:
        facts.append(views.Fact(label=desk.words.gettext("Number"), value=result.number))
    if result.kind is ResultKind.PAYMENT and result.details.get("month"):
        facts.append(
            views.Fact(
                label=desk.words.gettext("Month of the payment"), value=str(result.details["month"])
            )
        )
    if result.details.get("account_tail"):
        facts.append(
            views.Fact(
                label=desk.words.gettext("Account ending in"),
                value=str(result.details["account_tail"]),
            )
        )
    facts += desk.own_facts()
    office = result.collect_from
    return views.ResultNoticeView(
        **desk.frame(),
        task_name=desk.labels.item(task.item),
        department=desk.labels.department(task.department),
        kind=result.kind.value,
        result_name=desk.labels.item(task.item, "result_name"),
        done_on=desk.day(local_date(desk.event.at)),
        facts=tuple(facts),
        collect=f"{desk.labels.office(office)} {desk.labels.office(office, 'address')}"
        if office
        else "",
        phone=desk.phones.get(task.office, ""),
    )


def _certificate(desk: Desk) -> views.Frame:
    return views.CertificateView(
        **desk.frame(),
        certificate_name=desk.labels.item(desk.task.item, "result_name"),
        holder_name=desk.subject or desk.name_of("applicant"),
        statement=desk.labels.item(desk.task.item, "statement")
        or desk.labels.item(desk.task.item, "summary"),
        facts=(*desk.printed_facts(desk.item), *desk.own_facts()),
        ground=desk.ground(),
    )


def _withdrawal_receipt(desk: Desk) -> views.Frame:
    at = desk.event.at.astimezone(SHANGHAI)
    gone = {
        e.task_id
        for e in desk.whole.events
        if e.verb == "withdraw" and e.sequence <= desk.event.sequence
    }
    return views.WithdrawalReceiptView(
        **desk.frame(),
        withdrawn_at=f"{desk.day(at.date())} {at:%H:%M}",
        withdrawn=tuple(desk.labels.item(t.item) for t in _in_order(desk) if t.id in gone),
        going_on=tuple(desk.labels.item(t.item) for t in _in_order(desk) if t.state in OPEN),
    )


PAPERS: Mapping[str, Callable[[Desk], views.Frame]] = {
    "receipt": _receipt,
    "correction_notice": _correction_notice,
    "acceptance_notice": _acceptance_notice,
    "non_acceptance": endings.non_acceptance,
    "termination_notice": endings.termination_notice,
    "decision_approved": _decision,
    "decision_refused": _decision,
    "result_notice": _result_notice,
    "withdrawal_receipt": _withdrawal_receipt,
    "lapse_notice": endings.lapse_notice,
    "stop_notice": endings.stop_notice,
}
"""The portal's own papers. Every other template is a certificate of the item that names it."""


def write(desk: Desk) -> views.Frame:
    """The view of a document."""
    return PAPERS.get(desk.document.template, _certificate)(desk)


def mend_until(whole: WholeCase, deadline: Callable[[date], date]) -> date | None:
    """By when what was sent back should be mended: the last five-day end among what was sent."""
    sent = [local_date(c.sent_at) for c in whole.corrections if c.sent_at is not None]
    return deadline(max(sent)) if sent else None
