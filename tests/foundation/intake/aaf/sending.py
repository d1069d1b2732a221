"""Deliveries as an academy sends them by its page: one archive."""

import io
import tarfile
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from eprimo.foundation.directory.models import Academy
from eprimo.foundation.intake.aaf.delivery_steps import deliveries_carry_on
from eprimo.foundation.intake.actions.academy import academy_delivery_send, archive_keep
from eprimo.foundation.intake.models import AafDelivery
from tests.cast import Cast


def zipped(folder: Path, *, inside: str = "") -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"{inside}{path.name}")
    return out.getvalue()


def tarred(folder: Path) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        archive.add(folder, arcname="livraison")
    return out.getvalue()


def sent(cast: Cast, content: bytes, *, carried: bool = True) -> AafDelivery:
    """Sent by the academy, and read by the worker."""
    actor = cast.actor("academy")
    one = archive_keep(
        actor=actor, academy=Academy.objects.get(code="17"), name="livraison.zip", content=content
    )
    academy_delivery_send(actor=actor, delivery=one)
    if carried:
        deliveries_carry_on()
    one.refresh_from_db()
    return one
