"""What an office could do with a task now and what stands in the way: asked for screens, changing nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from portal.casework.context import Casework
from portal.casework.errors import NotFound
from portal.casework.moves import hindering_guards, task_inputs
from portal.casework.opening import lay_out
from portal.domain.actors import Actor
from portal.domain.inputs import Inputs
from portal.domain.permissions import Scope, allowed
from portal.domain.states import Guard, Verb, move_for, verbs_from
from portal.persistence.queries import cases, tasks


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


def outlook(work: Casework, actor: Actor, task_id: UUID) -> Outlook:
    """Look at a task without holding it; the verb itself looks again under its lock. Raises NotFound."""
    with work.db.reading() as session:
        task = tasks.one(session, task_id)
        case = cases.one(session, task.case_id) if task is not None else None
        if task is None or case is None:
            raise NotFound(f"task {task_id}")
        opened = lay_out(work, session, actor, case, ())
        scope = Scope(account=case.account_id, office=task.office)
        present = opened.task(task_id)
        verbs = {
            verb: hindering_guards(opened, present, verb)
            for verb in verbs_from(present.state)
            if allowed(move_for(present.state, verb).permission, actor, scope)
        }
        return Outlook(verbs, task_inputs(opened, present))
