"""Every table, one module per noun."""

from portal.persistence.models.access import AccessRecord, Consent, Inquiry, Mandate
from portal.persistence.models.account import (
    Account,
    AccountPerson,
    IdentityProof,
    OneTimeCode,
    Person,
    StrongAttempt,
)
from portal.persistence.models.benefit import Benefit, BenefitPayment
from portal.persistence.models.case import Case, CasePerson, Fact, FactHistory, Upload
from portal.persistence.models.correction import ConfirmationRequest, Correction, CorrectionMark
from portal.persistence.models.journal import JournalNote, Unsealed
from portal.persistence.models.keys import KeyProof
from portal.persistence.models.outbox import Counter, Notice, OutboxRow
from portal.persistence.models.record import Event, Remark
from portal.persistence.models.release import Release
from portal.persistence.models.result import Document, Result
from portal.persistence.models.staff import StaffMember
from portal.persistence.models.subject import CaseSubject
from portal.persistence.models.task import SpecialProcedure, Task

__all__ = [
    "AccessRecord",
    "Account",
    "AccountPerson",
    "Benefit",
    "BenefitPayment",
    "Case",
    "CasePerson",
    "CaseSubject",
    "ConfirmationRequest",
    "Consent",
    "Correction",
    "CorrectionMark",
    "Counter",
    "Document",
    "Event",
    "Fact",
    "FactHistory",
    "IdentityProof",
    "Inquiry",
    "JournalNote",
    "KeyProof",
    "Mandate",
    "Notice",
    "OneTimeCode",
    "OutboxRow",
    "Person",
    "Release",
    "Remark",
    "Result",
    "SpecialProcedure",
    "StaffMember",
    "StrongAttempt",
    "Task",
    "Unsealed",
    "Upload",
]
