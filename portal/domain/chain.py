"""The hash chain of a case's events (design rule 11).

Each link covers the one before it and the canonical bytes of its event: codes, ids and whole
numbers, never a value. A value that an event speaks of appears as its HMAC, so the value itself
can be encrypted anew or deleted and the chain still holds. The first link hangs from the case's
own id, so a chain cannot be passed off as another case's. A chain alone cannot show that its end
was cut off or that all of it was hashed anew: for that, ``breaks`` compares it with heads kept in
the journal.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

HASH_BYTES = 32
_MINIMUM_KEY_BYTES = 32
_GENESIS = b"portal.chain.1.genesis\0"
_LINK = b"portal.chain.1.link\0"
_VALUE = b"portal.chain.1.value\0"


class NotCanonical(TypeError):
    """An event holds something that has no single canonical form, such as a float or a date."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain as the journal recorded it: how many links, and the hash of the last."""

    length: int
    hash: bytes


def canonical_bytes(payload: Mapping[str, object]) -> bytes:
    """One and only one ASCII form: JSON, keys sorted, no spaces.

    Allowed are text, whole numbers, booleans, None, lists, tuples and mappings with text keys.
    Moments and dates go in as ISO text. Raises NotCanonical for everything else, floats among it.
    """
    return json.dumps(
        _plain(payload, "event"), sort_keys=True, separators=(",", ":"), ensure_ascii=True
    ).encode("ascii")


def genesis(case: str) -> bytes:
    """What the first link of a case hangs from."""
    return hashlib.sha256(_GENESIS + case.encode()).digest()


def link(previous_hash: bytes, payload: Mapping[str, object]) -> bytes:
    """The SHA-256 hash of an event after the one whose hash is ``previous_hash``.

    Raises ValueError when that is not a hash, NotCanonical for a bad payload.
    """
    if len(previous_hash) != HASH_BYTES:
        raise ValueError(f"a hash has {HASH_BYTES} bytes, not {len(previous_hash)}")
    return hashlib.sha256(_LINK + previous_hash + canonical_bytes(payload)).digest()


def value_mac(key: bytes, value: str, context: str = "") -> str:
    """HMAC-SHA-256 in hex, to stand for a value in an event.

    ``context`` (an element id, say) keeps equal values in different places from looking equal.
    Raises ValueError when the key is shorter than 32 bytes.
    """
    if len(key) < _MINIMUM_KEY_BYTES:
        raise ValueError(f"a key has at least {_MINIMUM_KEY_BYTES} bytes")
    name = context.encode()
    message = _VALUE + len(name).to_bytes(4, "big") + name + value.encode("utf-8", "surrogatepass")
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def _plain(value: object, where: str) -> object:
    """Enum members become plain text and numbers; what is not allowed is refused by its path."""
    match value:
        case None | bool():
            return value
        case int():
            return int(value)
        case str():
            return str.__str__(value)
        case list() | tuple():
            return [_plain(entry, f"{where}[{n}]") for n, entry in enumerate(value)]
        case Mapping():
            for key in value:
                if not isinstance(key, str):
                    raise NotCanonical(f"{where}: a key must be text, not {type(key).__name__}")
            return {str.__str__(key): _plain(v, f"{where}.{key}") for key, v in value.items()}
        case _:
            raise NotCanonical(f"{where}: {type(value).__name__} has no canonical form")
