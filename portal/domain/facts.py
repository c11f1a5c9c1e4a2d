"""Where a value comes from, whether it counts yet, and what a registry says of it."""

from __future__ import annotations

from enum import StrEnum


class Stream(StrEnum):
    """``current`` is what counts; ``pending`` is being mended and not yet sent."""

    CURRENT = "current"
    PENDING = "pending"


class FactSource(StrEnum):
    """Where a value comes from."""

    PERSON = "person"
    IDENTITY = "identity"
    REGISTRY = "registry"
    OUTPUT = "output"
    DERIVED = "derived"


class FactCheck(StrEnum):
    """What a registry said of a value: nothing asked, still asking (核验中), agrees, differs."""

    NONE = "none"
    CHECKING = "checking"
    AGREES = "agrees"
    DIFFERS = "differs"
