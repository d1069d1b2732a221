"""What the worker does by itself: the night's work of retention, a few batches at a time."""

from eprimo.foundation.kernel.periodic import every
from eprimo.foundation.privacy.retention_run import retention_work


@every(30)
def retention_nightly() -> int:
    return retention_work()
