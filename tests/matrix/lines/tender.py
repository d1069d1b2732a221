"""The Consortium table: « final market documents », and what the coordinator who manages writes of the market."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from eprimo.steering.consortium.models import Member
from eprimo.steering.tender.enums import TaskKind
from eprimo.steering.tender.models import CommissionSeat, Consultation, Task
from tests.matrix.line import Variant, line
from tests.matrix.market import notified, published, retained, sent, undeclared, unopened
from tests.matrix.scene import Scene
from tests.steering.consortium.group import PDF, siren, siret
from tests.steering.tender.market import bound

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
    bound(scene["group"])
    notified(scene)
    for kind in (TaskKind.PUBLISH, TaskKind.REPORT, TaskKind.SIGN, TaskKind.NOTIFY):
        Task.objects.create(consultation=scene["consultation"], kind=kind, done_on=date(2026, 11, 24))


def _reported(scene: Scene) -> None:
    Task.objects.create(consultation=scene["consultation"], kind=TaskKind.REPORT, done_on=date(2026, 11, 24))


def _public(scene: Scene) -> None:
    """Notified, by a rectorat that is a member."""
    retained(scene)
    Member.objects.filter(pk=scene["group"]["cc"].pk).update(kind="rectorat", epci=None)


_ANALYSE = f"{_MANAGES} commission"


def _offer(name: str, **who: Any) -> Variant:
    return Variant(name=f"{name} {who.pop('when', '')}", args=lambda s: (s[name].public_id,), **who)


def _no_seat(scene: Scene) -> None:
    CommissionSeat.objects.all().delete()


def _marks(scene: Scene, who: str) -> dict[str, str]:
    criteria = scene["consultation"].criteria.values_list("pk", flat=True)
    return {f"v_{pk}": "3" for pk in criteria} | {f"c_{pk}": "Clair" for pk in criteria}


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
                data=lambda s, w: {"subject": "Un ENT", "until_day": "2027-10-15", "until_time": "12:00",
                                   "bidding": "electro"}),
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
        Variant(ok=_MANAGES, args=lambda s: ("publish",), before=lambda s: bound(s["group"]),
                data=lambda s, w: {"done_on": "2026-09-07", "file": _pdf()}),
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
    line("tender:commission", "GET", Variant(ok=f"{_COORDINATORS} commission"), second_factor=True),
    line(
        "tender:seat", "GET POST",
        Variant(ok=_MANAGES, before=_no_seat,
                data=lambda s, w: {"person": str(s.id("commission")), "kind": "full", "body": "Brive",
                                   "starts": "2026-11-01"}),
        second_factor=True,
    ),
    line(
        "tender:seat_end", "POST",
        Variant(ok=_MANAGES, args=lambda s: (s["seat"].public_id,)),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "tender:declare", "GET POST",
        # « after own declaration of no interest »: those who may come to analyse, each for oneself.
        Variant(ok=f"{_COORDINATORS} commission", data=lambda s, w: {"has_interest": "no"}, before=undeclared),
        Variant(name="without a seat", ok=_COORDINATORS, data=lambda s, w: {"has_interest": "no"}, methods="POST",
                before=lambda s: (undeclared(s), _no_seat(s))),
        second_factor=True,
    ),
    line(
        "tender:criteria", "GET POST",
        Variant(ok=_MANAGES, data=lambda s, w: {"name_1": "Tout", "weight_1": "60"}),
        second_factor=True,
    ),
    line("tender:method", "GET POST", Variant(ok=_MANAGES, before=unopened, data=lambda s, w: {"method": "linear"}),
         second_factor=True),
    line(
        "tender:offers", "GET",
        Variant(ok=_ANALYSE),
        Variant(name="undeclared", before=undeclared),
        second_factor=True,
    ),
    line(
        "tender:deposit", "GET POST",
        Variant(ok=_MANAGES, before=unopened,
                data=lambda s, w: {"bidder": "Autre", "siret": siret(siren("99900079")), "day": "2026-11-24",
                                   "time": "00:10"}),
        second_factor=True,
    ),
    line("tender:opening", "POST", Variant(ok=_MANAGES, before=unopened), second_factor=True),
    line(
        "tender:offer", "GET",
        _offer("offer", ok=_ANALYSE),
        _offer("late_offer"),
        # « contractor: own offer ».
        _offer("offer", when="retained", ok=f"{_ANALYSE} contractor", before=retained),
        _offer("offer", when="undeclared", before=undeclared),
        second_factor=True,
    ),
    line(
        "tender:offer_prices", "GET POST",
        _offer("offer", ok=_MANAGES, data=lambda s, w: {"p_C1": "2", "p_M1": "30", "p_O1": "10"}),
        _offer("late_offer"),
        second_factor=True,
    ),
    line(
        "tender:offer_marks", "GET POST",
        # « mark in its step, after the declaration ».
        _offer("offer", ok=_ANALYSE, data=_marks),
        _offer("late_offer"),
        _offer("offer", when="undeclared", before=undeclared, data=_marks),
        second_factor=True,
    ),
    line(
        "tender:offer_irregular", "GET POST",
        _offer("offer", ok=_MANAGES, data=lambda s, w: {"reason": "Sans AE"}),
        _offer("late_offer"),
        second_factor=True,
    ),
    line(
        "tender:offer_question", "GET POST",
        _offer("offer", ok=_MANAGES, data=lambda s, w: {"asked": "Comment ?", "asked_on": "2026-11-20"}),
        _offer("late_offer"),
        second_factor=True,
    ),
    line(
        "tender:rejections", "GET POST",
        Variant(ok=_MANAGES, before=_reported, data=lambda s, w: {"sent_on": "2026-11-24", "by": "electro"}),
        second_factor=True,
    ),
    line("tender:reopen", "POST", Variant(ok=_MANAGES, before=_reported), second_factor=True),
    line("tender:public", "GET", Variant(ok=_COORDINATORS), second_factor=True),
    line(
        "tender:public_file", "GET",
        Variant(ok=_COORDINATORS, before=_public),
        Variant(name="before the notification"),
        second_factor=True, signed_out=401,
    ),
    line(
        "tender:notices", "GET POST", Variant(ok=_MANAGES, data=lambda s, w: {"boamp_number": "26-12345"}),
        second_factor=True,
    ),
    line(
        "tender:declared", "GET POST",
        Variant(ok=_MANAGES, data=lambda s, w: {
            "reference": "2026-ENT", "cpv": "48190000-6", "price_type": "Définitif révisable",
            "social": "Clause sociale", "green": "Clause environnementale", "advance": "0"}),
        second_factor=True,
    ),
    line(
        "tender:modification", "GET POST",
        Variant(ok=_MANAGES, before=notified, data=lambda s, w: {"subject": "Avenant", "notified_on": "2026-11-24"}),
        second_factor=True,
    ),
)  # fmt: skip
