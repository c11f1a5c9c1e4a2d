"""What an office could do with a task now and what stands in the way: asked for screens, changing nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.casework.moves import hindering_guards, task_inputs
from portal.casework.opening import OpenCase
from portal.domain.inputs import Inputs
from portal.domain.permissions import Scope, allowed
from portal.domain.states import Guard, Verb, move_for, verbs_from
from portal.persistence.models import Task


@dataclass(frozen=True, slots=True)
class Outlook:
    """Every verb the actor may try, with the guards that would refuse it now; and what the task still waits for.

    Guards about what is typed together with a verb (a reason, a ground, outputs) are left out.
    """

    verbs: Mapping[Verb, tuple[Guard, ...]]
    inputs: Inputs

    def is_free(self, verb: Verb) -> bool:
        """Whether nothing but what must be typed stands in the way of a verb."""
        return self.verbs.get(verb) == ()


def outlook(opened: OpenCase, task: Task) -> Outlook:
    """Look at a task of a case that is only looked at; the verb itself looks again under its lock."""
    scope = Scope(account=opened.case.account_id, office=task.office)
    verbs = {
        verb: hindering_guards(opened, task, verb)
        for verb in verbs_from(task.state)
        if allowed(move_for(task.state, verb).permission, opened.actor, scope)
    }
    return Outlook(verbs, task_inputs(opened, task))
