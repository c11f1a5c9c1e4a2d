"""Words for codes on public pages. Kept as message ids here and translated when a page is made."""

from __future__ import annotations

from dataclasses import dataclass

from portal.documents.verify import Outcome
from portal.domain.items import Every, Provision, ResultKind, Routing
from portal.words import _

AUDIENCES = {"person": _("For you and your family"), "firm": _("For firms and shops")}
"""Who something is for; first whoever comes most."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What happens in a life, and the icon it is known by."""

    name: str
    icon: str


LIFE_EVENTS = {
    "birth": Happening(_("A child is born"), "baby"),
    "school": Happening(_("School"), "graduation-cap"),
    "work": Happening(_("Work and insurance"), "briefcase-business"),
    "home": Happening(_("Settling here"), "house"),
    "marriage": Happening(_("Marriage"), "heart"),
    "health": Happening(_("Health"), "stethoscope"),
    "retirement": Happening(_("Growing older"), "sprout"),
    "death": Happening(_("When somebody has died"), "flower-2"),
    "business": Happening(_("Running a business"), "store"),
}
"""In the order of a life; a bundle names one of them."""
ELDERS_FIRST = "retirement"
"""What the large-print version shows before the others."""

RESULTS = {
    ResultKind.ISSUED_HERE: _("A document with an electronic seal. You download it here."),
    ResultKind.LICENCE_ELSEWHERE: _(
        "A certificate that its issuer makes. Its number appears here as soon as it is there."
    ),
    ResultKind.PHYSICAL: _("Something to hold in your hand. We tell you when and where to get it."),
    ResultKind.PAYMENT: _("Money, paid into the bank account you name."),
    ResultKind.REGISTRY_ENTRY: _(
        "An entry in the department's register. There is nothing to collect."
    ),
}

EVERY = {
    Every.MONTH: _("every month"),
    Every.YEAR: _("every year"),
    Every.ONCE: _("once"),
}

NECESSITY = {
    "required": _("Needed"),
    "sometimes": _("Only in some situations"),
    "optional": _("If you have it"),
}

PROVISIONS = {
    Provision.UPLOAD: _("Take a photo and add it when you apply"),
    Provision.BRING: _("Nothing to upload; bring the original when you come"),
    Provision.SIGN: _("You sign it while applying"),
}

ROUTES = {
    Routing.HOUSEHOLD_PLACE: _("The office where the household is registered handles it."),
    Routing.RESIDENCE: _("The office where you live handles it."),
    Routing.INSURED_PLACE: _("The office of the place of insurance handles it."),
    Routing.BUSINESS_PLACE: _("The office of the place of business handles it."),
    Routing.PROPERTY_PLACE: _("The office of the place where the property lies handles it."),
    Routing.BIRTH_INSTITUTION: _("The office that looks after the hospital of birth handles it."),
    Routing.ANYWHERE: _("Any office in the city handles it."),
}

OWN_REGISTERS = {
    "identity": _("the check of your name"),
    "account": _("your own account"),
}
"""What the portal itself knows, named like a register by the bundles."""

PAPERS = {
    "receipt": _("Receipt of your application"),
    "acceptance_notice": _("Notice of acceptance"),
    "correction_notice": _("Notice of what must be mended"),
    "non_acceptance": _("Notice of non-acceptance"),
    "decision_approved": _("Decision to grant"),
    "decision_refused": _("Decision to refuse"),
    "certificate": _("Certificate"),
    "lapse_notice": _("Notice that a part cannot go on"),
    "termination_notice": _("Notice that handling was ended"),
    "stop_notice": _("Decision to stop paying"),
    "result_notice": _("Notice of the result"),
    "withdrawal_receipt": _("Receipt of withdrawal"),
}
"""Kinds of paper by their template."""
DOCUMENT = _("Document")
"""What a paper is called whose kind is not listed."""

FINDINGS = {
    Outcome.GENUINE: (
        "done",
        _("This file is genuine."),
        _(
            "It bears the seal of the department named below, and not one character has been changed since it was sealed."
        ),
    ),
    Outcome.ALTERED: (
        "stopped",
        _("This file is not as it was sealed."),
        _(
            "Something in it was changed or added after the department sealed it. Do not rely on it: ask for the original file, or call us."
        ),
    ),
    Outcome.NOT_OURS: (
        "stopped",
        _("We do not know the seal on this file."),
        _(
            "The seal is whole, but nobody we trust has issued it. Ask whoever gave you the file, or call us."
        ),
    ),
    Outcome.UNSEALED: (
        "waiting",
        _("This file bears no electronic seal."),
        _(
            "It may be a scan, a photo or a copy that was printed and saved again. Ask for the file that was downloaded from this portal; only that one can be checked."
        ),
    ),
    Outcome.NOT_A_PDF: (
        "waiting",
        _("This is not a PDF file that we can read."),
        _(
            "Choose the PDF as it was downloaded, without converting it. If you have paper only, enter its number instead."
        ),
    ),
}
"""What checking a file found: kind, sentence, what to do."""

STATEMENT = (
    _(
        "Documents uploaded by others, such as photos of certificates, carry no description of their content."
    ),
    _(
        "Drawings of how departments hand over are not shown on narrow screens or in the large-print version; the same is said there as a list."
    ),
    _("Staff at any service counter fill in the same form with you."),
    _("Someone you trust may act for you."),
    _("AAA contrast"),
)
"""The sentences of accessibility/statement.yaml, so that they are translated."""
