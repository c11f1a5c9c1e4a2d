"""One frozen settings object, read from the environment and checked once at start.

A default may stand here only if it is valid in production *and* safe to publish. Secrets have none: they come from
the environment, or, in embedded mode, from a file in the data folder that is made at the first start and readable by
its owner only.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from portal.whole_files import keep_first

ROOT = Path(__file__).resolve().parent.parent
SECRET_BYTES = 32
LOG_FORMATS = ("json", "plain")
LOG_LEVELS = ("info", "debug", "warning", "error")
LANGUAGES = ("zh", "en")
"""Languages in which the commands for authors speak."""
SHORTEST_TOKEN = 16


class BadSetting(ValueError):
    """A setting that cannot be used, named so that the operator can mend it."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between installations. Durations are time spans, sizes bytes."""

    data: Path
    database_url: str
    secret_key: str
    record_key: bytes
    services: Path
    translations: Path
    hold: timedelta
    demo: bool
    base_url: str
    secure_cookies: bool
    keys: Path
    vault_keys: str | None = field(repr=False)
    """Keys of the vault as text, where they come from the environment; else they lie in ``key_file``."""
    journal_file: Path | None = None
    journal_key: str | None = field(default=None, repr=False)
    demo_pace: float = 1.0
    log_format: str = "json"
    log_level: str = "info"
    metrics_token: str = ""
    cache: bool = True
    language: str = ""
    """In which of ``LANGUAGES`` commands for authors speak; empty: as the terminal does."""
    static: Path = ROOT / "portal" / "web" / "static" / "build"

    @property
    def files(self) -> Path:
        """The folder for uploads and documents."""
        return self.data / "files"

    @property
    def key_file(self) -> Path:
        """The file of the vault's keys."""
        return self.keys / "vault.keys"

    @property
    def seal_keys(self) -> Path:
        """The folder for the demo seal's keys."""
        return self.keys / "seal"

    @property
    def journal(self) -> Path:
        """The file in which the record's ends are sealed."""
        return self.journal_file or self.data / "journal" / "heads.jsonl"

    @property
    def journal_keys(self) -> Path:
        """The folder for the key that signs the journal and the public half that checks it."""
        return self.keys / "journal"

    @property
    def metrics(self) -> Path:
        """The folder for what processes count."""
        return self.data / "metrics"

    @property
    def queue(self) -> Path:
        """The job queue's own small database."""
        return self.data / "queue.db"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read and check the settings. Raises BadSetting.

    - ``PORTAL_DATA``: where everything is kept (default ``var``).
    - ``PORTAL_DATABASE``: a database URL (default SQLite in the data folder).
    - ``PORTAL_SECRET_KEY``: signs sessions and forms; ``PORTAL_RECORD_KEY`` (hex): the record's HMAC.
    - ``PORTAL_KEYS``: the folder of all keys that do not come from the environment (default ``keys`` in the data folder).
    - ``PORTAL_VAULT_KEYS``: the keys under which values lie sealed, words of ``kind:version:key``.
    - ``PORTAL_JOURNAL``: the file in which the record's ends are sealed (default ``journal/heads.jsonl`` in the data
      folder); ``PORTAL_JOURNAL_KEY`` (PEM or hex): signs it. Only the worker needs the key, and asks for it when it starts.
    - ``PORTAL_SERVICES``: a city's own services folder.
    - ``PORTAL_HOLD_MINUTES``: how long a filed case can be taken back before departments see it (default 10).
    - ``PORTAL_DEMO``: ``1`` shows the demo's message inbox and invented people (default ``1`` in
      embedded mode while neither ``PORTAL_BASE_URL`` nor ``PORTAL_HTTPS`` is set, else ``0``).
    - ``PORTAL_DEMO_PACE``: how long the demo's outside systems take, as a multiple of their usual seconds (default 1).
    - ``PORTAL_CACHE``: ``0`` makes every status page anew; ``1`` shows one again while nothing of its case has changed (default 1).
    - ``PORTAL_BASE_URL``: the address printed in documents (default the local one with ``PORT``).
    - ``PORTAL_HTTPS``: ``1`` sends cookies over TLS only.
    - ``PORTAL_LOG``: ``json`` or ``plain`` (default ``json``); ``PORTAL_LOG_LEVEL``: ``debug``, ``info``, ``warning`` or
      ``error`` (default ``info``).
    - ``PORTAL_LANGUAGE``: ``zh`` or ``en``, the language of ``portal catalogue`` (default that of the terminal, else ``en``).
    - ``PORTAL_METRICS_TOKEN``: whoever sends it may read ``/metrics``; without it there is no such page.
    """
    data = Path(environment.get("PORTAL_DATA", "var")).resolve()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    url = environment.get("PORTAL_DATABASE", f"sqlite:///{data / 'portal.db'}")
    embedded = url.startswith("sqlite")
    # Whoever names an address or TLS lets others in, and they must not read everybody's codes.
    local = not {"PORTAL_BASE_URL", "PORTAL_HTTPS"} & environment.keys()
    services = Path(environment.get("PORTAL_SERVICES", ROOT / "services")).resolve()
    if not services.is_dir():
        raise BadSetting("PORTAL_SERVICES", f"{services} is not a folder")
    keys = Path(environment.get("PORTAL_KEYS", data / "keys")).resolve()
    if (
        not embedded
        and "PORTAL_VAULT_KEYS" not in environment
        and not (keys / "vault.keys").exists()
    ):
        raise BadSetting("PORTAL_VAULT_KEYS", f"is not set, and there is no {keys / 'vault.keys'}")
    _bring_keys_together(data, keys)
    port = environment.get("PORT", "8000")
    if not port.isdecimal():
        raise BadSetting("PORT", "is not a port number")
    try:
        record_key = bytes.fromhex(
            _secret(environment, "PORTAL_RECORD_KEY", keys, embedded=embedded)
        )
    except ValueError:
        raise BadSetting("PORTAL_RECORD_KEY", "is not hexadecimal") from None
    return Settings(
        data=data,
        database_url=url,
        secret_key=_secret(environment, "PORTAL_SECRET_KEY", keys, embedded=embedded),
        record_key=record_key,
        journal_file=_path(environment.get("PORTAL_JOURNAL")),
        journal_key=environment.get("PORTAL_JOURNAL_KEY"),
        services=services,
        translations=ROOT / "translations",
        hold=timedelta(minutes=_number(environment, "PORTAL_HOLD_MINUTES", "10")),
        demo=environment.get("PORTAL_DEMO", "1" if embedded and local else "0") == "1",
        base_url=environment.get("PORTAL_BASE_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        keys=keys,
        vault_keys=environment.get("PORTAL_VAULT_KEYS"),
        secure_cookies=environment.get("PORTAL_HTTPS", "0") == "1",
        cache=environment.get("PORTAL_CACHE", "1") == "1",
        demo_pace=_number(environment, "PORTAL_DEMO_PACE", "1"),
        log_format=_one_of(environment, "PORTAL_LOG", LOG_FORMATS),
        log_level=_one_of(environment, "PORTAL_LOG_LEVEL", LOG_LEVELS),
        language=_one_of(environment, "PORTAL_LANGUAGE", ("", *LANGUAGES)),
        metrics_token=_token(environment, "PORTAL_METRICS_TOKEN"),
    )


def _bring_keys_together(data: Path, keys: Path) -> None:
    """Older installations kept these among the data, where whoever carries the data off would have them too."""
    for name in ("seal", "demo-sign-ins.txt"):
        if (data / name).exists() and not (keys / name).exists():
            keys.mkdir(mode=0o700, parents=True, exist_ok=True)
            (data / name).replace(keys / name)


def _path(told: str | None) -> Path | None:
    return Path(told).resolve() if told else None


def _number(environment: Mapping[str, str], name: str, default: str) -> float:
    try:
        number = float(environment.get(name, default))
    except ValueError:
        raise BadSetting(name, "is not a number") from None
    if not 0 <= number < float("inf"):
        raise BadSetting(name, "must be nought or more")
    return number


def _one_of(environment: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """One of some words; the first when nothing is said."""
    chosen = environment.get(name, choices[0])
    if chosen not in choices:
        raise BadSetting(name, f"must be one of {', '.join(filter(None, choices))}")
    return chosen


def _token(environment: Mapping[str, str], name: str) -> str:
    token = environment.get(name, "")
    if token and (len(token) < SHORTEST_TOKEN or not token.isascii()):
        raise BadSetting(name, f"must be {SHORTEST_TOKEN} plain characters or more")
    return token


def _secret(environment: Mapping[str, str], name: str, keys: Path, *, embedded: bool) -> str:
    if name in environment:
        return environment[name]
    if not embedded:
        raise BadSetting(name, "must be set when the database is not the embedded one")
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = keys / name.lower()
    keep_first(path, secrets.token_hex(SECRET_BYTES).encode())
    return path.read_text(encoding="ascii")
