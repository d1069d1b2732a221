"""Two files of disputes, one that an order closed and one that goes on, and an invoice that was suspended."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from eprimo.devtools.demo.story.papers import paper
from eprimo.devtools.demo.story.stage import Stage, Step
from eprimo.steering.orders.enums import Deposit, DisputeKind, OrderState, Outcome, StepKind
from eprimo.steering.orders.invoice.actions.progress import deposit_record
from eprimo.steering.orders.models import Dispute, Invoice, Order
from eprimo.steering.orders.order.actions.disputes import Complaint, dispute_close, dispute_open, dispute_step

# Who writes the file of each kind.
_FACES = {DisputeKind.ORDER: "member", DisputeKind.CONVENTION: "coordinator"}


def _charge(stage: Stage) -> None:
    """Of the coordinator: no order a month after the start."""
    if stage.signed("epci"):
        dispute_open(
            actor=stage.by("coordinator"), member=stage.member("epci"), order=None,
            said=Complaint(
                "Aucun bon de commande", date(2026, 8, 19),
                "Le marché a commencé le 19 juillet. Aucun bon n’est venu, malgré deux relances (article 7.1).",
                "Le bon des 24 premiers mois, pour le besoin de l’annexe 2.",
            ),
        )  # fmt: skip


def _complain(stage: Stage) -> None:
    """Of the town hall: what a reduction did not settle."""
    order = Order.objects.filter(member=stage.member("valmarais"), state=OrderState.ACKNOWLEDGED).first()
    if order is not None:
        dispute_open(
            actor=stage.by("member"), member=stage.member("valmarais"), order=order,
            said=Complaint(
                "Messagerie arrêtée trois jours", date(2026, 10, 10),
                "La messagerie s’est arrêtée du 10 au 12 octobre dans nos deux écoles (CCAP, article 14). Le titulaire "
                "conteste la réfaction.",
                "Le maintien de la réfaction, et un rapport sur la panne.", Decimal("12.50"),
            ),
        )  # fmt: skip


def _step(
    day: date, of: DisputeKind, kind: StepKind, words: str, name: str = ""
) -> Step:  # fmt: skip
    def act(stage: Stage) -> None:
        dispute = Dispute.objects.filter(kind=of).first()
        if dispute is not None:
            dispute_step(
                actor=stage.by(_FACES[of]), dispute=dispute, kind=kind, on=day, words=words,
                file=paper(name) if name else None,
            )  # fmt: skip

    return Step(day, act)


def _settle(day: date, of: DisputeKind, words: str) -> Step:
    """Both agree, and who opened the file closes it."""

    def act(stage: Stage) -> None:
        dispute = Dispute.objects.filter(kind=of).first()
        if dispute is not None:
            dispute_close(
                actor=stage.by(_FACES[of]), dispute=dispute, outcome=Outcome.SETTLED, on=day, words=words
            )

    return Step(day, act)


def _state(state: Deposit) -> Callable[[Stage], None]:
    """Chorus Pro says so of the invoice of Brive, which lacked its engagement number."""

    def act(stage: Stage) -> None:
        invoice = Invoice.objects.filter(member=stage.member("brive")).order_by("pk").first()
        if invoice is not None:
            day = date(2026, 10, 9) if state == Deposit.SUSPENDED else date(2026, 11, 16)
            deposit_record(actor=stage.by("contractor"), invoice=invoice, state=state, on=day)

    return act


_ORDER, _CONVENTION = DisputeKind.ORDER, DisputeKind.CONVENTION
STEPS = (
    Step(date(2026, 9, 2), _charge),
    _step(
        date(2026, 9, 4),
        _CONVENTION,
        StepKind.NOTICE,
        "Lettre recommandée, un mois pour agir.",
        "mise en demeure",
    ),
    _settle(date(2026, 9, 29), _CONVENTION, "Le bon est envoyé, et reçu par le titulaire."),
    Step(date(2026, 10, 9), _state(Deposit.SUSPENDED)),
    Step(date(2026, 11, 16), _state(Deposit.COMPLETED)),
    Step(date(2026, 11, 12), _complain),
    _step(date(2026, 11, 13), _ORDER, StepKind.NOTICE, "Lettre recommandée au titulaire.", "mise en demeure"),
    _step(
        date(2026, 11, 20),
        _ORDER,
        StepKind.ANSWER,
        "La panne venait du réseau de la commune.",
        "réponse",
    ),
    _step(
        date(2026, 11, 26),
        _ORDER,
        StepKind.MEETING,
        "Visioconférence à trois. Le titulaire relit ses journaux.",
    ),
    # The demo of today shows it open.
    _settle(date(2027, 1, 19), _ORDER, "Le titulaire admet la moitié de la panne, et la réfaction reste."),
)
