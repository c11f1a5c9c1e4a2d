"""A benefit as pages show it, put together of its row, its payments and what was filed; the same for its owner and its office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from portal.casework.benefit_amounts import amount_of, rates
from portal.casework.benefit_begin import TAIL, account_key
from portal.catalogue.labels import Labels
from portal.domain.benefits import CheckState, PaymentState, Standing, check_state, coming, due
from portal.domain.elements import split_key
from portal.domain.identity import IdentityPart
from portal.domain.items import Item
from portal.domain.months import last_day
from portal.persistence.queries.benefits import BenefitRow, standing_of
from portal.web.benefit_words import RETURNED, STATE_KINDS, STATES, STOPPED, SUSPENDED, TO_DO
from portal.web.formats import day
from portal.web.house import gettext, house
from portal.web.rendering import labels_for

if TYPE_CHECKING:
    from portal.persistence.models import BenefitPayment


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One payment that was tried. ``why`` and ``to_do`` only of what came back and was not tried again."""

    month: str
    yuan: str
    tail: str
    paid: bool
    why: str
    to_do: str
    last: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class BenefitView:
    """One benefit in words. ``seen_keys`` are the facts about a person that it shows."""

    id: UUID
    case_id: UUID
    task_id: UUID
    version: int
    name: str
    holder: str
    case_number: str
    every: str
    state: str
    state_text: str
    state_kind: str
    reason: str
    yuan: str | None
    """What the next payment is; None while the office has to say it."""
    amounts: Mapping[str, str | None]
    """What each month that is due is, as they may differ."""
    tail: str
    office: str
    decided_here: bool
    """Whether the office that pays is the one that decided."""
    phone: str
    region: str | None
    standing: Standing
    due: tuple[str, ...]
    coming: str | None
    check: CheckState
    check_by: date | None
    asked_tail: str
    moves_in: str | None
    moves_to: str
    payments: tuple[PaymentView, ...]
    figures: Mapping[str, str]
    """Every rate of the item by its id, in yuan."""
    item: Item
    labels: Labels
    seen_keys: tuple[str, ...]
    remark_id: UUID | None

    @property
    def last_returned(self) -> PaymentView | None:
        """The latest payment that came back and was not tried again."""
        return next((one for one in self.payments if one.last and not one.paid), None)


def benefit_view(row: BenefitRow, facts: Mapping[str, str]) -> BenefitView:
    """Put a benefit into words for the reader of this request."""
    benefit, case, work = row.benefit, row.case, house().casework
    labels = labels_for(case.bundle, case.release_id)
    item = labels.catalogue.items[benefit.item]
    standing, today = standing_of(benefit, row.payments), work.today
    figures = rates(work, item, benefit.region)
    name_key, holder = _holder(labels, item, facts)
    account = account_key(labels.catalogue, labels.bundle, item, facts)
    months = (*due(standing, today), coming(standing, today) or benefit.next_month)
    amounts = {
        month: amount_of(work, benefit, item, labels.bundle, facts, month) for month in months
    }
    office = work.city.offices[benefit.office]
    return BenefitView(
        id=benefit.id,
        case_id=case.id,
        task_id=benefit.task_id,
        version=benefit.version,
        name=labels.item(benefit.item),
        holder=holder,
        case_number=case.number or "",
        every=benefit.every.value,
        state=benefit.state.value,
        state_text=gettext(STATES[benefit.state]),
        state_kind=STATE_KINDS[benefit.state],
        reason=_reason(benefit.reason),
        yuan=amounts[months[-1]],
        amounts=amounts,
        tail=(benefit.account or "")[-TAIL:],
        office=labels.office(benefit.office),
        decided_here=benefit.office == row.task_office,
        phone=office.phone,
        region=benefit.region,
        standing=standing,
        due=due(standing, today),
        coming=coming(standing, today),
        check=check_state(standing, today),
        check_by=last_day(benefit.check_due) if benefit.check_due else None,
        asked_tail=(benefit.asked_account or "")[-TAIL:],
        moves_in=benefit.moves_in,
        moves_to=labels.office(benefit.moves_office) if benefit.moves_office else "",
        payments=tuple(_payment(one) for one in row.payments),
        figures=figures,
        item=item,
        labels=labels,
        seen_keys=tuple(key for key in (name_key, account) if key is not None),
        remark_id=benefit.remark_id,
    )


def _reason(code: str | None) -> str:
    words = SUSPENDED.get(code or "") or STOPPED.get(code or "")
    return gettext(words) if words else ""


def _payment(payment: BenefitPayment) -> PaymentView:
    waits = payment.last and payment.state is PaymentState.RETURNED
    why, to_do = RETURNED.get(payment.reason or ""), TO_DO.get(payment.reason or "")
    return PaymentView(
        month=payment.month,
        yuan=payment.yuan,
        tail=payment.account_tail,
        paid=payment.state is PaymentState.PAID,
        why=gettext(why) if why else "",
        to_do=gettext(to_do) if to_do and waits else "",
        last=payment.last,
        at=payment.at,
    )


def _holder(labels: Labels, item: Item, facts: Mapping[str, str]) -> tuple[str | None, str]:
    """Whose account it is, else whom the item asks for first: only what the item may see. The fact's key and the name."""
    names: list[str] = []
    for need in item.needs:
        key = labels.bundle.resolve(need.key, facts)
        element = labels.catalogue.elements[split_key(key)[1]]
        if element.identity == IdentityPart.NAME and facts.get(key):
            names.append(key)
    account = account_key(labels.catalogue, labels.bundle, item, facts)
    party = split_key(account)[0] if account is not None else None
    names.sort(key=lambda key: split_key(key)[0] != party)
    return (names[0], facts[names[0]]) if names else (None, "")


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, in one sentence, what follows from it, and which page is next (``check``, ``account``)."""

    kind: str
    sentence: str
    detail: str = ""
    action: str = ""


def turn_of(view: BenefitView) -> Turn:
    """What the owner reads first."""
    return _yours(view) or _not_yours(view)


def why_and_what(payment: PaymentView) -> str:
    """Why a payment came back, and what to do about it or what was done."""
    what = payment.to_do or ("" if payment.last else gettext("It was sent again."))
    return gettext("Not paid: %(why)s. %(what)s", why=payment.why, what=what).strip()


def _yours(view: BenefitView) -> Turn | None:
    returned, reason = view.last_returned, view.standing.reason
    if view.state == "suspended" and view.check is CheckState.OVERDUE:
        return Turn(
            "yours",
            gettext("Payments pause, because the yearly check was not done."),
            gettext("Do it now, and what was held back is paid as well."),
            "check",
        )
    asked = view.standing.account_asked
    if (returned is not None or reason == "payments_returned") and not asked:
        detail = why_and_what(returned) if returned is not None else ""
        return Turn(
            "yours", gettext("The bank sent money back. Please name an account."), detail, "account"
        )
    if view.check in {CheckState.OPEN, CheckState.OVERDUE} and view.check_by is not None:
        until = day(view.check_by)
        return Turn(
            "yours",
            gettext("Please do the yearly check by %(day)s.", day=until),
            gettext("It takes one press. Without it payments pause."),
            "check",
        )
    return None


def _not_yours(view: BenefitView) -> Turn:
    if view.state == "suspended":
        return Turn(
            "theirs",
            gettext("Payments pause: %(reason)s.", reason=view.reason),
            gettext("The office tells you when they go on. You can also call it."),
        )
    if view.standing.account_asked:
        return Turn(
            "theirs", gettext("You named another account. The office is looking at it."), ""
        )
    if view.state == "stopped":
        sentence = gettext("Payments have ended: %(reason)s.", reason=view.reason)
        if view.due:
            return Turn("theirs", sentence, gettext("What is still owed is on its way."))
        return Turn("done", sentence)
    return Turn("theirs", gettext("There is nothing for you to do. Payments come by themselves."))


def views_of(
    rows: Sequence[BenefitRow], facts: Mapping[UUID, Mapping[str, str]]
) -> list[BenefitView]:
    """Several at once; ``facts`` by case."""
    return [benefit_view(row, facts[row.case.id]) for row in rows]
