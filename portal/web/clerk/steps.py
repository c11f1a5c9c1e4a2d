"""The plain steps of a task: one confirm page each, that says what the person will read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from portal.casework import accept, decide, decline, stages, terminate
from portal.domain.states import Verb
from portal.web.house import actor, house
from portal.words import _


@dataclass(frozen=True, slots=True)
class Step:
    """One verb on a page of its own. Words are message ids; ``reason`` is empty where none is asked."""

    slug: str
    verb: Verb
    title: str
    button: str
    reads: str
    done: str
    reason: str = ""
    reason_hint: str = ""
    required: bool = False
    warning: bool = False
    chooses: bool = False
    """Whether a reason of the list of terminations is chosen; the text is then a remark."""


STEPS = (
    Step(
        "accept",
        Verb.ACCEPT,
        _("Accept this task"),
        _("Accept"),
        _(
            "The applicant gets the acceptance notice. The promised limit begins on the next working day."
        ),
        _("Accepted. The acceptance notice goes to the applicant."),
    ),
    Step(
        "decline",
        Verb.DECLINE,
        _("Decline to accept"),
        _("Decline to accept"),
        _(
            "The applicant gets a written decision not to accept, with your reason word for word, and how to object."
        ),
        _("Declined. The written decision goes to the applicant."),
        reason=_("Why it cannot be accepted, and where to turn instead"),
        reason_hint=_(
            "The applicant reads this. Name the article and the organ that is the right one."
        ),
        required=True,
        warning=True,
    ),
    Step(
        "pass-stage",
        Verb.PASS_STAGE,
        _("Pass on to the next stage"),
        _("Pass on"),
        _(
            "The applicant sees the name of the next stage on the progress page. Colleagues read your remark."
        ),
        _("Passed on to the next stage."),
        reason=_("Remark for the next colleague"),
    ),
    Step(
        "return-stage",
        Verb.RETURN_STAGE,
        _("Return one stage"),
        _("Return"),
        _("The colleague at the stage before gets it back with your reason. The limit runs on."),
        _("Returned one stage."),
        reason=_("Why it goes back"),
        required=True,
    ),
    Step(
        "approve",
        Verb.APPROVE,
        _("Approve"),
        _("Approve"),
        "",
        _("Approved. The decision goes to the applicant."),
        reason=_("Remark to the decision"),
        reason_hint=_("The applicant can read this."),
    ),
    Step(
        "refuse",
        Verb.REFUSE,
        _("Refuse"),
        _("Refuse"),
        _(
            "The applicant gets a written decision with your reason word for word, the legal basis, and how to ask for reconsideration or go to court."
        ),
        _("Refused. The written decision goes to the applicant."),
        reason=_("Facts and reasons of the refusal"),
        reason_hint=_(
            "The applicant reads this. Say which condition is not met and which article says so."
        ),
        required=True,
        warning=True,
    ),
    Step(
        "terminate",
        Verb.TERMINATE,
        _("Terminate handling"),
        _("Terminate"),
        _(
            "The applicant is told that handling has been terminated and for which reason. What waited for it lapses."
        ),
        _("Terminated. The applicant is told."),
        reason=_("Remark to the reason"),
        required=False,
        warning=True,
        chooses=True,
    ),
    Step(
        "uphold",
        Verb.UPHOLD,
        _("Uphold the decision"),
        _("Uphold"),
        _("The decision and its document stay as they are. Your reason is kept in the record."),
        _("Upheld. The review mark is gone."),
        reason=_("Why the decision stands although what it relied on has changed"),
        required=True,
    ),
)
STEPS_BY_SLUG = {step.slug: step for step in STEPS}
STEPS_BY_VERB = {step.verb: step for step in STEPS}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a clerk typed on the page of a step."""

    text: str = ""
    choice: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """The item's own, by their ids."""


_RUN: dict[Verb, Callable[[UUID, Typed, int], None]] = {
    Verb.ACCEPT: lambda task, typed, version: accept.accept(
        house().casework, actor(), task, version=version
    ),
    Verb.DECLINE: lambda task, typed, version: decline.decline(
        house().casework, actor(), task, typed.text, version=version
    ),
    Verb.PASS_STAGE: lambda task, typed, version: stages.pass_stage(
        house().casework, actor(), task, remark=typed.text, version=version
    ),
    Verb.RETURN_STAGE: lambda task, typed, version: stages.return_stage(
        house().casework, actor(), task, typed.text, version=version
    ),
    Verb.APPROVE: lambda task, typed, version: decide.approve(
        house().casework,
        actor(),
        task,
        entered=decide.Entered(fields=typed.fields),
        remark=typed.text,
        version=version,
    ),
    Verb.REFUSE: lambda task, typed, version: decide.refuse(
        house().casework, actor(), task, typed.text, version=version
    ),
    Verb.TERMINATE: lambda task, typed, version: terminate.terminate(
        house().casework, actor(), task, typed.choice, remark=typed.text, version=version
    ),
    Verb.UPHOLD: lambda task, typed, version: decide.uphold(
        house().casework, actor(), task, typed.text, version=version
    ),
}


def take(step: Step, task_id: UUID, typed: Typed, version: int) -> None:
    """Run the verb of a step. Raises what the verb raises."""
    _RUN[step.verb](task_id, typed, version)
