"""One line of the journal: what it says, how it is signed, and how it hangs from the line before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from portal.domain.chain import HASH_BYTES, Head, canonical_bytes

BEFORE_THE_FIRST = bytes(HASH_BYTES)
"""What the first line hangs from."""
_SIGNED = b"portal.journal.1.signed\0"
_LINE = b"portal.journal.1.line\0"


class BadLine(ValueError):
    """A line that is not of the journal's one form."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sealing. ``heads`` are the records that had grown since the line before; ``at`` is UTC."""

    number: int
    at: datetime
    heads: tuple[tuple[UUID, Head], ...]
    previous: bytes
    signature: bytes = b""

    def _body(self) -> dict[str, object]:
        return {
            "number": self.number,
            "at": self.at.astimezone(UTC).isoformat(),
            "heads": [[str(case), head.length, head.hash.hex()] for case, head in self.heads],
            "previous": self.previous.hex(),
        }

    def signed_by(self, key: Ed25519PrivateKey) -> Line:
        """The same line with its signature."""
        signature = key.sign(_SIGNED + canonical_bytes(self._body()))
        return Line(self.number, self.at, self.heads, self.previous, signature)

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether the signature is of this line and this key."""
        try:
            key.verify(self.signature, _SIGNED + canonical_bytes(self._body()))
        except InvalidSignature:
            return False
        return True

    def written(self) -> bytes:
        """The line as the file holds it, without the line end."""
        return canonical_bytes({**self._body(), "signature": self.signature.hex()})

    @property
    def hash(self) -> bytes:
        """What the next line hangs from; it covers the signature too."""
        return sha256(_LINE + self.written()).digest()


def read_line(raw: bytes) -> Line:
    """Read a line without its line end. Raises BadLine for whatever would not be written in exactly these bytes."""
    try:
        told = json.loads(raw)
        line = Line(
            number=told["number"],
            at=datetime.fromisoformat(told["at"]),
            heads=tuple(
                (UUID(case), Head(length, bytes.fromhex(hash_)))
                for case, length, hash_ in told["heads"]
            ),
            previous=bytes.fromhex(told["previous"]),
            signature=bytes.fromhex(told["signature"]),
        )
        exact = isinstance(line.number, int) and line.written() == raw
        exact = exact and all(isinstance(head.length, int) for _, head in line.heads)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise BadLine("it is not a line of the journal") from error
    if not exact:
        raise BadLine("it is not written as the journal writes")
    return line
