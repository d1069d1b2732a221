"""What happens to files without anybody asking."""

from eprimo.foundation.files.blob_checks import blob_check, given_erase
from eprimo.foundation.files.cleanup import files_sweep
from eprimo.foundation.files.events import BlobGiven, BlobSettled
from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.kernel.periodic import every


@on(BlobGiven)
def check(event: BlobGiven) -> None:
    blob_check(blob_id=event.blob_id, person_id=event.person_id)


@on(BlobSettled)
def erase(event: BlobSettled) -> None:
    given_erase(blob_id=event.blob_id)


@every(6 * 3600)
def sweep() -> int:
    """Bytes that no row names."""
    return files_sweep()
