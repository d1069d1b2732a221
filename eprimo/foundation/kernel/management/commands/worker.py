"""The worker: carries events on and seals the audit trail; `--files`: another one, which reads files of strangers only.

One of each is enough; several do not disturb each other.
"""

import logging
import signal
import threading
import time
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections, connection

from eprimo.foundation.kernel.crashes import Crashes
from eprimo.foundation.kernel.models import Lane
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.kernel.periodic import run_periodic
from eprimo.foundation.kernel.seal_keys import NoSealKey
from eprimo.foundation.kernel.seals import seal_pending

logger = logging.getLogger("eprimo.trail")

# A badge moves within a second of the commit: an idle look at the queue is one read of a partial index (0.2 ms).
_PAUSE = 0.2
_SEAL_EVERY = 5.0


class Command(BaseCommand):
    help = (
        "Carry events on (deliveries, notices, erasures) and seal the audit trail, until it is told to stop. "
        "With --files: read the files that people gave, and nothing else. Both are needed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due in every lane, then stop")
        parser.add_argument("--files", action="store_true", help="read files of strangers, and nothing else")

    def handle(self, *args: Any, once: bool, files: bool, **options: Any) -> None:
        if once:
            while run_due() or run_periodic(all_now=True):
                pass
            seal()
            return
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.stop)
        if files:
            self.read_files()
        else:
            self.carry_on()

    def read_files(self) -> None:
        """Read files that were given, one after the other, until `stop`."""
        self.going = True
        while self.going:
            if not self._due((Lane.FILES,), limit=1):
                time.sleep(_PAUSE)

    def carry_on(self) -> None:
        """Do what is due, then rest for a short while, until `stop`."""
        self.going = True
        # Apart: a slow mail server must not hold up a badge.
        periodic = threading.Thread(target=self._periodic, name="periodic")
        periodic.start()
        sealed_at = 0.0
        while self.going:
            busy = self._due((Lane.FIRST, Lane.USUAL))
            if time.monotonic() - sealed_at >= _SEAL_EVERY:
                self._seal()
                sealed_at = time.monotonic()
            if not busy:
                time.sleep(_PAUSE)

        periodic.join()

    def _due(self, lanes: Sequence[Lane], limit: int = 100) -> int:
        try:
            return run_due(limit, lanes)
        except OperationalError:
            self._away()
            return 0

    def _seal(self) -> None:
        try:
            seal()
        except OperationalError:
            self._away()

    def _away(self) -> None:
        """The database is away: wait, connect again, go on."""
        close_old_connections()
        time.sleep(_PAUSE * 4)

    def _periodic(self) -> None:
        crashes = Crashes.open()
        while self.going:
            try:
                busy = run_periodic(crashes)
            except OperationalError:
                close_old_connections()
                busy = 0
                time.sleep(_PAUSE * 4)
            if not busy:
                time.sleep(_PAUSE * 5)
        crashes.close()
        connection.close()

    def stop(self, *_: object) -> None:
        self.going = False


def seal() -> None:
    """Seal the lines that wait. Without a key nothing else waits; `status` counts the lines that do."""
    try:
        seal_pending()
    except NoSealKey as error:
        logger.error("the trail is not sealed: %s", error.sentence)
