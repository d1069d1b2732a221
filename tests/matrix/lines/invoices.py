"""The « invoices » and « bank data, engagement numbers » rows of the Consortium table."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.models import BankChange, CentralBankRate, Deduction, InvoicePayment, InvoiceRun
from tests.conftest import NOW
from tests.matrix.line import Variant, line
from tests.matrix.scene import Scene
from tests.steering.orders.billed import IBAN, planted
from tests.steering.prices.schedule import awarded_to

_COORDINATORS = "coordinator coordinator_manager"
_ACTING = "member_rep managing_body"
# Who acts for each member, and its school.
_OF = {"valmarais": ("member_rep", "tilleuls"), "brive": ("managing_body", "brive")}


def _notified(scene: Scene) -> object:
    return Market.objects.update(published_on=NOW.date(), notified_on=NOW.date())


def _awarded(scene: Scene) -> None:
    _notified(scene)
    awarded_to(scene["group"].market)


def _proposed(scene: Scene) -> object:
    _notified(scene)
    return BankChange.objects.create(market=scene["group"].market, iban=IBAN, public_id=scene.id("tilleuls"))


def _planted(name: str, *, due: bool = False) -> Callable[[Scene], object]:
    """An invoice of that member at an address of the scene; `due`: its order there, and no invoice yet."""

    def before(scene: Scene) -> object:
        group, here = scene["group"], scene.id("tilleuls")
        school = scene.cast.tilleuls if name == "valmarais" else group.schools["brive"]
        return planted(group.market, group[name], school, here, order_id=here if due else None)

    return before


def _asked(scene: Scene) -> object:
    _notified(scene)
    return InvoiceRun.objects.create(market=scene["group"].market, total=1, public_id=scene.id("tilleuls"))


def _one(name: str, *more: Any, ok: str, **said: Any) -> Variant:
    """The invoice of a member: its own people and the contractor; the coordinator never opens it."""
    return Variant(name=name, ok=ok, args=lambda s: (s.id("tilleuls"), *more), before=_planted(name), **said)


def _said(scene: Scene) -> object:
    """Valmarais said that it ordered the payment of its invoice."""
    invoice = _planted("valmarais")(scene)
    today = clock.today("Europe/Paris")
    return InvoicePayment.objects.create(
        invoice=invoice, member=scene["group"]["valmarais"], ordered_on=today, exercise=today.year
    )


def _rated(scene: Scene) -> object:
    _notified(scene)
    return CentralBankRate.objects.create(
        public_id=scene.id("tilleuls"), half_from="2026-07-01", percent="2.15", source="Invention"
    )


def _deducted(scene: Scene) -> object:
    """Valmarais wrote a penalty on its order."""
    invoice: Any = _planted("valmarais")(scene)
    return Deduction.objects.create(
        public_id=scene.id("tilleuls"), market=invoice.market, member=invoice.member, order=invoice.order,
        kind="penalty", month="2026-10-01", ground="Service fermé", amount=50,
    )  # fmt: skip


def _paid(_scene: Scene, _who: str) -> dict[str, Any]:
    return {"ordered_on": clock.today("Europe/Paris").isoformat(), "slip": "58 / 412"}


def _states(_scene: Scene, _who: str) -> dict[str, Any]:
    day = clock.today("Europe/Paris").isoformat()
    return {"file": SimpleUploadedFile("etats.csv", f"Facture;État;Date\nFAC-00001;IN_RECU;{day}\n".encode())}


def _received(_scene: Scene, _who: str) -> dict[str, Any]:
    return {"state": "IN_RECU", "on": clock.today("Europe/Paris").isoformat()}


LINES = (
    # « invoices: member, managing body: read; coordinator: status; contractor, own ».
    line(
        "orders:invoices", "GET",
        Variant(ok=f"{_COORDINATORS} {_ACTING}"),
        Variant(name="notified", ok=f"{_COORDINATORS} {_ACTING} contractor", before=_notified),
        second_factor=True,
    ),
    line(
        "orders:invoices_file", "POST",
        Variant(ok=f"{_COORDINATORS} {_ACTING} contractor", before=_notified, data=lambda s, w: {"format": "csv"}),
        Variant(name="no such format", before=_notified, data=lambda s, w: {"format": "exe"}),
        second_factor=True,
    ),
    line(
        "orders:invoices_due", "GET", Variant(), Variant(name="notified", ok="contractor", before=_notified),
        second_factor=True,
    ),
    line(
        "orders:invoices_issue_all", "POST",
        Variant(ok="contractor", before=_planted("valmarais", due=True)),
        second_factor=True,
    ),
    line(
        "orders:invoice_issue", "POST",
        Variant(ok="contractor", args=lambda s: (s.id("tilleuls"),), data=lambda s, w: {"annee": "0"},
                before=_planted("valmarais", due=True)),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),), before=_notified),
        second_factor=True,
    ),
    line(
        "orders:invoice_run", "GET",
        Variant(ok="contractor", args=lambda s: (s.id("tilleuls"),), before=_asked),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),), before=_notified),
        second_factor=True,
    ),
    line(
        "orders:bank", "GET POST", Variant(ok="contractor", before=_notified, data=lambda s, w: {"iban": IBAN}),
        second_factor=True,
    ),
    line(
        "orders:bank_answer", "POST",
        Variant(name="take back", ok="contractor", args=lambda s: (s.id("tilleuls"), "reprendre"), before=_proposed),
        Variant(name="no such answer", args=lambda s: (s.id("tilleuls"), "autre"), before=_proposed),
        second_factor=True,
    ),
    line(
        "orders:seller", "GET POST",
        Variant(ok="contractor", before=_awarded, data=lambda s, w: {"city": "Nantes"}),
        second_factor=True,
    ),
    line(
        "orders:invoice_take_in", "GET POST",
        Variant(ok="contractor", before=_notified, methods="GET"),
        Variant(name="no invoice", ok="contractor", ok_status=422, before=_notified, methods="POST", writes=False,
                data=lambda s, w: {"file": SimpleUploadedFile("facture.xml", b"<a/>")}),
        second_factor=True,
    ),
    line(
        "orders:invoices_states", "GET POST",
        Variant(ok="contractor", before=_planted("valmarais"), data=_states),
        second_factor=True,
    ),
    line(
        "orders:invoice", "GET",
        *(_one(name, ok=f"{by} contractor") for name, (by, _) in _OF.items()),
        second_factor=True,
    ),
    line(
        "orders:invoice_file", "GET",
        _one("valmarais", "xml", ok="member_rep contractor"),
        _one("brive", "pdf", ok="managing_body contractor"),
        second_factor=True, signed_out=401,
    ),
    line(
        "orders:certify", "POST",
        *(_one(name, ok=by, forbidden="contractor") for name, (by, _) in _OF.items()),
        second_factor=True,
    ),
    line(
        "orders:payment_file", "POST",
        *(_one(name, ok=by, forbidden="contractor", writes=False) for name, (by, _) in _OF.items()),
        second_factor=True,
    ),
    line(
        "orders:dispute", "GET POST",
        *(_one(name, ok=by, data=lambda s, w: {"reason": "Une école de trop"}) for name, (by, _) in _OF.items()),
        second_factor=True,
    ),
    line(
        "orders:deposit", "GET POST",
        _one("valmarais", ok="contractor", data=_received),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),), before=_notified),
        second_factor=True,
    ),
    # « mandatée, payée: the member on its own orders, read by coordinator and that contractor ».
    line(
        "orders:payment", "GET POST",
        *(_one(name, ok=by, data=_paid) for name, (by, _) in _OF.items()),
        second_factor=True,
    ),
    line(
        "orders:payment_take_back", "POST",
        Variant(name="said", ok="member_rep", forbidden="contractor", args=lambda s: (s.id("tilleuls"),), before=_said),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),), before=_notified),
        second_factor=True,
    ),
    line(
        "orders:rates", "GET POST",
        Variant(ok=f"{_COORDINATORS} {_ACTING} contractor", before=_notified, methods="GET"),
        Variant(name="note", ok="coordinator_manager", forbidden=f"coordinator {_ACTING} contractor", before=_notified,
                methods="POST",
                data=lambda s, w: {"half_from": "2026-07-01", "percent": "2,15", "source": "Invention"}),
        second_factor=True,
    ),
    line(
        "orders:rate_remove", "POST",
        Variant(ok="coordinator_manager", forbidden=f"coordinator {_ACTING} contractor",
                args=lambda s: (s.id("tilleuls"),), before=_rated),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),), before=_notified),
        second_factor=True,
    ),
    line(
        "orders:deductions", "GET",
        Variant(ok=f"{_COORDINATORS} {_ACTING} contractor", before=_notified),
        second_factor=True,
    ),
    # « contested deduction: contractor »; the member withdraws its own.
    line(
        "orders:deduction_contest", "GET POST",
        Variant(ok="contractor", args=lambda s: (s.id("tilleuls"),), before=_deducted,
                data=lambda s, w: {"reason": "Panne du réseau"}),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),), before=_notified),
        second_factor=True,
    ),
    line(
        "orders:deduction_withdraw", "GET POST",
        Variant(ok="member_rep", args=lambda s: (s.id("tilleuls"),), before=_deducted,
                data=lambda s, w: {"reason": "Erreur de mois"}),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),), before=_notified),
        second_factor=True,
    ),
    line(
        "orders:credit", "GET POST",
        _one("valmarais", ok="contractor", data=lambda s, w: {"reason": "Erreur", "q_1": "1"}),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),), before=_notified),
        second_factor=True,
    ),
    # « bank data, engagement numbers: member own, managing body mandated »; never the coordinator.
    line(
        "orders:billing", "GET POST",
        *(
            Variant(name=name, ok=by, args=lambda s, name=name: (s["group"][name].public_id,),
                    data=lambda s, w: {"needs_engagement": "on", "engagement": "EJ-1"})
            for name, (by, _) in _OF.items()
        ),
        second_factor=True,
    ),
)  # fmt: skip
