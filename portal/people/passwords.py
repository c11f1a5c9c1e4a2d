"""Passwords of staff: what is good enough, and how they are kept (Argon2id, RFC 9106)."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

SHORTEST = 10
LONGEST = 200
FEWEST_DIFFERENT = 5

_HASHER = PasswordHasher()


class PasswordFault(StrEnum):
    """Why a password is not good enough, the first reason found."""

    SHORT = "short"
    LONG = "long"
    MONOTONOUS = "monotonous"
    """Too few different characters."""
    ONE_KIND = "one_kind"
    """Letters only or digits only (GB/T 22239-2019, 8.1.4.1 a, asks for complexity)."""
    NAMES_USER = "names_user"


class WeakPassword(ValueError):
    """A password that is not good enough. Carries the reason, never the password."""

    def __init__(self, fault: PasswordFault) -> None:
        self.fault = fault
        super().__init__(fault.value)


def check_strength(password: str, username: str) -> None:
    """Raise WeakPassword unless the password is good enough."""
    fault: PasswordFault | None = None
    if len(password) < SHORTEST:
        fault = PasswordFault.SHORT
    elif len(password) > LONGEST:
        fault = PasswordFault.LONG
    elif len(set(password)) < FEWEST_DIFFERENT:
        fault = PasswordFault.MONOTONOUS
    elif password.isalpha() or password.isdigit():
        fault = PasswordFault.ONE_KIND
    elif username.casefold() in password.casefold():
        fault = PasswordFault.NAMES_USER
    if fault is not None:
        raise WeakPassword(fault)


def hash_password(password: str) -> str:
    """The Argon2id hash with its own salt and parameters."""
    return _HASHER.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. Without a hash the same work is done and the answer is no."""
    try:
        fits = _HASHER.verify(password_hash or _nobodys_hash(), password[: LONGEST + 1])
    except VerifyMismatchError:
        return False
    return fits and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _HASHER.hash("nobody has this password 0")
