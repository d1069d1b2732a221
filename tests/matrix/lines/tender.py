"""The Consortium table: « final market documents », and what the coordinator who manages writes of the market."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from eprimo.steering.tender.enums import TaskKind
from eprimo.steering.tender.models import Consultation, Task
from tests.matrix.line import Variant, line
from tests.matrix.market import notified, published, sent
from tests.matrix.scene import Scene
from tests.steering.consortium.group import PDF

_MANAGES = "coordinator_manager"
_COORDINATORS = f"coordinator {_MANAGES}"
_READERS = f"{_COORDINATORS} member_rep managing_body commission"


def _pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("pièce.pdf", PDF, "application/pdf")


def _document(name: str, **who: Any) -> Variant:
    return Variant(name=f"{name} {who.pop('when', '')}", args=lambda s: (s[name].public_id,), **who)


def _not_due(scene: Scene) -> None:
    Consultation.objects.update(offers_until=None)


def _signed(scene: Scene) -> None:
    """Notified by its tasks: what is left is to send."""
    notified(scene)
    for kind in (TaskKind.PUBLISH, TaskKind.REPORT, TaskKind.SIGN, TaskKind.NOTIFY):
        Task.objects.create(consultation=scene["consultation"], kind=kind, done_on=date(2026, 11, 24))


LINES = (
    line(
        "tender:record", "GET",
        Variant(ok=_READERS),
        # « final market documents: contractor: read after notification ».
        Variant(name="notified", ok=f"{_READERS} contractor", before=notified),
        second_factor=True,
    ),
    line(
        "tender:prepare", "GET POST",
        Variant(ok=_MANAGES, before=_not_due,
                data=lambda s, w: {"subject": "Un ENT", "until_day": "2027-10-15", "until_time": "12:00"}),
        second_factor=True,
    ),
    line(
        "tender:piece", "GET POST",
        Variant(ok=_MANAGES, args=lambda s: ("rc",), data=lambda s, w: {"file": _pdf()}),
        Variant(name="no such piece", args=lambda s: ("notice",)),
        second_factor=True,
    ),
    line(
        "tender:document", "GET",
        _document("rc", ok=_COORDINATORS),
        _document("rc", when="published", ok=_READERS, before=published),
        _document("rc", when="notified", ok=f"{_READERS} contractor", before=notified),
        _document("needs_document", ok=_COORDINATORS, before=notified),
        second_factor=True, signed_out=401,
    ),
    line(
        "tender:quantities", "GET",
        Variant(ok=_COORDINATORS, args=lambda s: ("ods",)),
        second_factor=True, signed_out=401,
    ),
    line(
        "tender:task", "GET POST",
        Variant(ok=_MANAGES, args=lambda s: ("publish",),
                data=lambda s, w: {"done_on": "2026-10-20", "file": _pdf()}),
        # « sign »: the level of who signs.
        Variant(name="sign", args=lambda s: ("sign",)),
        second_factor=True,
    ),
    line("tender:deliveries", "GET", Variant(ok=_COORDINATORS), second_factor=True),
    line("tender:send", "POST", Variant(ok=_MANAGES, before=_signed), second_factor=True),
    line(
        "tender:receive", "POST",
        Variant(name="valmarais", ok="member_rep", args=lambda s: (s["group"]["valmarais"].public_id,), before=sent),
        Variant(name="not sent", args=lambda s: (s["group"]["brive"].public_id,), before=sent),
        second_factor=True,
    ),
)  # fmt: skip
