"""Change the account of a benefit: the person asks, the office looks at it and answers."""

from __future__ import annotations

from uuid import UUID

from portal.casework.benefit_begin import ACCOUNT
from portal.casework.benefit_hold import hold_benefit
from portal.casework.context import Casework
from portal.casework.errors import WrongMoment
from portal.domain import chain
from portal.domain.actors import Actor
from portal.domain.benefits import BenefitVerb
from portal.domain.plaintext import clean_bank_account


def ask_account(work: Casework, actor: Actor, benefit_id: UUID, number: str) -> None:
    """Ask that it be paid to another account; a later wish takes the place of an earlier one, the same one changes nothing.

    Raises NotFound, BenefitCannot; WrongMoment for what is no account number.
    """
    cleaned = clean_bank_account(number)
    if cleaned.problem is not None:
        raise WrongMoment("account_form")
    with hold_benefit(work, actor, benefit_id, BenefitVerb.ASK_ACCOUNT) as held:
        benefit, wanted = held.benefit, cleaned.value
        if benefit.asked_account == wanted:
            return
        mac = chain.value_mac(work.record_key, wanted, ACCOUNT)
        held.move(BenefitVerb.ASK_ACCOUNT, payload={"account": mac})
        benefit.asked_account, benefit.asked_at = wanted, held.opened.at


def set_account(
    work: Casework, actor: Actor, benefit_id: UUID, *, version: int | None = None
) -> None:
    """The office has looked at the account asked for, and pays to it from now on. Raises NotFound, StaleVersion, BenefitCannot."""
    with hold_benefit(work, actor, benefit_id, BenefitVerb.SET_ACCOUNT, version=version) as held:
        benefit = held.benefit
        wanted = benefit.asked_account
        mac = chain.value_mac(work.record_key, wanted or "", ACCOUNT)
        event = held.move(BenefitVerb.SET_ACCOUNT, payload={"account": mac})
        benefit.account, benefit.asked_account, benefit.asked_at = wanted, None, None
        held.tell("account_changed", event)


def decline_account(
    work: Casework, actor: Actor, benefit_id: UUID, remark: str, *, version: int | None = None
) -> None:
    """The account asked for cannot be taken, and why; the person reads it. Raises NotFound, StaleVersion, BenefitCannot."""
    verb = BenefitVerb.DECLINE_ACCOUNT
    with hold_benefit(work, actor, benefit_id, verb, version=version) as held:
        event = held.move(verb, remark=remark)
        held.benefit.asked_account, held.benefit.asked_at = None, None
        held.tell("account_declined", event)
