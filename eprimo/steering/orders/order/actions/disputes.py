"""Acts on the file of a dispute: the party that complains opens it, steps are kept with their papers, it is closed.
First an agreement is sought, then the administrative court of Nantes decides, and no other one [C 9]."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from eprimo.foundation.directory.actions.dates import require_reason
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.actions.representation import GivenFile, checked_pdf
from eprimo.steering.consortium.dates import months_after
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.states import BOUND, state_of
from eprimo.steering.orders.enums import (
    AMIABLE,
    BINDING,
    BY_ACT,
    COURT_NAME,
    IN_COURT,
    JUDGED,
    DisputeKind,
    Outcome,
    StepKind,
)
from eprimo.steering.orders.errors import WrongDispute
from eprimo.steering.orders.models import Dispute, DisputePaper, DisputeStep, Order
from eprimo.steering.orders.order.disputes import removable, require_writing
from eprimo.ui.french import day_month_year, local_day
from eprimo.ui.plurals import NBSP

_CENTS = Decimal("0.01")
_MOST = Decimal(10_000_000)
# To appeal, from the notification of the decision (code de justice administrative, R811-2).
APPEAL_MONTHS = 2
_FUTURE = "Cette date n’est pas encore venue."


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a dispute is about. `amount`: the sum that is asked for, None: no sum is."""

    subject: str
    since_on: date
    facts: str
    demand: str
    amount: Decimal | None = None


@transaction.atomic
def dispute_open(*, actor: Actor, member: Member, order: Order | None, said: Complaint) -> Dispute:
    """Open a dispute with the contractor on an `order` that was sent; without one, of the coordinator with the member.
    Raises WrongDispute for a draft, for a member that signed no convention, and for what is no day or amount."""
    member = Member.objects.select_for_update(of=("self",)).select_related("market").get(pk=member.pk)
    kind = DisputeKind.CONVENTION if order is None else DisputeKind.ORDER
    made = Dispute(market=member.market, member=member, kind=kind, order=order)
    require_writing(actor, made)
    _check_object(made)
    _check_complaint(made, said, clock.today(actor.time_zone))
    made.subject, made.since_on, made.amount = " ".join(said.subject.split()), said.since_on, said.amount
    made.facts, made.demand = said.facts.strip(), said.demand.strip()
    last = Dispute.objects.filter(member=member).aggregate(n=Max("number"))["n"] or 0
    made.number = last + 1
    made.save()
    audit(actor, f"orders.dispute.{kind.value}", member, number=made.number, on_behalf=on_behalf(actor))
    return made


@transaction.atomic
def dispute_step(
    *, actor: Actor, dispute: Dispute, kind: StepKind, on: date, words: str = "", case_number: str = "",
    file: GivenFile | None = None,
) -> DisputeStep:  # fmt: skip
    """Note what happened on a day, with its paper. Raises WrongDispute for a file that is closed, a day before what is
    complained of or to come, a court that is asked before any agreement was sought, a decision without its text;
    WrongFile."""
    dispute = _locked(actor, dispute)
    if kind in BY_ACT:
        raise WrongDispute("Un dossier se clôt et se rouvre par son propre bouton.", field="kind")
    _check_day(dispute, on, clock.today(actor.time_zone))
    _check_order(dispute, kind, on)
    if kind in (StepKind.JUDGEMENT, StepKind.PAPER) and file is None:
        raise WrongDispute("Joignez le document (PDF).", field="file")
    if kind == StepKind.JUDGEMENT and not case_number.strip():
        raise WrongDispute("Écrivez le numéro de l’affaire, qui est sur la décision.", field="case_number")
    if not words.strip() and file is None:
        raise WrongDispute("Dites ce qui s’est passé, ou joignez un document.", field="words")
    made = DisputeStep.objects.create(
        dispute=dispute, kind=kind, on=on, words=words.strip(), case_number=" ".join(case_number.split())
    )
    if file is not None:
        name, digest = checked_pdf(file, field="file")
        DisputePaper.objects.create(
            dispute=dispute, step=made, name=name, content=file.content, sha256=digest, size=len(file.content)
        )
    audit(
        actor, "orders.dispute.step", dispute.member, number=dispute.number, step=kind.value,
        on_behalf=on_behalf(actor),
    )  # fmt: skip
    return made


@transaction.atomic
def dispute_step_remove(*, actor: Actor, step: DisputeStep) -> None:
    """Remove the last step, written by mistake less than a day ago, with its paper. Raises WrongDispute."""
    dispute = _locked(actor, step.dispute)
    found = removable(dispute)
    if found is None or found.pk != step.pk:
        raise WrongDispute(
            f"Seule la dernière étape se retire, le jour même ou le lendemain{NBSP}: après, l’autre partie l’a lue. "
            "Ajoutez une étape qui corrige."
        )
    kind = found.kind
    found.delete()
    audit(
        actor, "orders.dispute.step_removed", dispute.member, number=dispute.number, step=kind,
        on_behalf=on_behalf(actor),
    )  # fmt: skip


@transaction.atomic
def dispute_close(*, actor: Actor, dispute: Dispute, outcome: Outcome, on: date, words: str) -> None:
    """Close a dispute with how it ended. Raises WrongDispute for a day before its last step or to come; for « jugé »
    without a decision, or while it may be appealed."""
    dispute = _locked(actor, dispute)
    today = clock.today(actor.time_zone)
    _check_day(dispute, on, today)
    last = dispute.steps.order_by("-on", "-pk").first()
    if last is not None and on < last.on:
        raise WrongDispute(
            f"La dernière étape est du {day_month_year(last.on)}{NBSP}: le dossier ne se clôt pas avant.",
            field="on",
        )
    if outcome in JUDGED:
        _check_final(dispute, today)
    why = require_reason(words)
    dispute.outcome, dispute.closed_on, dispute.closed_at = outcome, on, clock.now()
    dispute.save(update_fields=["outcome", "closed_on", "closed_at"])
    DisputeStep.objects.create(dispute=dispute, kind=StepKind.CLOSED, on=on, words=why)
    audit(
        actor, "orders.dispute.closed", dispute.member, number=dispute.number, outcome=outcome.value,
        on_behalf=on_behalf(actor),
    )  # fmt: skip


@transaction.atomic
def dispute_reopen(*, actor: Actor, dispute: Dispute, reason: str) -> None:
    """Open a closed dispute again: an agreement was not kept, a demand is taken up. Raises WrongDispute for what a
    judge decided."""
    require_writing(actor, dispute)
    dispute = Dispute.objects.select_for_update(of=("self",)).select_related("member").get(pk=dispute.pk)
    if dispute.is_open:
        raise WrongDispute("Ce dossier est déjà ouvert.")
    if dispute.outcome in JUDGED:
        raise WrongDispute(
            f"Le juge a tranché{NBSP}: ce dossier ne se rouvre pas. Pour d’autres faits, ouvrez-en un autre."
        )
    why, today = require_reason(reason), clock.today(actor.time_zone)
    dispute.outcome, dispute.closed_on, dispute.closed_at = "", None, None
    dispute.save(update_fields=["outcome", "closed_on", "closed_at"])
    DisputeStep.objects.create(dispute=dispute, kind=StepKind.REOPENED, on=today, words=why)
    audit(actor, "orders.dispute.reopened", dispute.member, number=dispute.number, on_behalf=on_behalf(actor))


def _locked(actor: Actor, dispute: Dispute) -> Dispute:
    """Lock an open dispute that the actor writes. Raises WrongDispute."""
    require_writing(actor, dispute)
    rows = Dispute.objects.select_for_update(of=("self",)).select_related("member", "order")
    found = rows.get(pk=dispute.pk)
    if not found.is_open:
        raise WrongDispute(f"Ce dossier est clos{NBSP}: rouvrez-le d’abord, s’il peut l’être.")
    return found


def _check_object(made: Dispute) -> None:
    if made.order is not None and (made.order.member_id != made.member_id or made.order.state not in BINDING):
        raise WrongDispute("Un litige porte sur un bon que le membre a envoyé au titulaire.")
    if made.order is None and state_of(made.member) not in BOUND:
        raise WrongDispute(f"Ce membre n’a pas signé la convention{NBSP}: il ne l’exécute pas encore.")


def _check_complaint(made: Dispute, complaint: Complaint, today: date) -> None:
    for name in ("subject", "facts", "demand"):
        if not getattr(complaint, name).strip():
            raise WrongDispute("Ce champ est nécessaire.", field=name)
    if complaint.since_on > today:
        raise WrongDispute(_FUTURE, field="since_on")
    sent = made.order.sent_at if made.order is not None else None
    if sent is not None and complaint.since_on < local_day(sent):
        raise WrongDispute(
            f"Le bon a été envoyé le {day_month_year(sent)}{NBSP}: rien ne pouvait être dû avant.",
            field="since_on",
        )
    amount = complaint.amount
    if amount is None:
        return
    if not amount.is_finite() or not 0 < amount <= _MOST or amount != amount.quantize(_CENTS):
        raise WrongDispute("Un montant est plus grand que zéro, en euros et centimes.", field="amount")


def _check_day(dispute: Dispute, on: date, today: date) -> None:
    if on > today:
        raise WrongDispute(_FUTURE, field="on")
    if on < dispute.since_on:
        raise WrongDispute(
            f"Les faits sont du {day_month_year(dispute.since_on)}{NBSP}: rien ne vient avant.", field="on"
        )


def _check_order(dispute: Dispute, kind: StepKind, on: date) -> None:
    """Raise WrongDispute for a step out of order: an agreement is sought, then the court is asked, then it decides,
    then the decision is appealed."""
    done = set(dispute.steps.filter(on__lte=on).values_list("kind", flat=True))
    if kind == StepKind.CLAIM and not done & set(AMIABLE):
        raise WrongDispute(
            f"Cherchez d’abord un accord{NBSP}: notez la mise en demeure, la rencontre, la proposition ou la médiation "
            f"qui vient avant la requête. Ensuite le {COURT_NAME[:1].lower()}{COURT_NAME[1:]} est seul "
            "compétent (article 9).",
            field="kind",
        )
    if kind in (StepKind.HEARING, StepKind.JUDGEMENT) and StepKind.CLAIM not in done:
        raise WrongDispute("Notez d’abord la requête au tribunal.", field="kind")
    if kind == StepKind.APPEAL and StepKind.JUDGEMENT not in done:
        raise WrongDispute("Notez d’abord la décision dont il est fait appel.", field="kind")


def _check_final(dispute: Dispute, today: date) -> None:
    last = dispute.steps.filter(kind__in=IN_COURT).order_by("-on", "-pk").first()
    if last is None or last.kind != StepKind.JUDGEMENT:
        raise WrongDispute("Notez d’abord la décision du juge, avec son texte.", field="outcome")
    final = months_after(last.on, APPEAL_MONTHS)
    if today <= final:
        raise WrongDispute(
            f"La décision est du {day_month_year(last.on)}{NBSP}: un appel reste possible deux mois, et un dossier "
            f"jugé ne se rouvre pas. Il se clôt à partir du lendemain du {day_month_year(final)}.",
            field="outcome",
        )
