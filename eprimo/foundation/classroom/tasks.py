"""What the worker does by itself: devices whose day is over are taken away."""

from eprimo.foundation.classroom.actions.devices import devices_purge
from eprimo.foundation.kernel.periodic import every


@every(3600)
def purge_class_devices() -> int:
    return devices_purge()
