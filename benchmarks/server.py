"""The one who answers: Granian as ``portal run`` starts it, for the portal and for the bare parts alike."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from portal.cli.children import LIFELINE
from portal.cli.running import HOST, serve
from portal.settings import ROOT

TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 60
STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers at ``address``; ``session`` is that of its processes."""

    address: str
    session: int

    def processor_seconds(self) -> float:
        """Time on a processor that its living processes have taken, whoever else was busy meanwhile."""
        ticks = 0
        for entry in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                told = entry.read_text("ascii", "replace").rpartition(")")[2].split()
                if int(told[3]) == self.session:
                    ticks += int(told[11]) + int(told[12])
        return ticks / TICKS


@contextmanager
def portal_server(environment: Mapping[str, str]) -> Iterator[Served]:
    """The portal's web process."""
    with _serving(["-m", "portal.cli", "web"], environment) as served:
        yield served


@contextmanager
def bare_server(database_url: str) -> Iterator[Served]:
    """The bare parts on a database whose tables are made."""
    with _serving(["-m", "benchmarks.server"], {"BARE_DATABASE": database_url}) as served:
        yield served


@contextmanager
def _serving(command: list[str], environment: Mapping[str, str]) -> Iterator[Served]:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    theirs, ours = os.pipe()
    with TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, **environment, "PORT": str(port), LIFELINE: str(theirs)},
            pass_fds=(theirs,),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        os.close(theirs)
        try:
            _wait(f"http://{HOST}:{port}/", process)
            yield Served(f"http://{HOST}:{port}", process.pid)
        except BaseException:
            said.seek(0)
            sys.stderr.write(said.read().decode(errors="replace")[-4000:])
            raise
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            os.close(ours)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=START_SECONDS):  # noqa: S310 — our own address
                return
        except HTTPError as error:
            error.close()
            return
        except (URLError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError("the server did not start")


def serve_bare() -> None:
    """Serve the bare parts as the portal is served."""
    serve("benchmarks.bare:create_app", int(os.environ["PORT"]))


if __name__ == "__main__":
    serve_bare()
