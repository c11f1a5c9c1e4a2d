"""Change who pays a benefit and how much: the move to another region, and the amount that the office fixes."""

from __future__ import annotations

from uuid import UUID

from portal.casework.benefit_amounts import rates
from portal.casework.benefit_hold import hold_benefit
from portal.casework.benefit_pay import YUAN
from portal.casework.context import Casework
from portal.casework.errors import WrongMoment
from portal.domain import chain
from portal.domain.actors import Actor
from portal.domain.benefits import BenefitVerb
from portal.domain.months import last_day
from portal.domain.routing import route
from portal.domain.yuan import clean_yuan


def move_away(
    work: Casework,
    actor: Actor,
    benefit_id: UUID,
    region: str,
    month: str,
    *,
    version: int | None = None,
) -> None:
    """From a month on it is paid by the office of another region, at its rates; what is owed before is paid by the present one.

    Raises NotFound, StaleVersion; BenefitCannot when nobody there is responsible or it is the same office and place.
    """
    with hold_benefit(work, actor, benefit_id, BenefitVerb.MOVE, version=version) as held:
        benefit, city = held.benefit, work.city
        found = route(
            department=benefit.department,
            lead_department=held.opened.bundle.lead_department,
            place=region if region in city.regions else None,
            day=last_day(month),
            regions=city.regions,
            offices=city.offices,
        )
        elsewhere = found.certain and (found.office, region) != (benefit.office, benefit.region)
        event = held.move(
            BenefitVerb.MOVE,
            month=month,
            elsewhere=elsewhere,
            payload={"office": found.office, "region": region},
        )
        benefit.moves_in, benefit.moves_office, benefit.moves_region = month, found.office, region
        held.settle()
        held.tell("benefit_moved", event)


def set_amount(
    work: Casework,
    actor: Actor,
    benefit_id: UUID,
    *,
    rate: str | None = None,
    yuan: str | None = None,
    version: int | None = None,
) -> None:
    """Say which rate of the item holds, or what is paid to this person where it is reckoned for each alone.

    Raises NotFound, StaleVersion, BenefitCannot; WrongMoment for an unknown rate or what is no amount.
    """
    with hold_benefit(work, actor, benefit_id, BenefitVerb.SET_AMOUNT, version=version) as held:
        benefit = held.benefit
        known = rates(work, held.opened.item(held.task), benefit.region)
        if rate is not None and rate not in known:
            raise WrongMoment("amount_unknown")
        try:
            fixed = clean_yuan(yuan or "") if rate is None else None
        except ValueError as error:
            raise WrongMoment("amount_unknown") from error
        mac = chain.value_mac(work.record_key, fixed or "", YUAN)
        held.move(BenefitVerb.SET_AMOUNT, payload={"rate": rate or "", "yuan": mac})
        benefit.rate, benefit.yuan = rate, fixed
