"""暂不办: what is not done for now in a case that was sent, whether it can join, and if not, why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from portal.casework.add_item import hindrance_of
from portal.catalogue.labels import Labels
from portal.domain.adding import Addition, Hindrance, additions, may_lack
from portal.persistence.queries.whole_case import WholeCase
from portal.web.citizen.outline import days_text
from portal.words import _

if TYPE_CHECKING:
    from portal.persistence.models import Fact

_WHY_NOT = {
    Hindrance.HELD: _(
        "The departments do not have it yet. Take it back to add something, or add it once they have begun."
    ),
    Hindrance.MENDING: _("First send what is to be mended; after that these can be added."),
    Hindrance.ENDED: _("This application has come to its end. Apply for these anew."),
}


class LeftOut(NamedTuple):
    """One item that is not done for now. ``why_not`` is empty for what can be added at once."""

    id: str
    name: str
    summary: str
    department: str
    promised: str
    withdrawn: bool
    why_not: str


class LeftOuts(NamedTuple):
    """All of them, and what keeps every one of them from being added; empty where nothing does."""

    items: tuple[LeftOut, ...]
    why_not: str

    @property
    def can_add(self) -> bool:
        """Whether anything can be added now."""
        return not self.why_not and any(not one.why_not for one in self.items)


def left_out(whole: WholeCase, labels: Labels, answers: Callable[[], Sequence[Fact]]) -> LeftOuts:
    """What the answers of a sent case allow and it does not have, in words. They are asked for only where there can be anything."""
    states = {task.item: task.state for task in whole.tasks}
    if not may_lack(labels.bundle, states):
        return LeftOuts((), "")
    facts = {fact.key: fact.value for fact in answers()}
    found = hindrance_of(whole.case, whole.corrections)
    return LeftOuts(
        tuple(_line(labels, one) for one in additions(labels.bundle, facts, states)),
        labels.gettext(_WHY_NOT[found]) if found else "",
    )


def _line(labels: Labels, one: Addition) -> LeftOut:
    item = labels.catalogue.items[one.item]
    gone = labels.listed(labels.item(name) for name in one.gone)
    return LeftOut(
        one.item,
        labels.item(one.item),
        labels.item(one.item, "summary"),
        labels.department(item.department),
        days_text(item.promised_days),
        one.withdrawn,
        labels.gettext("It needs the result of %(items)s, which came to nothing.", items=gone)
        if gone
        else "",
    )
