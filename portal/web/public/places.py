"""Pages of the portal itself that can be searched for, and what people call them."""

from __future__ import annotations

from dataclasses import dataclass

from portal.words import _


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the portal that can be found. ``said`` holds what people call it, separated by spaces or commas."""

    endpoint: str
    icon: str
    name: str
    summary: str
    said: str


PLACES = {
    "page:help": Place(
        "public.help",
        "circle-question-mark",
        _("Help"),
        _("Phone, service halls, somebody who does it with you, and what our words mean."),
        _(
            "help, phone, telephone, hotline, counter, window, service hall, in person, address, opening hours, somebody to do it for me, complaint"
        ),
    ),
    "page:progress": Place(
        "public.progress",
        "file-search",
        _("Check progress by receipt"),
        _("How far an application has come, without signing in."),
        _("progress, how far, status, receipt number, track, when will it be ready"),
    ),
    "page:verify": Place(
        "public.verify",
        "shield-check",
        _("Verify a document"),
        _("Whether a paper with our seal is genuine."),
        _("verify, genuine, fake, check a document, seal, QR code, electronic certificate"),
    ),
    "page:cases": Place(
        "citizen.cases",
        "folder-open",
        _("My cases"),
        _("Everything you have begun, and whose turn it is."),
        _("my cases, my applications, draft, continue, withdraw, mend"),
    ),
    "page:privacy": Place(
        "public.privacy",
        "lock",
        _("Privacy"),
        _("What we do with your data, and who has looked at it."),
        _("privacy, personal data, who looked, delete my account, data protection"),
    ),
    "page:accessibility": Place(
        "public.accessibility",
        "eye",
        _("Accessibility statement"),
        _("For whom this portal works, and where it does not yet."),
        _("accessibility, barrier-free, screen reader, blind, keyboard, disability"),
    ),
}
ELDER_SAID = _(
    "large print, large-print version, elder version, senior version, care version, big letters, bigger, too small, cannot read, old people, grandma"
)
