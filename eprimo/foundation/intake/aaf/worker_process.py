"""The process that the worker starts for deliveries of academies: `manage.py aaf_deliveries`."""

import logging
import os
import subprocess
import sys

from django.conf import settings

from eprimo.foundation.intake.academy_models import AafDelivery, AafDeliveryState

logger = logging.getLogger("eprimo.worker")

DUE = (AafDeliveryState.RECEIVED, AafDeliveryState.APPROVED)
_running: list[subprocess.Popen[bytes]] = []


def process_start() -> int:
    """Start it where something is due and none of this worker's is at it; 1 when it was started."""
    _running[:] = [one for one in _running if one.poll() is None]
    if _running or not AafDelivery.objects.filter(state__in=DUE).exists():
        return 0
    command = [sys.executable, "-m", "django", "aaf_deliveries"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    # It goes on when the worker is stopped; a second one waits for the lock of the first.
    _running.append(
        subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdin=subprocess.DEVNULL)
    )
    return 1
