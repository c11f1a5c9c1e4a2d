"""The demonstration's identity platform: invented people who can agree that it is they."""

from __future__ import annotations

from portal.people.desk import PeopleDesk
from portal.registries.demo import DemoIdentityProvider


class NoPlatform(LookupError):
    """Another provider is joined on; its pages are its own."""


def platform_people(desk: PeopleDesk) -> list[str]:
    """The names of the invented people, in the order of their file. Raises NoPlatform."""
    return list(_provider(desk).people().values())


def agree_on_platform(desk: PeopleDesk, position: int, state: str) -> str:
    """The assertion of the invented person at a place of ``platform_people``. Raises NoPlatform, IndexError."""
    provider = _provider(desk)
    return provider.agree(list(provider.people())[position], state)


def _provider(desk: PeopleDesk) -> DemoIdentityProvider:
    if not isinstance(desk.provider, DemoIdentityProvider):
        raise NoPlatform
    return desk.provider
