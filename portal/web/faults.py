"""What is wrong, in sentences that say how to mend it: answers, files, and things tried at the wrong moment."""

from __future__ import annotations

from collections.abc import Callable

from portal.casework.attach import MAX_BYTES, MAX_PAGES, Refusal
from portal.catalogue.labels import Labels
from portal.domain import dates
from portal.domain.answers import Fault
from portal.web.house import gettext as _

MEGABYTE = 1024 * 1024
MATERIAL = "material."
"""How a reference to a paper begins; every other is a fact key."""


def fault_text(fault: Fault, label: str) -> str:
    """One sentence about an answer; it names the question, so that it can stand in a summary."""
    say = _FAULTS.get(fault.code, _unfit)
    return say(label, fault)


def fault_sentence(fault: Fault, key: str, labels: Labels) -> str:
    """One sentence about an answer or ``material.<id>`` of a bundle, in the bundle's own words where it brings some."""
    if fault.code == dates.FAULT:
        return labels.own(f"checks.{fault.params['rule']}.wrong")
    return fault_text(fault, reference_name(key, labels))


def reference_name(reference: str, labels: Labels) -> str:
    """What a fact or ``material.<id>`` is called."""
    if reference.startswith(MATERIAL):
        return labels.material(reference.removeprefix(MATERIAL))
    return labels.fact(reference)


def refusal_text(code: Refusal) -> str:
    """Why a file was not taken, and what to do instead."""
    return _REFUSALS[code]()


def moment_text(code: str) -> str:
    """Why something cannot be done just now."""
    say = _MOMENTS.get(code)
    return say() if say is not None else _("This cannot be done at this moment.")


def _unfit(label: str, fault: Fault) -> str:
    return _("%(label)s: please look at this answer again.", label=label)


def _required(label: str, fault: Fault) -> str:
    return _("%(label)s: please fill this in.", label=label)


def _limit(fault: Fault) -> object:
    return fault.params.get("limit", "")


_FAULTS: dict[str, Callable[[str, Fault], str]] = {
    "required": _required,
    "empty": _required,
    "mobile_empty": _required,
    "bank_account_empty": _required,
    "too_long": lambda label, f: _(
        "%(label)s: please use at most %(limit)s characters.", label=label, limit=_limit(f)
    ),
    "characters": lambda label, f: _(
        "%(label)s: there is a character that does not belong here. Please look for one typed by mistake.",
        label=label,
    ),
    "private_use": lambda label, f: _(
        "%(label)s: one character is known to your device only. Type it with another input method, or call us.",
        label=label,
    ),
    "length": lambda label, f: _("%(label)s: please count the characters again.", label=label),
    "form": lambda label, f: _(
        "%(label)s: this does not look as expected. Please compare it with the example.",
        label=label,
    ),
    "mobile_length": lambda label, f: _(
        "%(label)s: a mobile phone number has 11 digits. Please count them again.", label=label
    ),
    "mobile_form": lambda label, f: _(
        "%(label)s: enter a mobile phone number of 11 digits that begins with 13 to 19.",
        label=label,
    ),
    "bank_account_form": lambda label, f: _(
        "%(label)s: enter the digits on the card, and nothing else.", label=label
    ),
    "resident_id_length": lambda label, f: _(
        "%(label)s: an ID number has 18 characters. Please count them again.", label=label
    ),
    "resident_id_characters": lambda label, f: _(
        "%(label)s: an ID number has 17 digits and a last digit or X.", label=label
    ),
    "resident_id_check_digit": lambda label, f: _(
        "%(label)s: one of the digits must be wrong. Please compare the number with the card.",
        label=label,
    ),
    "resident_id_date": lambda label, f: _(
        "%(label)s: the birth date in this number cannot be right. Please compare it with the card.",
        label=label,
    ),
    "resident_id_future": lambda label, f: _(
        "%(label)s: the birth date in this number cannot be right. Please compare it with the card.",
        label=label,
    ),
    "date_form": lambda label, f: _("%(label)s: please fill in every box, in digits.", label=label),
    "month_form": lambda label, f: _(
        "%(label)s: please fill in the year and the month, in digits.", label=label
    ),
    "credit_code_length": lambda label, f: _(
        "%(label)s: a credit code has 18 characters. Please count them again.", label=label
    ),
    "credit_code_characters": lambda label, f: _(
        "%(label)s: a credit code has digits and capital letters, but never I, O, S, V or Z.",
        label=label,
    ),
    "credit_code_check_character": lambda label, f: _(
        "%(label)s: one of the characters must be wrong. Please compare the code with the licence.",
        label=label,
    ),
    "credit_code_organisation_check": lambda label, f: _(
        "%(label)s: one of the characters must be wrong. Please compare the code with the licence.",
        label=label,
    ),
    "date_impossible": lambda label, f: _(
        "%(label)s: there is no such day or time. Please look again.", label=label
    ),
    "date_future": lambda label, f: _(
        "%(label)s: this day has not come yet. Please look again.", label=label
    ),
    "date_past": lambda label, f: _(
        "%(label)s: this day has passed already. Please look again.", label=label
    ),
    "not_a_number": lambda label, f: _("%(label)s: please use digits only.", label=label),
    "too_small": lambda label, f: _(
        "%(label)s: this seems too little. It should be at least %(limit)s.",
        label=label,
        limit=_limit(f),
    ),
    "too_large": lambda label, f: _(
        "%(label)s: this seems too much. It should be at most %(limit)s.",
        label=label,
        limit=_limit(f),
    ),
    "not_an_option": lambda label, f: _("%(label)s: please choose one of the list.", label=label),
    "material_missing": lambda label, f: _("%(label)s: please add a photo or a file.", label=label),
    "same_person": lambda label, f: _(
        "%(label)s: this number is already given for somebody else. Please look whose it is.",
        label=label,
    ),
    "not_mended": lambda label, f: _("%(label)s: this still has to be mended.", label=label),
    "nothing_chosen": lambda label, f: _("Please choose at least one thing to be handled."),
}

_REFUSALS: dict[Refusal, Callable[[], str]] = {
    Refusal.EMPTY: lambda: _("This file is empty. Please choose another one."),
    Refusal.TOO_LARGE: lambda: _(
        "This file is larger than %(limit)s MB. Take the photo again at a lower quality, or choose a smaller file.",
        limit=MAX_BYTES // MEGABYTE,
    ),
    Refusal.UNKNOWN_TYPE: lambda: _(
        "We cannot read this kind of file. Please take a photo, or choose a picture or a PDF."
    ),
    Refusal.BROKEN: lambda: _(
        "This file cannot be opened; it may be damaged. Please take the photo again."
    ),
    Refusal.TOO_MANY_PIXELS: lambda: _(
        "This picture is too big. Please take it again at a lower quality."
    ),
    Refusal.TOO_SMALL_TO_READ: lambda: _(
        "This picture is too small to be read. Please go closer and take it again."
    ),
    Refusal.ENCRYPTED_PDF: lambda: _(
        "This PDF is locked with a password. Please take photos of it instead."
    ),
    Refusal.ACTIVE_PDF: lambda: _(
        "This PDF carries a program or other files, so we cannot take it. Please take photos of it instead."
    ),
    Refusal.TOO_MANY_PAGES: lambda: _(
        "This file has more than %(limit)s pages. Please send only the pages asked for.",
        limit=MAX_PAGES,
    ),
}

_MOMENTS: dict[str, Callable[[], str]] = {
    "item_not_addable": lambda: _(
        "This cannot be added now. If something is to be mended, mend that first; else call us."
    ),
    "already_released": lambda: _(
        "The departments have begun, so it cannot be taken back any more. You can still withdraw what is not decided."
    ),
    "already_filed": lambda: _(
        "This has been sent before, so it cannot be changed or deleted here."
    ),
    "key_used_up": lambda: _(
        "This page has sent it once already, and it was taken back since. Read it through once more; if you want to send it, press the button again."
    ),
    "firm_unsaid": lambda: _(
        "This is for a firm, and you have not said since signing in that you act for it. Say it under “What the departments already know”, then send this."
    ),
    "still_changing": lambda: _(
        "It is being changed in another window just now. Close the other window, then send it here."
    ),
    "window_closed": lambda: _(
        "This is not the time of the year in which it can be sent. Everything you filled in is kept."
    ),
    "only_one": lambda: _("This is applied for once; there is nothing to be copied."),
    "already_answered": lambda: _("This has been answered before."),
    "ground_is_the_laws": lambda: _(
        "The law lets this department be asked; it does not rest on your agreement, so there is none to take back."
    ),
    "own_account": lambda: _(
        "The phone that applied cannot also agree for the other. Please let them use their own phone, prove who they are through the identity platform, or come to a counter with their ID card."
    ),
    "reminded_enough": lambda: _(
        "They have been asked several times today. You can ask again tomorrow."
    ),
    "ended": lambda: _("This has come to an end and cannot be changed any more."),
    "situation_unanswered": lambda: _("Please answer the questions at the beginning first."),
    "not_fast_path": lambda: _(
        "With this answer it cannot all be done at once; we show another way."
    ),
    "too_many_files": lambda: _(
        "There are enough files for this. Remove one before you add another."
    ),
    "nothing_to_mend": lambda: _("There is nothing left to mend."),
    "not_filed": lambda: _("This has not been sent yet."),
    "nothing_open": lambda: _("Everything has been decided already."),
    "claimed_by_colleague": lambda: _("A colleague is working on this."),
    "ground_unknown": lambda: _("Please choose a ground of the list."),
    "reason_unknown": lambda: _("Please choose a reason of the list."),
    "result_cannot": lambda: _("This result cannot take that step now."),
    "paid_as_benefit": lambda: _(
        "This is paid again and again; record it in the list of benefits."
    ),
    "amount_unknown": lambda: _("Enter the amount in yuan, such as 1280 or 1280.50."),
    "no_result": lambda: _("There is no result yet."),
}
