"""The key that signs the journal, and the half of it that anybody may hold to check it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from portal.whole_files import keep_first

PRIVATE = "private.pem"
PUBLIC = "public.pem"
KEY_BYTES = 32
_LEFT_HALF = 0o644


class BadKey(ValueError):
    """A key of the journal that is missing or is none; the message says which and what to do."""


def signing_key(folder: Path, configured: str | None, *, make: bool) -> Ed25519PrivateKey:
    """The key that signs: ``configured`` (PEM, or 64 hexadecimal digits) before the one kept in the folder.

    ``make`` makes one when there is none; its public half is kept beside it. Raises BadKey.
    """
    if configured is not None:
        return _from_text(configured)
    path = folder / PRIVATE
    if not path.exists():
        if not make:
            raise BadKey("PORTAL_JOURNAL_KEY must be set when the database is not the embedded one")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = Ed25519PrivateKey.generate()
        private = fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        keep_first(path, private)
    key = _private(path.read_bytes(), str(path))
    keep_first(folder / PUBLIC, pem(key.public_key()), _LEFT_HALF)
    return key


def checking_key(folder: Path, configured: str | None, file: Path | None) -> Ed25519PublicKey:
    """The key that checks signatures: of a file, of the configured key, or kept in the folder. Raises BadKey."""
    if file is None and configured is not None:
        return _from_text(configured).public_key()
    path = file or folder / PUBLIC
    try:
        key = load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise BadKey(f"{path} cannot be read; name the journal's public key") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadKey(f"{path} does not hold a public key") from error
    if not isinstance(key, Ed25519PublicKey):
        raise BadKey(f"{path} does not hold an Ed25519 key")
    return key


def pem(key: Ed25519PublicKey) -> bytes:
    """A public key as a file holds it."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def fingerprint(key: Ed25519PublicKey) -> str:
    """What a person compares: SHA-256 of the raw key, in groups of four hexadecimal digits."""
    digits = sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _from_text(text: str) -> Ed25519PrivateKey:
    name = "PORTAL_JOURNAL_KEY"
    if "BEGIN" in text:
        # Many who pass a PEM through an environment write its line ends as \n.
        return _private(text.replace("\\n", "\n").encode(), name)
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        raise BadKey(f"{name} is neither PEM nor hexadecimal") from None
    if len(raw) != KEY_BYTES:
        raise BadKey(f"{name} must have {2 * KEY_BYTES} hexadecimal digits")
    return Ed25519PrivateKey.from_private_bytes(raw)


def _private(data: bytes, name: str) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadKey(f"{name} does not hold a private key") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(f"{name} does not hold an Ed25519 key")
    return key
