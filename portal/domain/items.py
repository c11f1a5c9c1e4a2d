"""Items (单项事): what one department does, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.domain.conditions import Condition, Facts, applies
from portal.domain.elements import DataElement, FactKey
from portal.domain.limits import LimitRegime


class ItemType(StrEnum):
    """事项类型, codes of GB/T 39046 (two digits)."""

    LICENCE = "01"
    BENEFIT = "05"
    CONFIRMATION = "07"
    OTHER = "10"
    PUBLIC_SERVICE = "20"


class ResultKind(StrEnum):
    """What the person gets in the end, and who makes it."""

    ISSUED_HERE = "issued_here"
    LICENCE_ELSEWHERE = "licence_elsewhere"
    PHYSICAL = "physical"
    PAYMENT = "payment"
    REGISTRY_ENTRY = "registry_entry"


class DecidedAt(StrEnum):
    """Where the decision is taken."""

    PORTAL = "portal"
    DEPARTMENT_SYSTEM = "department_system"
    BY_HAND = "by_hand"


class Level(StrEnum):
    """At which level of government a matter is handled (行使层级), as the published list of items has it."""

    STATE = "state"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


class Routing(StrEnum):
    """Which fact chooses the office (路由要素)."""

    HOUSEHOLD_PLACE = "household_place"
    RESIDENCE = "residence"
    INSURED_PLACE = "insured_place"
    BUSINESS_PLACE = "business_place"
    PROPERTY_PLACE = "property_place"
    BIRTH_INSTITUTION = "birth_institution"
    ANYWHERE = "anywhere"


class Provision(StrEnum):
    """How a material reaches the department."""

    UPLOAD = "upload"
    BRING = "bring"
    SIGN = "sign"


class StaffRole(StrEnum):
    """What a member of staff does in an office."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    CHIEF = "chief"
    SUPERVISOR = "supervisor"


class CaseType(StrEnum):
    """办件类型, codes of GB/T 39046 A.6: done at once (即办件) or within a limit (承诺件)."""

    INSTANT = "1"
    COMMITTED = "2"


@dataclass(frozen=True, slots=True)
class Fee:
    """What an item costs: ``yuan`` as decimal text. Words under ``item.<id>.fees.<fee>``."""

    id: str
    yuan: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class OperatorField:
    """What a clerk fills in beside the decision. Words under ``item.<id>.operator_fields.<field>``."""

    id: str
    element: DataElement
    required: bool = True
    printed: bool = True
    """Whether the applicant reads it in the decision and on the notice of the result."""

    @property
    def key(self) -> str:
        """How it is named among answers, where no fact can bear this name."""
        return self.element.id


@dataclass(frozen=True, slots=True)
class Amount:
    """One rate of a benefit: ``yuan`` a time as decimal text. Words under ``item.<id>.benefit.amounts.<amount>``."""

    id: str
    yuan: str
    when: Condition | None = None


class Every(StrEnum):
    """How often a benefit is paid."""

    MONTH = "month"
    YEAR = "year"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Benefit:
    """A payment that may go on: how often, how much, and the month in which each year's check (资格认证) is due."""

    every: Every
    amounts: tuple[Amount, ...] = ()
    check_month: int | None = None
    as_of: str = ""

    @property
    def goes_on(self) -> bool:
        """Whether it is paid again and again; what is paid once is a plain result."""
        return self.every is not Every.ONCE


@dataclass(frozen=True, slots=True)
class Need:
    """One fact that an item needs, about a party, perhaps only under a condition."""

    key: FactKey
    required: bool = True
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class MaterialNeed:
    """One document that an item needs. Its words live under ``material.<id>.<part>``."""

    material: str
    provision: Provision = Provision.UPLOAD
    required: bool = True
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One step (环节) inside an office: who takes it, within how many working days."""

    id: str
    role: StaffRole
    limit_days: int | None = None
    same_person_may_continue: bool = True
    when: Condition | None = None
    """A stage whose condition does not hold is passed by."""


def stages_taken(stages: tuple[Stage, ...], facts: Facts) -> tuple[int, ...]:
    """The places of the stages that a task with these facts goes through; every one where none would be left."""
    taken = tuple(n for n, stage in enumerate(stages) if applies(stage.when, facts))
    return taken or tuple(range(len(stages)))


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Another party must say yes before the item can begin."""

    id: str
    by: str
    when: Condition | None = None
    shows: tuple[FactKey, ...] = ()
    days: int = 5


@dataclass(frozen=True, slots=True)
class Output:
    """A fact this item brings into being; others take it from here and never ask it."""

    key: FactKey


@dataclass(frozen=True, slots=True)
class ResultRule:
    """What comes out of an item. ``template`` only for what is issued here."""

    kind: ResultKind
    template: str | None = None
    issuer: str | None = None
    collect_from: str | None = None
    outputs: tuple[Output, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """What one department does. Words live under ``item.<id>.<part>``."""

    id: str
    department: str
    type: ItemType
    regime: LimitRegime
    decided_at: DecidedAt
    routing: Routing
    routed_by: FactKey | None
    level: Level
    needs: tuple[Need, ...]
    materials: tuple[MaterialNeed, ...]
    stages: tuple[Stage, ...]
    confirmations: tuple[Confirmation, ...]
    result: ResultRule
    promised_days: int | None
    statutory_days: int | None
    visits: int = 0
    legal_basis: tuple[str, ...] = ()
    code: str | None = None
    case_type: CaseType = CaseType.COMMITTED
    visits_assumed: bool = False
    """Whether no published guide says how often one has to come."""
    fees: tuple[Fee, ...] = ()
    operator_fields: tuple[OperatorField, ...] = ()
    benefit: Benefit | None = None
    situations: tuple[str, ...] = ()
    """Situation questions whose answers the office needs to know, where the bundle asks them."""
    promised_source: str = ""
    promised_as_of: str = ""
    """The month, ``YYYY-MM``, of the guide that the promise was read in."""

    @property
    def element_keys(self) -> frozenset[FactKey]:
        """Every fact this item may see, its own outputs included: the limit of need-to-know."""
        return frozenset(n.key for n in self.needs) | frozenset(o.key for o in self.result.outputs)

    @property
    def material_ids(self) -> frozenset[str]:
        """Every material this item may see."""
        return frozenset(m.material for m in self.materials)
