"""Demonstration registries, identity provider and certificate library. Everybody in them is invented.

Which registries there are, and what they hold, is data: ``demo/registries.yaml`` has, under each registry's id and the ID
number of the person asked about, one record. Names and values are the registry's own. A pair ``<name>_days_ago`` and
``<name>_at`` becomes the moment ``<name>`` (Asia/Shanghai, ``YYYY-MM-DDThh:mm``), so that the data do not grow old.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

from portal.domain.actors import Assurance
from portal.domain.calendar import local_date
from portal.domain.resident_id import normalise
from portal.registries.protocol import Answer, Checked, Finding, Outcome, Verdict

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SLOW_SECONDS = 2.0
ASSERTION_LIFETIME = timedelta(minutes=5)
LONGEST_TIME = 11
_DAYS_AGO = "_days_ago"
_AT = "_at"


class Trouble(StrEnum):
    """What can be wrong with a registry, to see how the portal bears it."""

    DOWN = "down"
    """It does not answer."""
    SLOW = "slow"
    """It answers late."""
    WRONG = "wrong"
    """What it answers cannot be read."""


class DemoRegistries:
    """Registries whose records stand in a file."""

    def __init__(
        self,
        registries: Path,
        people: Path,
        clock: Callable[[], datetime],
        outages: Path | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """``outages`` may name a file with lines ``<registry>: down|slow|wrong``, read at every question."""
        self._records: Mapping[str, Mapping[str, Mapping[str, Any]]] = _read(registries)
        self._names = _names(people)
        self._clock = clock
        self._outages = outages
        self._wait = wait
        self.troubles: dict[str, Trouble] = {}

    def ask(self, registry: str, person: Checked) -> Answer:
        """What one registry holds about one person; NOTHING also where name and number do not belong together."""
        trouble = self._trouble(registry)
        if trouble is Trouble.SLOW:
            self._wait(SLOW_SECONDS)
        elif trouble is not None or registry not in self._records:
            return Answer(Outcome.UNAVAILABLE, {})
        number = normalise(person.id_number)
        record = self._records[registry].get(number)
        if record is None or self._names.get(number, person.name) != person.name:
            return Answer(Outcome.NOTHING, {})
        return Answer(Outcome.FOUND, dict(self._values(record)))

    def _trouble(self, registry: str) -> Trouble | None:
        if registry in self.troubles or self._outages is None or not self._outages.exists():
            return self.troubles.get(registry)
        noted = yaml.safe_load(self._outages.read_text(encoding="utf-8")) or {}
        return Trouble(noted[registry]) if registry in noted else None

    def _values(self, record: Mapping[str, Any]) -> dict[str, str]:
        values: dict[str, str] = {}
        for name, value in record.items():
            if name.endswith(_DAYS_AGO):
                what = name.removesuffix(_DAYS_AGO)
                day = local_date(self._clock()) - timedelta(days=int(value))
                values[what] = f"{day.isoformat()}T{record[what + _AT]}"
            elif not (name.endswith(_AT) and name.removesuffix(_AT) + _DAYS_AGO in record):
                values[name] = ",".join(value) if isinstance(value, list) else str(value)
        return values


class DemoIdentityProvider:
    """Knows the invented people and nobody else; its page is ``PAGE``, where one of them agrees.

    An assertion names nobody: it is the time until which it holds and a MAC over person, state and that time.
    """

    name = "demo"
    PAGE = "/demo/identity"

    def __init__(self, people: Path, key: bytes, clock: Callable[[], datetime]) -> None:
        """``key`` is 16 bytes or longer and the same in every process."""
        self._names = _names(people)
        self._key = key
        self._clock = clock
        self.down = False

    def check(self, name: str, id_number: str) -> Verdict:
        """Whether the invented person with this number has this name."""
        number = normalise(id_number)
        if self.down:
            return Verdict(Finding.UNAVAILABLE)
        if self._names.get(number) != name.strip():
            return Verdict(Finding.NOT_CONFIRMED)
        return Verdict(Finding.CONFIRMED, Assurance.CHECKED, name.strip(), number)

    def begin(self, state: str, back: str) -> str | None:
        """The demonstration's own page."""
        return None if self.down else f"{self.PAGE}?{urlencode({'state': state, 'back': back})}"

    def people(self) -> Mapping[str, str]:
        """The invented people who can agree: ID number and name."""
        return dict(self._names)

    def agree(self, id_number: str, state: str) -> str:
        """The assertion that this invented person has proved who they are. Raises LookupError for anybody else."""
        if id_number not in self._names:
            raise LookupError("not one of the invented people")
        until = int((self._clock() + ASSERTION_LIFETIME).timestamp())
        return f"{until}.{self._mac(id_number, state, until)}"

    def redeem(self, state: str, assertion: str) -> Verdict:
        """Of whom an assertion speaks, if it is ours, of this state and not too old."""
        if self.down:
            return Verdict(Finding.UNAVAILABLE)
        until, _, mac = assertion.partition(".")
        held = until.isascii() and until.isdigit() and len(until) <= LONGEST_TIME
        if held and self._clock() < datetime.fromtimestamp(int(until), UTC):
            for number, name in self._names.items():
                if hmac.compare_digest(self._mac(number, state, int(until)), mac):
                    return Verdict(Finding.CONFIRMED, Assurance.STRONG, name, number)
        return Verdict(Finding.NOT_CONFIRMED)

    def _mac(self, id_number: str, state: str, until: int) -> str:
        message = f"{id_number}\n{state}\n{until}".encode()
        return hmac.new(self._key, message, sha256).hexdigest()


class DemoCertificateLibrary:
    """Invents a licence number for each task: a letter and nine digits, always the same for the same task.

    The form is that of the medical certificate of birth (国家卫生健康委, 出生医学证明（第七版）编号).
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def number_of(self, item: str, task: str, subject: Mapping[str, str]) -> str | None:
        """The number of the licence of a task; there always is one."""
        digest = int.from_bytes(hmac.new(self._key, task.encode(), sha256).digest()[:8])
        return f"{chr(ord('A') + digest % 26)}{digest // 26 % 10**9:09d}"


def _read(path: Path) -> dict[str, Any]:
    """A file and those of the folder of the same name, laid together below their top keys."""
    together: dict[str, Any] = {}
    for one in [path, *sorted(path.with_suffix("").glob("*.yaml"))]:
        held = yaml.load(one.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 a safe loader
        for key, entries in held.items():
            together.setdefault(key, {}).update(entries)
    return together


def _names(people: Path) -> dict[str, str]:
    return {
        normalise(str(one["id_number"])): str(one["name"])
        for one in _read(people)["people"].values()
    }
