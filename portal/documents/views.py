"""What each document needs to know: one frozen dataclass per template in `services/documents/`.

Every text is ready to print: names are already translated, dates are already formatted, personal
data is already cut down to what the reader may see. An empty string means "not known" and prints
nothing, or the words "none recorded" where the law expects a figure.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What every document carries, whatever it says.

    `seal_name` is the organ's name as it stands on its seal (Chinese in every language); empty
    draws none. The mark is drawn only while `demo` is true: a real seal service brings its own
    picture. `document_title` replaces the template's own title where a statute wants another.
    """

    organ_name: str
    document_number: str
    issued_on: str
    verify_url: str
    verify_site: str
    case_number: str
    bundle_name: str
    applicant_name: str
    seal_name: str = ""
    document_title: str = ""
    help_phone: str = ""
    demo: bool = True


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line of a table: a label and what stands beside it."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Remedies:
    """Whom to turn to against a decision, and until when; an organ left empty is not printed.

    Usual figures: reconsideration 60 days (行政复议法 article 20), action 6 months (行政诉讼法
    article 46). Against what a company or an institution answers there is neither, but ``complaint_organ``.
    """

    review_organ: str = ""
    review_within: str = ""
    court: str = ""
    court_within: str = ""
    complaint_organ: str = ""


@dataclass(frozen=True, kw_only=True)
class ReceiptTask:
    """One item of the application: who handles it, where, and by when."""

    name: str
    department: str
    office: str
    phone: str
    promised_on: str = ""
    address: str = ""
    waits_for: str = ""


@dataclass(frozen=True, kw_only=True)
class Owed:
    """Something the person has promised to hand in later (容缺受理)."""

    what: str
    department: str
    until: str
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class ReceiptView(Frame):
    """收件回执: one receipt for the whole bundle."""

    subject_name: str
    received_at: str
    agent_name: str = ""
    phone: str = ""
    promised_on: str = ""
    tasks: tuple[ReceiptTask, ...] = ()
    owed: tuple[Owed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mend:
    """One thing to mend: what it is, what is wrong with it, what to do."""

    what: str
    why: str
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class MendGroup:
    """All that one department asks to be mended."""

    department: str
    phone: str
    mends: tuple[Mend, ...]
    office: str = ""


@dataclass(frozen=True, kw_only=True)
class CorrectionNoticeView(Frame):
    """补正通知书: everything to mend, once, by department (行政许可法 article 32)."""

    mend_by: str
    groups: tuple[MendGroup, ...]
    ground: str = ""


@dataclass(frozen=True, kw_only=True)
class AcceptanceNoticeView(Frame):
    """受理通知书. `deemed` says that the law accepted it because nobody answered in time."""

    task_name: str
    department: str
    office: str
    phone: str
    received_on: str
    accepted_on: str
    promised_on: str = ""
    legal_due_on: str = ""
    not_counted: str = ""
    ground: str = ""
    deemed: bool = False


@dataclass(frozen=True, kw_only=True)
class NonAcceptanceView(Frame):
    """不予受理决定书: why, and which organ is the right one."""

    task_name: str
    received_on: str
    reasons: tuple[str, ...]
    ground: str
    remedies: Remedies
    right_organ: str = ""
    right_organ_where: str = ""


@dataclass(frozen=True, kw_only=True)
class EndView(Frame):
    """An end that the office brings about without refusing anything: its cause in words of a list, and what was written to it."""

    task_name: str
    cause: str
    reasons: tuple[str, ...] = ()
    ground: str = ""
    remedies: Remedies = Remedies()


@dataclass(frozen=True, kw_only=True)
class TerminationNoticeView(EndView):
    """终止办理告知书: why the office stopped without deciding. It ends the matter, so it can be contested like a decision."""

    ended_on: str


@dataclass(frozen=True, kw_only=True)
class StopNoticeView(EndView):
    """停发待遇决定书: until when a benefit is paid, and why it ends."""

    paid_until: str


@dataclass(frozen=True, kw_only=True)
class DecisionView(Frame):
    """The decision on one item; the template says which way it went.

    `kind` says what the paper is called: ``licence`` (行政许可法 38), ``decision`` of an organ on anything else, or
    ``reply`` of a company or an institution, which takes no decisions of law.
    """

    kind: str = "decision"
    task_name: str
    received_on: str
    decided_on: str
    ground: str
    reasons: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    next_steps: tuple[str, ...] = ()
    remedies: Remedies = Remedies()


@dataclass(frozen=True, kw_only=True)
class ResultNoticeView(Frame):
    """办理结果告知单, for results that another organ or system makes.

    `kind` is a code of the design's result kinds: licence_elsewhere, physical, payment,
    registry_entry.
    """

    task_name: str
    department: str
    kind: str
    result_name: str
    done_on: str
    facts: tuple[Fact, ...] = ()
    collect: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class CertificateView(Frame):
    """A certificate that the organ lets the portal issue."""

    certificate_name: str
    holder_name: str
    statement: str
    facts: tuple[Fact, ...] = ()
    ground: str = ""
    valid_from: str = ""
    valid_until: str = ""


@dataclass(frozen=True, kw_only=True)
class WithdrawalReceiptView(Frame):
    """撤回回执: what was taken back, and what goes on."""

    withdrawn_at: str
    withdrawn: tuple[str, ...]
    going_on: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LapseNoticeView(Frame):
    """事项终止告知书: an item that cannot begin, as what it waited for will not come."""

    task_name: str
    department: str
    phone: str
    lapsed_on: str
    cause: str
    alternatives: tuple[str, ...] = ()


def as_mapping(view: Frame) -> Mapping[str, object]:
    """Return the view as the plain mapping that `render` takes and that an outbox row can hold."""
    return asdict(view)
