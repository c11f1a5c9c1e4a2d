"""Sealing: an electronic seal of the organ under a PDF (PAdES B-B, one incremental update, no
change allowed after).

`DemoSealer` stands in for a city's seal service. It keeps a certificate authority of its own and
one seal certificate per organ in a directory; every certificate says that it is a demonstration.
"""

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.documents.verify import DEMO_ORGANISATION, has_seal
from portal.whole_files import keep_first

# A seal may stand under a document of an earlier day (imported cases), and must hold for as long
# as files are kept.
VALID_FROM = datetime(2020, 1, 1, tzinfo=UTC)
VALID_UNTIL = datetime(2069, 12, 31, tzinfo=UTC)
_COMMON_NAME_LIMIT = 64  # RFC 5280, ub-common-name; counted in bytes by the library
_AUTHORITY = "demo-authority"


class SealingError(Exception):
    """The document could not be sealed: it is not a PDF, or it bears a seal already."""


class Sealer(Protocol):
    """Puts an organ's seal under a document; a city's seal service stands behind the same verb."""

    def seal(
        self, pdf: bytes, *, organ_code: str, organ_name: str, reason: str, at: datetime
    ) -> bytes:
        """Return the sealed document. `at`: the instant of sealing (UTC). Raises SealingError."""
        ...

    def roots(self) -> tuple[bytes, ...]:
        """Return the certificates (PEM) that seals of this sealer are checked against."""
        ...


@dataclass(frozen=True)
class _KeyPair:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def as_pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM) + self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    @classmethod
    def from_pem(cls, pem: bytes) -> "_KeyPair":
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise SealingError("the key file does not hold an EC key")
        return cls(key, x509.load_pem_x509_certificate(pem))


def _name(common_name: str, full_name: str, code: str) -> x509.Name:
    """Name an authority or an organ; the common name may be cut, the unit holds the whole."""
    short = common_name.encode()[:_COMMON_NAME_LIMIT].decode(errors="ignore")
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, DEMO_ORGANISATION),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, full_name),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, code),
            x509.NameAttribute(NameOID.COMMON_NAME, short),
        ]
    )


def _certificate(
    subject: x509.Name, key: ec.EllipticCurvePrivateKey, by: _KeyPair | None
) -> _KeyPair:
    """Certify the key by the authority, or by itself when there is none yet."""
    authority = by is None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if by is None else by.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_UNTIL)
        .add_extension(
            x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True
        )
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority,
                content_commitment=not authority,
                key_cert_sign=authority,
                crl_sign=authority,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(
                (key if by is None else by.key).public_key()
            ),
            critical=False,
        )
    )
    return _KeyPair(key, builder.sign(key if by is None else by.key, hashes.SHA256()))


def _key_pair(path: Path, subject: x509.Name, by: _KeyPair | None) -> _KeyPair:
    if path.is_file():
        return _KeyPair.from_pem(path.read_bytes())
    made = _certificate(subject, ec.generate_private_key(ec.SECP256R1()), by)
    keep_first(path, made.as_pem())
    return _KeyPair.from_pem(path.read_bytes())


class DemoSealer:
    """Seals with keys of its own, made at first use in `key_dir` (0700, files 0600). For
    demonstration only.
    """

    def __init__(self, key_dir: Path) -> None:
        self._key_dir = key_dir
        key_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._authority = _key_pair(
            key_dir / f"{_AUTHORITY}.pem",
            _name("DEMO seal authority", "演示印章签发机构", _AUTHORITY),
            None,
        )
        # The public half in a file of its own: the web process verifies and has no business with
        # the key.
        keep_first(
            key_dir / f"{_AUTHORITY}.crt",
            self._authority.certificate.public_bytes(serialization.Encoding.PEM),
        )
        self._signer = lru_cache(maxsize=512)(self._make_signer)

    def roots(self) -> tuple[bytes, ...]:
        """Return the demonstration authority's certificate (PEM)."""
        return (self._authority.certificate.public_bytes(serialization.Encoding.PEM),)

    def _make_signer(self, organ_code: str, organ_name: str) -> Any:
        from asn1crypto import keys  # type: ignore[import-untyped]
        from asn1crypto import x509 as asn1_x509
        from pyhanko.sign.signers import SimpleSigner
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        if not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", organ_code):
            raise SealingError("an organ code is 1 to 64 letters, digits, dots, dashes")
        # An organ that changes its name gets a new seal; the old one stays, for the documents that
        # bear it.
        mark = sha256(organ_name.encode()).hexdigest()[:12]
        pair = _key_pair(
            self._key_dir / f"seal-{organ_code}-{mark}.pem",
            _name(f"{organ_name} (DEMO)", organ_name, organ_code),
            self._authority,
        )
        return SimpleSigner(
            signing_cert=asn1_x509.Certificate.load(
                pair.certificate.public_bytes(serialization.Encoding.DER)
            ),
            signing_key=keys.PrivateKeyInfo.load(
                pair.key.private_bytes(
                    serialization.Encoding.DER,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            ),
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
        )

    def seal(
        self, pdf: bytes, *, organ_code: str, organ_name: str, reason: str, at: datetime
    ) -> bytes:
        """Return the PDF with the organ's seal. Raises SealingError when it is no PDF or is
        sealed already.
        """
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.pdf_utils.misc import PdfError
        from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
        from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

        signer = self._signer(organ_code, organ_name)
        try:
            if has_seal(pdf):
                raise SealingError("the document bears a seal already")
            writer = IncrementalPdfFileWriter(BytesIO(pdf))
            pdf_signer = PdfSigner(
                PdfSignatureMetadata(
                    field_name="Seal",
                    name=organ_name,
                    reason=reason,
                    md_algorithm="sha256",
                    subfilter=SigSeedSubFilter.PADES,
                    certify=True,
                    docmdp_permissions=MDPPerm.NO_CHANGES,
                ),
                signer,
            )
            return asyncio.run(_sign_at(pdf_signer, writer, at))
        except (PdfError, OSError, ValueError) as error:
            raise SealingError(str(error)) from error


async def _sign_at(pdf_signer: Any, writer: Any, at: datetime) -> bytes:
    """pyHanko's own `sign_pdf`, with the instant given and not taken from the machine's clock."""
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    session = pdf_signer.init_signing_session(writer)
    session.system_time = at
    size = await session.estimate_signature_container_size(None)
    prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=size)
    digest, output = prepared.digest_tbs_document()
    await prepared.perform_signature(
        document_digest=digest.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=at),
    )
    return bytes(output.getbuffer())
