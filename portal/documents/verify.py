"""Checking a document that somebody shows us: is it ours, and is it as we issued it?"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any

DEMO_ORGANISATION = "DEMO 演示"
# The longest document we issue is far below; reading more would only serve someone who wants us
# busy.
MAX_BYTES = 20 * 1024 * 1024


class Outcome(StrEnum):
    """What the check found. Words for each stand in the portal's catalogue."""

    GENUINE = "genuine"
    """Sealed by an organ we know, and not a byte changed since."""
    ALTERED = "altered"
    """It bore a seal, but the file is not, or no longer, what was sealed."""
    NOT_OURS = "not_ours"
    """The seal is whole, but no authority we trust has issued it."""
    UNSEALED = "unsealed"
    """A readable PDF without any seal."""
    NOT_A_PDF = "not_a_pdf"
    """Not a PDF, or too broken or too large to be one of ours."""


@dataclass(frozen=True)
class Verification:
    """The finding, and what the seal says; the latter is set only when the outcome is GENUINE."""

    outcome: Outcome
    organ_code: str = ""
    organ_name: str = ""
    reason: str = ""
    sealed_at: datetime | None = None
    demo: bool = False

    @property
    def intact(self) -> bool:
        """Whether the sealed bytes are unchanged, whoever sealed them."""
        return self.outcome in (Outcome.GENUINE, Outcome.NOT_OURS)

    @property
    def trusted(self) -> bool:
        """Whether an authority we trust stands behind the seal."""
        return self.outcome is Outcome.GENUINE


def read_roots(key_dir: Path) -> tuple[bytes, ...]:
    """Return the trusted certificates (PEM) that lie in the directory as `*.crt`; none yet is no
    error.
    """
    return tuple(file.read_bytes() for file in sorted(key_dir.glob("*.crt")))


def has_seal(pdf: bytes) -> bool:
    """Say whether the document bears a seal, of whomever. Raises what the PDF reader raises on
    broken input.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    return bool(PdfFileReader(BytesIO(pdf)).embedded_signatures)


def verify(pdf: bytes, roots: Sequence[bytes], *, at: datetime | None = None) -> Verification:
    """Check the document against the trusted certificates (PEM), as of `at` (default: now).

    Never raises: whatever the bytes are, the answer is one of the outcomes.
    """
    if len(pdf) > MAX_BYTES or not pdf.startswith(b"%PDF-"):
        return Verification(Outcome.NOT_A_PDF)
    try:
        return _verify(pdf, roots, at or datetime.now(UTC))
    except Exception:  # hostile bytes break a parser in any way there is; each is the same answer
        logging.getLogger(__name__).info(
            "unreadable document shown for verification", exc_info=True
        )
        # A flipped byte may break the structure as well as the digest: what was sealed is then
        # altered.
        was_sealed = b"/ByteRange" in pdf
        return Verification(Outcome.ALTERED if was_sealed else Outcome.NOT_A_PDF)


def _verify(pdf: bytes, roots: Sequence[bytes], at: datetime) -> Verification:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    reader = PdfFileReader(BytesIO(pdf))
    seals = list(reader.embedded_signatures)
    if not seals:
        # The field may have been cut out of the form while the signature still lies in the file.
        return Verification(Outcome.ALTERED if b"/ByteRange" in pdf else Outcome.UNSEALED)
    if len(seals) > 1 or reader.embedded_timestamp_signatures:
        # We seal once and allow nothing after it, so a second one was added by somebody else.
        return Verification(Outcome.ALTERED)
    seal = seals[0]
    if not _fills_its_room(seal.pkcs7_content):
        return Verification(Outcome.ALTERED)
    status = validate_pdf_signature(seal, signer_validation_context=_trust(roots, at))
    if (
        not (status.intact and status.valid)
        or status.coverage != SignatureCoverageLevel.ENTIRE_FILE
    ):
        return Verification(Outcome.ALTERED)
    if not status.trusted:
        return Verification(Outcome.NOT_OURS)
    subject: dict[str, Any] = seal.signer_cert.subject.native
    return Verification(
        Outcome.GENUINE,
        organ_code=str(subject.get("serial_number", "")),
        organ_name=str(subject.get("organizational_unit_name", "")),
        reason=str(seal.sig_object.get("/Reason", "")),
        sealed_at=seal.self_reported_timestamp,
        demo=subject.get("organization_name") == DEMO_ORGANISATION,
    )


def _fills_its_room(signature: bytes) -> bool:
    """Say whether nothing but zeros follows the signature in the room kept for it.

    That room is the only part of the file that the seal does not cover, so nothing may hide there.
    """
    from asn1crypto import parser  # type: ignore[import-untyped]

    return not signature[parser.peek(signature) :].strip(b"\x00")


def _trust(roots: Sequence[bytes], at: datetime) -> Any:
    """Trust these roots only: without any, nothing is trusted (never the machine's own list)."""
    from asn1crypto import pem
    from asn1crypto import x509 as asn1_x509
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.registry import SimpleTrustManager

    certificates = [asn1_x509.Certificate.load(pem.unarmor(root)[2]) for root in roots]
    return ValidationContext(
        trust_manager=SimpleTrustManager.build(trust_roots=certificates),
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
