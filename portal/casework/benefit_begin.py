"""Begin a benefit that goes on: inside the approval of its task, with the account and the place that were filed."""

from __future__ import annotations

from uuid import uuid4

from portal.casework.opening import OpenCase
from portal.domain import chain
from portal.domain.benefits import BenefitState
from portal.domain.bundles import Bundle, Catalogue
from portal.domain.conditions import Facts
from portal.domain.elements import ValueType, split_key
from portal.domain.items import Item
from portal.domain.months import first_check, first_month
from portal.persistence.inserting import insert_rows
from portal.persistence.models import Benefit, Task
from portal.persistence.queries import benefits

TAIL = 4
"""Digits of an account that are shown."""
ACCOUNT = "benefit.account"
"""Under which name events vouch for an account."""


def account_key(catalogue: Catalogue, bundle: Bundle, item: Item, facts: Facts) -> str | None:
    """The fact that says to which account an item pays; None when it asks for none or none was given."""
    for need in item.needs:
        key = bundle.resolve(need.key, facts)
        kind = catalogue.elements[split_key(key)[1]].type
        if kind is ValueType.BANK_ACCOUNT and facts.get(key):
            return key
    return None


def begin_benefit(opened: OpenCase, task: Task) -> bool:
    """Open the benefit of a task that has just been approved; False when its item pays nothing that goes on."""
    item, facts = opened.item(task), opened.facts
    if item.benefit is None or not item.benefit.goes_on:
        return False
    if benefits.of_task(opened.session, task.id) is not None:
        return True
    key = account_key(opened.catalogue, opened.bundle, item, facts)
    begins = first_month(item.benefit.every, opened.today)
    benefit = Benefit(
        id=uuid4(),
        case_id=opened.case.id,
        task_id=task.id,
        item=task.item,
        department=task.department,
        office=task.office,
        region=_place(opened, item),
        every=item.benefit.every,
        state=BenefitState.ACTIVE,
        first_month=begins,
        next_month=begins,
        check_due=first_check(item.benefit.check_month, opened.today),
        account=facts[key] if key is not None else None,
        began_at=opened.at,
        changed_at=opened.at,
    )
    insert_rows(opened.session, [benefit])
    payload = {"benefit": str(benefit.id), "to": benefit.state.value, "first_month": begins}
    if key is not None:
        payload["account"] = chain.value_mac(opened.work.record_key, facts[key], ACCOUNT)
    opened.record("benefit_begin", task=task, payload=payload)
    return True


def _place(opened: OpenCase, item: Item) -> str | None:
    """The place by which the item was routed; its amounts hold."""
    if item.routed_by is None:
        return None
    return opened.facts.get(opened.bundle.resolve(item.routed_by, opened.facts))
