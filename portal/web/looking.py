"""Notes every look of staff at personal data, before the page is sent (design rule 2; PIPL articles 44 and 54)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from portal.persistence.queries import access
from portal.web.house import actor, house

MATERIAL = "material"
"""Before a material's id among the elements of a look: ``material.<id>``."""
ITEM = "item"
"""Before what an item's own office filled in: ``item.<id>.operator_fields.<field>``."""


class Purpose(StrEnum):
    """Why somebody looked; the person reads it in words."""

    HANDLE = "handle"
    """To work on the task of one's office."""
    DECIDE = "decide"
    """To decide it."""
    ENTER_BY_HAND = "enter_by_hand"
    """To carry it into the system of the department by hand."""
    MATERIAL = "material"
    """To look at a file that was handed in."""
    PAY = "pay"
    """To pay a benefit."""


def look(case_id: UUID, task_id: UUID | None, purpose: Purpose, elements: Iterable[str]) -> None:
    """Write one access record in a transaction of its own; a look at nothing leaves none.

    ``elements`` are the fact keys shown, and ``material.<id>`` for what was handed in. When this fails, nothing may
    be shown: call it before the page is made. Citizens who look at their own case do not call it.
    """
    shown = frozenset(elements)
    if not shown:
        return
    work = house().casework
    with work.db.writing() as session:
        access.add_look(
            session,
            at=work.clock(),
            actor=actor(),
            case_id=case_id,
            task_id=task_id,
            purpose=purpose.value,
            elements=shown,
        )
