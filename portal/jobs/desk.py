"""What the writer of a paper has before them: the case, the labels, and the words that were queued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.casework.outcome import FIELDS
from portal.catalogue.labels import Labels
from portal.documents import views
from portal.domain.calendar import local_date
from portal.domain.conditions import applies
from portal.domain.elements import ValueType, split_key
from portal.domain.identity import IdentityPart, identity_of, subject_name
from portal.domain.items import Item
from portal.persistence.models import Document, Event, Result, Task
from portal.persistence.queries.whole_case import WholeCase
from portal.words import Words

REVIEW_DAYS = 60
"""行政复议法 article 20, in days."""
ACTION_MONTHS = 6
"""行政诉讼法 article 46, in months."""
_NOT_PRINTED = {ValueType.MOBILE, ValueType.BANK_ACCOUNT}


class NoSuchPaper(LookupError):
    """No view is known for a template."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the writer of a paper has before them."""

    whole: WholeCase
    document: Document
    labels: Labels
    chinese: Labels
    words: Words
    base_url: str
    phones: Mapping[str, str]
    demo: bool
    help_phone: str
    mend_by: date | None
    serving: frozenset[str] = frozenset()
    """Companies and institutions: what they answer is no decision of law, so others hear complaints about it."""

    @property
    def event(self) -> Event:
        """The event the document is about."""
        return next(e for e in self.whole.events if e.sequence == self.document.event_sequence)

    @property
    def task(self) -> Task:
        """The task the document is about. Raises NoSuchPaper for a paper about the whole case."""
        for task in self.whole.tasks:
            if task.id == self.document.task_id:
                return task
        raise NoSuchPaper(self.document.template)

    @property
    def item(self) -> Item:
        """The item of that task."""
        return self.labels.catalogue.items[self.task.item]

    @property
    def organ(self) -> str:
        """The department that speaks: the task's, or the one that leads the bundle."""
        for task in self.whole.tasks:
            if task.id == self.document.task_id:
                return task.department
        return self.labels.bundle.lead_department

    @property
    def facts(self) -> dict[str, str]:
        """Current values by key."""
        return {fact.key: fact.value for fact in self.whole.facts if fact.value}

    def day(self, day: date | None) -> str:
        """A date in words; nothing for no date."""
        return self.labels.day(day) if day else ""

    def name_of(self, party: str) -> str:
        """A party's own name; empty while it is not known."""
        return identity_of(
            self.labels.catalogue, self.labels.bundle, self.facts, party, IdentityPart.NAME
        )

    @property
    def subject(self) -> str:
        """The name of whom it is all about."""
        return subject_name(self.labels.catalogue, self.labels.bundle, self.facts)

    def frame(self) -> dict[str, Any]:
        """What every document carries."""
        return {
            "organ_name": self.labels.department(self.organ),
            "document_number": self.document.number,
            "issued_on": self.day(local_date(self.document.queued_at)),
            "verify_url": f"{self.base_url}/verify/{self.document.check_code}",
            "verify_site": self.base_url.removeprefix("https://").removeprefix("http://"),
            "case_number": self.whole.case.number or "",
            "bundle_name": self.labels.own("name"),
            "applicant_name": self.name_of("applicant"),
            "seal_name": self.chinese.department(self.organ),
            "help_phone": self.help_phone,
            "demo": self.demo,
        }

    def remark(self) -> str:
        """What the official wrote about the event."""
        return self.whole.remarks.get(self.event.remark_id, "") if self.event.remark_id else ""

    def ground(self) -> str:
        """The item's legal basis in a row."""
        return self.labels.listed(self.item.legal_basis)

    def remedies(self) -> views.Remedies:
        """Whom to turn to against the decision (both Acts give the person the choice); of a company, who watches over it."""
        body = self.labels.city.get(f"department.{self.organ}.review_body")
        if self.organ in self.serving:
            return views.Remedies(complaint_organ=body)
        return views.Remedies(
            review_organ=body,
            review_within=self.words.ngettext("%(num)d day", "%(num)d days", REVIEW_DAYS),
            court=self.words.gettext("the people's court"),
            court_within=self.words.ngettext("%(num)d month", "%(num)d months", ACTION_MONTHS),
        )

    def printed_facts(self, item: Item) -> tuple[views.Fact, ...]:
        """What an item knows of its subject, fit to be printed on its certificate."""
        lines: list[views.Fact] = []
        seen = self.labels.bundle.seen(self.facts)
        for need in item.needs:
            key = self.labels.bundle.resolve(need.key, self.facts)
            element = self.labels.catalogue.elements[split_key(key)[1]]
            value = self.facts.get(key)
            if value and applies(need.when, seen) and element.type not in _NOT_PRINTED:
                lines.append(
                    views.Fact(
                        label=self.labels.fact(key),
                        value=self.labels.value(
                            key, value, masked=element.type is ValueType.RESIDENT_ID
                        ),
                    )
                )
        return tuple(lines)

    def own_facts(self) -> tuple[views.Fact, ...]:
        """What whoever decided filled in beside it, as far as it is for the applicant to read."""
        result, item = self.result(), self.item
        filled = result.details.get(FIELDS, {}) if result is not None else {}
        return tuple(
            views.Fact(
                label=self.labels.own_field(item.id, field),
                value=self.labels.own_value(item.id, field, filled[field.id]),
            )
            for field in item.operator_fields
            if field.printed and filled.get(field.id)
        )

    def result(self) -> Result | None:
        """The result of the task."""
        return next((r for r in self.whole.results if r.task_id == self.document.task_id), None)
