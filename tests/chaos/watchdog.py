"""Plays the operator's service manager: a command that ends is started again, until it is told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread

from portal.cli.children import LIFELINE
from portal.settings import ROOT

STOP_SECONDS = 60


class Kept:
    """One of the storm's two commands, ``web`` or ``worker``, kept running. What it says goes to a file."""

    def __init__(self, who: str, environment: Mapping[str, str], said: Path) -> None:
        self.who, self.restarts, self.struck = who, 0, 0
        self._environment, self._said = environment, said
        self._over, self._changing = False, Lock()
        self._theirs, self._ours = os.pipe()
        self._process = self._start()
        self._watch = Thread(target=self._keep, name=f"keeps {who}")
        self._watch.start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._said.open("ab") as said:
            return subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "tests.chaos.faulty", self.who],
                cwd=ROOT,
                env={**os.environ, **self._environment, LIFELINE: str(self._theirs)},
                pass_fds=(self._theirs,),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _keep(self) -> None:
        while True:
            self._process.wait()
            # A web server that was killed outright leaves its workers, and they the port.
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            with self._changing:
                if self._over:
                    return
                self.restarts += 1
                self._process = self._start()

    def strike(self) -> None:
        """Kill it from outside, wherever it stands."""
        with self._changing:
            if self._process.poll() is None:
                self._process.kill()
                self.struck += 1

    def stop(self) -> int:
        """Tell it to stop, wait, and give its exit code. Doing it twice is the same."""
        with self._changing:
            if self._over:
                return self._process.returncode
            self._over = True
            if self._process.poll() is None:
                self._process.terminate()
        self._watch.join(STOP_SECONDS)
        if self._watch.is_alive():
            self._process.kill()
            self._watch.join()
        os.close(self._ours)
        os.close(self._theirs)
        return self._process.returncode
