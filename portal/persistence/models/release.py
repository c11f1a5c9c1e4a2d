"""Published snapshots of the catalogue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.persistence.base import Base


class Release(Base):
    """An immutable, content-hashed snapshot: all that a case needs for years."""

    __tablename__ = "release"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the canonical content, in hexadecimal."""
    published_at: Mapped[datetime]
    content: Mapped[dict[str, Any]]
