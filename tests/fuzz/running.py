"""``make fuzz``: a long hunt through every form, in two processes, told as it goes; Ctrl-C ends it with what was found so far."""

from __future__ import annotations

import logging
import multiprocessing as mp
import os
import random
import signal
import time
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty
from tempfile import TemporaryDirectory

from tests.databases import KINDS, close_all, databases_of
from tests.fuzz.asking import Desk
from tests.fuzz.city import make_fuzzed_city
from tests.fuzz.forms import every_form
from tests.fuzz.hunting import Find, hunt, names_of, shares

INPUTS = 100_000
PROCESSES = 2
TOLD_EVERY = 5.0
BATCH = 20
ROUND = 10_000
"""Inputs of one turn through all forms; a hunt that is stopped early has then been everywhere."""
News = tuple[int, str, object]
"""Which process speaks, of what, and what it says: ``sent`` a number, ``form`` a title, ``find`` a find, ``done``."""


@dataclass
class Hunt:
    """How far the hunt has come."""

    total: int
    sent: int = 0
    at: dict[int, str] = field(default_factory=dict)
    finds: list[Find] = field(default_factory=list)
    done: int = 0
    began: float = field(default_factory=time.monotonic)

    def hear(self, news: News) -> None:
        """Take in what a process says."""
        who, what, said = news
        if what == "sent" and isinstance(said, int):
            self.sent += said
        elif what == "form":
            self.at[who] = str(said)
        elif what == "find" and isinstance(said, Find):
            self.finds.append(said)
            print(f"\n# found\n{said.as_test()}\n", flush=True)
        elif what == "done":
            self.done += 1

    def line(self) -> str:
        """One line of news for whoever watches."""
        seconds = time.monotonic() - self.began
        now = " · ".join(title[:60] for _, title in sorted(self.at.items()))
        return f"{seconds:6.0f} s  {self.sent:7,} of {self.total:,}  finds {len(self.finds)}  {now}"


def main() -> int:
    """Hunt; 0 when nothing was found."""
    total = int(os.environ.get("FUZZ", INPUTS))
    seeded = int(os.environ.get("FUZZ_SEED", random.SystemRandom().randrange(10**9)))
    print(f"{total:,} inputs, FUZZ_SEED={seeded}; Ctrl-C ends the hunt", flush=True)
    context = mp.get_context("spawn")
    news: Queue[News] = context.Queue()
    hunters = [
        context.Process(target=_hunt, args=(number, total, seeded, news), daemon=True)
        for number in range(PROCESSES)
    ]
    state = Hunt(total)
    for hunter in hunters:
        hunter.start()
    stopped = _listen(state, hunters, news)
    for hunter in hunters:
        hunter.terminate()
        hunter.join()
    broken = state.done < PROCESSES and not stopped
    print(f"\n{state.line()}")
    print(f"{state.sent:,} inputs sent, {len(state.finds)} finds", flush=True)
    return 1 if state.finds or broken else 0


def _listen(state: Hunt, hunters: list[mp.context.SpawnProcess], news: Queue[News]) -> bool:
    """Hear the hunters until all are done; whether somebody stopped them."""
    told = time.monotonic()
    try:
        while state.done < PROCESSES:
            try:
                state.hear(news.get(timeout=1))
            except Empty:
                if not any(hunter.is_alive() for hunter in hunters):
                    return False
            if time.monotonic() - told > TOLD_EVERY:
                told = time.monotonic()
                print(state.line(), flush=True)
    except KeyboardInterrupt:
        return True
    return False


def _hunt(number: int, total: int, seeded: int, news: Queue[News]) -> None:
    """One process: every second form, in a city of its own, which stands on the next kind of database."""
    logging.disable(logging.CRITICAL)
    # Told to end, it goes home the same way as by Ctrl-C, and leaves no folder behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with TemporaryDirectory() as folder:
            databases = databases_of(KINDS[number % len(KINDS)])
            desk = Desk(make_fuzzed_city(databases, Path(folder)))
            forms = every_form(desk.world)
            others, sent, waiting = names_of(forms), 0, 0

            def told() -> None:
                nonlocal sent, waiting
                sent, waiting = sent + 1, waiting + 1
                if waiting >= BATCH:
                    news.put((number, "sent", waiting))
                    waiting = 0

            mine, wanted = forms[number::PROCESSES], -(-total // PROCESSES)
            # A form with little to vary takes fewer inputs than its share, so turns go on until all are sent.
            for turn in count():
                left = wanted - sent
                if left <= 0 or not mine:
                    break
                random.Random(seeded + turn).shuffle(mine)  # noqa: S311 an order, not a secret
                for form, share in shares(mine, min(left, ROUND // PROCESSES)):
                    news.put((number, "form", form.title))
                    find = hunt(desk, form, others, share, seeded=seeded + turn, told=told)
                    if find is not None:
                        news.put((number, "find", find))
                        mine = [each for each in mine if each is not form]
            news.put((number, "sent", waiting))
            news.put((number, "done", None))
    except KeyboardInterrupt:
        return
    finally:
        close_all()
