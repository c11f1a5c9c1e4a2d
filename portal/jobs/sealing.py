"""Seals the record's ends in the journal: every minute in the worker, and when somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.audit.journal import Journal
from portal.audit.keys import signing_key
from portal.audit.seal import JournalBroken, Sealed, seal

if TYPE_CHECKING:
    from portal.wiring import Portal

log = structlog.get_logger("portal.jobs")


def journal_key(portal: Portal) -> Ed25519PrivateKey:
    """The key that signs the journal; made at the first start with the embedded database only. Raises BadKey."""
    settings = portal.settings
    return signing_key(
        settings.journal_keys, settings.journal_key, make=portal.casework.db.embedded
    )


def seal_heads(portal: Portal) -> Sealed:
    """Seal every record that has grown. Raises JournalBroken, BadKey, and OSError when the journal cannot be written."""
    work = portal.casework
    done = seal(work.db, Journal(portal.settings.journal), journal_key(portal), work.clock)
    if done.cut:
        log.warning("half a line cut off the journal", bytes=done.cut)
    return done


def seal_now(portal: Portal) -> None:
    """Seal; what fails is told in the log and tried again with the next minute."""
    try:
        seal_heads(portal)
    except JournalBroken as error:
        log.error("journal broken, nothing sealed", why=str(error))  # noqa: TRY400 — the sentence says it all
    except Exception as error:  # noqa: BLE001 — whatever it is, the record waits and nothing is lost
        log.warning("sealing failed", error=type(error).__name__)
