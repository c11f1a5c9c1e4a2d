"""A city of its own for a story: ``portal run`` in a data folder of its own, stopped when the story ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.request import urlopen

STOPS_WITHIN = 30
"""Seconds; longer means that something is stuck."""


class Place(Protocol):
    """A city that a browser can be sent to."""

    @property
    def address(self) -> str:
        """Where it stands, without a stroke at the end."""


@dataclass(frozen=True)
class RunningCity:
    """Where it stands, and the passwords that were made for its staff."""

    address: str
    data: Path
    process: subprocess.Popen[str]

    def password(self, username: str) -> str:
        """The password of a member of the demo's staff."""
        lines = (self.data / "keys" / "demo-sign-ins.txt").read_text(encoding="utf-8").splitlines()
        return dict(line.split("\t", 1) for line in lines)[username]

    def stop(self) -> int:
        """Press Ctrl-C and wait; everything it started ends with it."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(STOPS_WITHIN)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code


def start_city(installation: Mapping[str, str], *, hold_minutes: str = "10") -> RunningCity:
    """Start a city with the settings of an installation and wait until it says where it is."""
    port = _free_port()
    environment = {
        **os.environ,
        **installation,
        "PORT": str(port),
        "PORTAL_HOLD_MINUTES": hold_minutes,
        "PORTAL_DEMO_PACE": "0",
        # Nobody reads on after the greeting, and a full pipe would hold everything up.
        "PORTAL_LOG_LEVEL": "error",
    }
    process = subprocess.Popen(  # our own command, in its own process group so that Ctrl-C reaches only it
        [sys.executable, "-m", "portal.cli", "run"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    address = f"http://127.0.0.1:{port}"
    try:
        with urlopen(f"{address}/healthz", timeout=10):  # noqa: S310 — our own address
            return RunningCity(address, Path(installation["PORTAL_DATA"]), process)
    except OSError as error:
        process.kill()
        process.wait()
        process.stdout.close()
        raise AssertionError("the city did not start:\n" + "".join(said)) from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
