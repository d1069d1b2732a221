"""What nothing carries any more: rows by the nightly run, bytes that no row names a few hours later."""

from datetime import timedelta

from django.core.files.storage import default_storage

from eprimo.foundation.files.carriers import is_carried
from eprimo.foundation.files.models import WAITS, Blob, Piece, Upload
from eprimo.foundation.files.storage import INCOMING, UPLOADS, drop
from eprimo.foundation.kernel import clock

# Longer than anything lasts between giving bytes and writing what carries them.
KEPT = timedelta(days=1)
_AT_ONCE = 1_000


def blobs_collect() -> int:
    """Collect blobs that nothing carries, by the nightly run, inside its transaction: returns how many went. Bytes that
    are joined at this instant are held by who joins them, and stay."""
    unused = Blob.objects.select_for_update(of=("self",), skip_locked=True).filter(
        ~is_carried(), wanted_at__lt=clock.now() - KEPT
    )
    gone = list(unused.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    Piece.objects.filter(blob__in=gone).delete()
    Blob.objects.filter(pk__in=gone).delete()
    return len(gone)


def uploads_collect() -> int:
    """Collect what was sent piece by piece and never joined, by the nightly run, inside its transaction; returns how
    many."""
    gone, _ = Upload.objects.filter(made_at__lt=clock.now() - WAITS).delete()
    return gone


def files_sweep() -> int:
    """Erase the bytes of no row, and what a crash left half written; returns how many files went."""
    gone = sum(_erase(f"{INCOMING}/{name}") for name in _inside(INCOMING)[1])
    gone += _sweep_uploads()
    for school in _inside("")[0]:
        if not school.isdecimal():
            continue
        for start in _inside(school)[0]:
            gone += _sweep(int(school), f"{school}/{start}")
    return gone


def _sweep(school_id: int, folder: str) -> int:
    found = _inside(folder)[0]
    held = set(Blob.objects.filter(school=school_id, sha256__in=found).values_list("sha256", flat=True))
    gone = 0
    for name in found:
        if name not in held:
            gone += sum(_erase(f"{folder}/{name}/{file}") for file in _inside(f"{folder}/{name}")[1])
            _erase_empty(f"{folder}/{name}")
    return gone


def _sweep_uploads() -> int:
    found = _inside(UPLOADS)[0]
    held = {
        str(one) for one in Upload.objects.filter(public_id__in=found).values_list("public_id", flat=True)
    }
    gone = 0
    for name in found:
        if name not in held:
            gone += sum(_erase(f"{UPLOADS}/{name}/{part}") for part in _inside(f"{UPLOADS}/{name}")[1])
            _erase_empty(f"{UPLOADS}/{name}")
    return gone


def _erase(place: str) -> bool:
    """Unless it was written a moment ago: its row is on its way."""
    try:
        if default_storage.get_modified_time(place) > clock.now() - KEPT:
            return False
        drop(place)
    except FileNotFoundError:
        return False
    return True


def _erase_empty(folder: str) -> None:
    if not any(_inside(folder)):
        drop(folder)


def _inside(folder: str) -> tuple[list[str], list[str]]:
    """Its folders and its files."""
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
