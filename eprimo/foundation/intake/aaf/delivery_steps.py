"""What the worker's process does with deliveries that academies sent: each is read, then applied once agreed to."""

import logging
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.models import Mandate, School
from eprimo.foundation.intake.aaf.apply import changes
from eprimo.foundation.intake.aaf.files import AafRefused, AafSet
from eprimo.foundation.intake.aaf.run import AafOutcome, AafStopped, Progress, set_import
from eprimo.foundation.intake.aaf.transcript import Pages, Transcript
from eprimo.foundation.intake.aaf.worker_process import DUE
from eprimo.foundation.intake.academy_models import AafDelivery, AafDeliveryState
from eprimo.foundation.intake.events import AafDeliveryMoved
from eprimo.foundation.intake.models import AafRun, AafState
from eprimo.foundation.intake.onde.text import french
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.owner import NoOwner
from eprimo.foundation.sandbox.errors import Busy, NotRead, Unsafe
from eprimo.foundation.sandbox.isolation import Limits
from eprimo.foundation.sandbox.parser import Parser

logger = logging.getLogger("eprimo.worker")

_MEGA = 1024 * 1024
_ARCHIVE = Parser(
    "aaf-archive", "eprimo.foundation.intake.aaf.confined:transcribed", Transcript, asks=True,
    limits=Limits(seconds=600, memory=1_500 * _MEGA, answer=16 * _MEGA, asks=20_000),
)  # fmt: skip
# Bytes of a transcript: as many as the files may unpack to.
_MOST_WRITTEN = 4 * 1024 * _MEGA
_MOST_TRIES = 3
_MOST_SCHOOLS, _MOST_PROBLEMS = 300, 200
_NO_FULL = (
    "Cette livraison est celle de changements (Delta), et aucune livraison complète n’a été appliquée pour cette "
    "académie : envoyez d’abord la livraison complète (Complet)."
)
_STOPPED = (
    "L’import s’est arrêté trois fois de suite : prévenez qui s’occupe de la plateforme, puis recommencez."
)
_NO_MANDATE = "Qui a demandé d’appliquer cette livraison n’a plus de mandat pour cette académie."


def deliveries_carry_on() -> int:
    """Everything that is due, the oldest first; how many were carried on."""
    due = AafDelivery.objects.filter(state__in=DUE).select_related("academy").order_by("pk")
    return sum(_carry_on(one) for one in due)


def _carry_on(row: AafDelivery) -> bool:
    """One step of one delivery. What another process is at, or the machine cannot do now, waits."""
    if row.tries >= _MOST_TRIES:
        return _end(row, AafRefused("stopped", _STOPPED))
    AafDelivery.objects.filter(pk=row.pk).update(tries=row.tries + 1)
    try:
        if row.state == AafDeliveryState.APPROVED and not _may_still(row):
            raise AafRefused("no_mandate", _NO_MANDATE)
        delivery, outcome = _import(row)
    except AafRefused as refused:
        return _wait(row) if refused.code == "busy" else _end(row, refused)
    except (Busy, Unsafe):
        return _wait(row)
    except (NotRead, NoOwner) as error:
        return _end(row, AafRefused(error.code, error.sentence))
    except AafStopped:
        logger.error("the delivery %s of an academy stopped", row.pk)
        return False
    return _told(row, delivery, outcome)


def _may_still(row: AafDelivery) -> bool:
    held = Mandate.objects.in_force().filter(person=row.agreed_by_id, role=MandateRole.ACADEMY)
    return held.filter(academy=row.academy_id).exists()


def _import(row: AafDelivery) -> tuple[AafSet, AafOutcome]:
    """Read in a child, then compared, or applied. Raises AafRefused, AafStopped, NotRead, NoOwner."""
    folder = settings.VAR / "deliveries"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = b"".join(bytes(one) for one in row.parts.order_by("offset").values_list("content", flat=True))
    if len(content) != row.length:
        raise AafRefused("archive_lost", "L’archive n’est plus là : envoyez-la de nouveau.")
    with tempfile.TemporaryDirectory(dir=folder) as place:
        pages = Pages(Path(place), _MOST_WRITTEN)
        told = _ARCHIVE.run(content, answer=pages.take, academy=row.academy.code)
        del content
        delivery = pages.set_of(told)
        if not delivery.full and not _had_full(row):
            raise AafRefused("no_full", _NO_FULL)
        outcome = set_import(
            academy=row.academy, delivery=delivery, dry_run=row.state == AafDeliveryState.RECEIVED, yes=row.agreed,
            progress=Progress(),
        )  # fmt: skip
    return delivery, outcome


def _had_full(row: AafDelivery) -> bool:
    return AafRun.objects.filter(academy=row.academy_id, full=True, state=AafState.APPLIED).exists()


@transaction.atomic
def _told(row: AafDelivery, delivery: AafSet, outcome: AafOutcome) -> bool:
    """What it would change, or changed. What the directory became meanwhile may ask something anew."""
    now = _held(row)
    if now is None:
        return False
    now.full, now.stamp, now.report, now.tries = delivery.full, delivery.stamp, report_of(outcome), 0
    now.needs_yes = bool(outcome.asks)
    if outcome.applied:
        now.state, now.ended_at = AafDeliveryState.APPLIED, clock.now()
        now.parts.all().delete()
    else:
        now.state, now.agreed, now.agreed_by = AafDeliveryState.CHECKED, False, None
    now.save()
    audit(
        None, "intake.academy.applied" if outcome.applied else "intake.academy.checked", now,
        schools=len(now.report["schools"]) + now.report["more_schools"],
    )  # fmt: skip
    emit(AafDeliveryMoved(delivery_id=now.pk))
    return True


@transaction.atomic
def _end(row: AafDelivery, refused: AafRefused) -> bool:
    """Refused as a whole: nothing was changed, and the archive goes."""
    now = _held(row)
    if now is None:
        return False
    where = f"{refused.file} : " if refused.file else ""
    now.state, now.ended_at, now.refusal = (
        AafDeliveryState.REFUSED,
        clock.now(),
        french(f"{where}{refused.sentence}")[:500],
    )
    now.save()
    now.parts.all().delete()
    audit(None, "intake.academy.refused", now, code=refused.code)
    emit(AafDeliveryMoved(delivery_id=now.pk))
    return True


def _wait(row: AafDelivery) -> bool:
    """Not a try: it is done when the other one is."""
    AafDelivery.objects.filter(pk=row.pk).update(tries=row.tries)
    return False


def _held(row: AafDelivery) -> AafDelivery | None:
    """The row as it stands, until the end of the transaction; None: somebody dropped it meanwhile."""
    rows = AafDelivery.objects.select_for_update(of=("self",)).filter(pk=row.pk, state=row.state)
    return rows.first()


def report_of(outcome: AafOutcome) -> dict[str, Any]:
    """Counts, questions, schools that change, problems: keys and numbers, as the command tells them."""
    moved = {uai: counts for uai, counts in outcome.schools.items() if changes(counts)}
    names = dict(School.objects.filter(uai__in=moved).values_list("uai", "name"))
    shown = list(moved)[:_MOST_SCHOOLS]
    problems = sorted(outcome.problems, key=lambda one: one.severity != "error")
    return {
        "counts": outcome.counts, "people": outcome.people, "asks": [one.sentence for one in outcome.asks],
        "schools": [{"uai": uai, "name": names.get(uai, uai), "counts": moved[uai]} for uai in shown],
        "more_schools": len(moved) - len(shown),
        "problems": [
            {"file": one.file, "message": one.message, "severity": str(one.severity)}
            for one in problems[:_MOST_PROBLEMS]
        ],
        "more_problems": max(0, len(problems) - _MOST_PROBLEMS),
    }  # fmt: skip
