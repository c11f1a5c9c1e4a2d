"""What the person has been asked to mend, and not yet mended."""

from __future__ import annotations

from portal.casework.opening import OpenCase
from portal.domain.mending import CorrectionState
from portal.persistence.models import Correction, CorrectionMark
from portal.persistence.queries import tasks


def corrections_in(opened: OpenCase, state: CorrectionState) -> list[Correction]:
    """Corrections of the case in one state."""
    return [c for c in tasks.corrections(opened.session, opened.case.id) if c.state is state]


def open_marks(opened: OpenCase) -> list[CorrectionMark]:
    """Every field and material the person was told to mend."""
    sent = corrections_in(opened, CorrectionState.SENT)
    return list(tasks.marks(opened.session, [correction.id for correction in sent]))
