"""What every verb needs at hand, given to it and never fetched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal.casework.shelf import ReleaseShelf
from portal.catalogue.city import City
from portal.domain.calendar import WorkingCalendar, local_date
from portal.persistence.files import FileStore
from portal.persistence.session import Database
from portal.registries.asking import Asking
from portal.registries.protocol import Registries


@dataclass(frozen=True, slots=True)
class Casework:
    """The desk on which verbs work. ``clock`` gives aware UTC instants; ``hold`` is how long a case can be taken back."""

    db: Database
    clock: Callable[[], datetime]
    calendar: WorkingCalendar
    city: City
    shelf: ReleaseShelf
    files: FileStore
    registries: Registries
    record_key: bytes
    hold: timedelta
    asking: Asking = field(default_factory=Asking)

    @property
    def today(self) -> date:
        """The Shanghai date."""
        return local_date(self.clock())
