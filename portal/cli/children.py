"""Child processes that live and end together with this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any

LIFELINE = "PORTAL_LIFELINE"
"""Names the open end of a pipe whose other end only the parent holds: when it closes, the parent is gone."""
STOP_SECONDS = 30
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
INTERRUPTED, TOLD = "interrupted", "told"


class Children:
    """Starts commands of this program and stops them all when one ends or this process is told to stop."""

    def __init__(self) -> None:
        self._events: SimpleQueue[int | str] = SimpleQueue()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._theirs, self._ours = os.pipe()
        for number in STOP_SIGNALS:
            signal.signal(number, self._told)

    def _told(self, number: int, _: Any) -> None:
        # As a shell has it for a command that Ctrl-C ended; whoever sends SIGTERM asked for just this.
        self._events.put(INTERRUPTED if number == signal.SIGINT else TOLD)

    def start(self, *command: str) -> None:
        """Start one ``portal`` command. Ctrl-C in the terminal reaches only this process, which then stops the others."""
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.cli", *command],
            env={**os.environ, LIFELINE: str(self._theirs)},
            pass_fds=(self._theirs,),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._processes.append(process)
        Thread(target=lambda: self._events.put(process.wait()), daemon=True).start()

    def ended(self) -> bool:
        """Whether something has happened that ends everything."""
        return not self._events.empty()

    def wait(self) -> int:
        """Wait for the end, stop everybody, and give the exit code: 0 when told to stop, 130 by Ctrl-C, else that of the child."""
        code = self._events.get()
        for process in self._processes:
            if process.poll() is None:
                process.terminate()
        for process in self._processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _end_group(process.pid)
        os.close(self._ours)
        os.close(self._theirs)
        if isinstance(code, str):
            return 128 + signal.SIGINT if code == INTERRUPTED else 0
        return 128 - code if code < 0 else code or 1


def _end_group(leader: int) -> None:
    """End what a child has left behind: a web server that was killed outright leaves its workers, and they the port."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def end_with_parent() -> None:
    """In a child: stop as on SIGTERM when the parent is gone, however it went."""
    lifeline = os.environ.pop(LIFELINE, None)
    if lifeline is None:
        return

    def watch() -> None:
        os.read(int(lifeline), 1)
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=watch, daemon=True).start()
