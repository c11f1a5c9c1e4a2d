"""Keys for tests: always the same, and nobody's."""

from __future__ import annotations

from portal.persistence.keyring import FixedKeys
from portal.persistence.vault import Vault

KEYS = f"data:1:{'a7' * 32} index:1:{'5c' * 32}"


def vault() -> Vault:
    """A vault with one key of each kind."""
    return Vault(FixedKeys(KEYS))
