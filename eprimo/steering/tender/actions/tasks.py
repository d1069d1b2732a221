"""The seven tasks of the coordinator, each with its day, its documents and who did it [R041]; the state of adhesions on
the day the collection ends, as a sheet."""

from datetime import date

from django.db import transaction
from django.db.models import Count, Sum

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.cells import xlsx_bytes
from eprimo.steering.consortium.actions.market import market_notified, market_published
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.consortium.dossier import Facts, facts_of
from eprimo.steering.consortium.enums import FileState, MemberKind
from eprimo.steering.consortium.market_periods import consultation_from
from eprimo.steering.consortium.models import Market, Member, Need
from eprimo.steering.consortium.states import states_of
from eprimo.steering.prices.actions import Awardee, prices_award
from eprimo.steering.prices.queries import is_awarded
from eprimo.steering.tender.actions.documents import document_keep, locked
from eprimo.steering.tender.actions.offers import opened_on
from eprimo.steering.tender.actions.publication import decp_keep
from eprimo.steering.tender.actions.rejections import check_standstill, rejections_drop
from eprimo.steering.tender.actions.report import report_keep
from eprimo.steering.tender.enums import AFTER, DCE, PROOFS, DocumentKind, TaskKind
from eprimo.steering.tender.errors import Frozen, NotYet, PieceMissing, ProofMissing, WrongDay
from eprimo.steering.tender.law import reported_too_soon, too_short
from eprimo.steering.tender.models import Consultation, Criterion, Document, Offer, OfferPrice, Task
from eprimo.steering.tender.pieces import Kept, kept_of
from eprimo.steering.tender.policies import can_keep_consultation, can_sign_market
from eprimo.steering.tender.quantities import dqe_bytes, needs_lines
from eprimo.steering.tender.rules import (
    last_signature,
    missing_pieces,
    pieces_sentence,
    task_refused,
)
from eprimo.ui.french import day_month_year

_COLUMNS = ("Membre", "Nature", "SIRET", "Département", "Dossier", "Il manque", "Écoles", "Comptes")

_FOLLOWED = "La mission qui suit est faite\N{NO-BREAK SPACE}: celle-ci ne se corrige plus."
_NO_LIMIT = "Dites d’abord jusqu’à quand les offres sont reçues, comme le règlement de la consultation."
_NO_CRITERIA = (
    "Écrivez d’abord les critères et leurs poids, comme le règlement de la consultation (article 7.3)."
)
_UNSIGNED = "Aucun dossier n’est encore signé\N{NO-BREAK SPACE}: la consultation vient après (article 8)."


def members_sheet(market: Market) -> bytes:
    """Every member, how its file stands and what it needs: the proof of the first task. Bodies only, no person."""
    members = Member.objects.filter(market=market)
    facts, states = facts_of(members), states_of(members)
    needs = Need.objects.filter(member__market=market, ends=None, accounts__gt=0).order_by()
    said = {
        pk: (n, total)
        for pk, n, total in needs.values_list("member").annotate(n=Count("pk"), total=Sum("accounts"))
    }
    rows = [
        (
            one.name, MemberKind(one.kind).label, one.siret, one.department.name,
            _stands(facts[one.pk], states[one.pk]), ", ".join(facts[one.pk].missing), *said.get(one.pk, (0, 0)),
        )
        for one in members.select_related("department").order_by("key", "pk")
    ]  # fmt: skip
    return xlsx_bytes("Adhésions", _COLUMNS, rows)


def _stands(facts: Facts, state: FileState) -> str:
    """The state of a file; one posted too late is said to be."""
    return f"{state.label}, hors délai" if facts.late else state.label


@transaction.atomic
def task_do(
    *, actor: Actor, market: Market, kind: TaskKind, done_on: date, file: GivenFile | None = None
) -> Task:
    """The task is done on that day; done again it is corrected, as long as none that follows is. Raises NotYet,
    WrongDay, PieceMissing, ProofMissing, WrongFile, Frozen. The last one is done by `documents_send`."""
    require(can_sign_market if kind == TaskKind.SIGN else can_keep_consultation, actor)
    if kind == TaskKind.SEND:
        raise NotVisible
    consultation = locked(market)
    _in_order(actor, consultation, kind, done_on)
    if kind == TaskKind.PUBLISH:
        _publishable(actor, consultation, done_on)
    if kind == TaskKind.REPORT:
        _reportable(actor, consultation, done_on)
    if kind == TaskKind.SIGN:
        check_standstill(consultation, done_on)
    before = Task.objects.filter(consultation=consultation, kind=kind, replaced_at=None).first()
    proof = _proof(kind, file, before)
    task = _record(actor, consultation, kind, done_on, before)
    if proof is not None:
        document_keep(actor, consultation, PROOFS[kind], proof, task=task)
    _follow(actor, consultation, task, first=before is None)
    audit(actor, f"tender.task.{kind.value}", task, on=done_on.isoformat())
    return task


def days_done(consultation: Consultation) -> dict[str, date]:
    """The day of each task that is done."""
    rows = Task.objects.filter(consultation=consultation, replaced_at=None)
    return dict(rows.values_list("kind", "done_on"))


def _in_order(actor: Actor, consultation: Consultation, kind: TaskKind, done_on: date) -> None:
    done = days_done(consultation)
    if any(kind in AFTER[TaskKind(later)] for later in done):
        raise Frozen(_FOLLOWED)
    if done_on > clock.today(actor.time_zone):
        raise WrongDay(
            "Cette date est à venir\N{NO-BREAK SPACE}: une mission se note une fois faite.", field="done_on"
        )
    refused = task_refused(kind, done_on, done)
    if refused and all(earlier in done for earlier in AFTER[kind]):
        raise WrongDay(refused, field="done_on")
    if refused:
        raise NotYet(refused)


def _publishable(actor: Actor, consultation: Consultation, done_on: date) -> None:
    """The five pieces, a limit for the offers, and not before the convention says [R041, R061]."""
    missing = missing_pieces(
        Document.objects.filter(consultation=consultation, kind__in=DCE).values_list("kind", flat=True)
    )
    if missing:
        raise PieceMissing(pieces_sentence(missing))
    if consultation.offers_until is None:
        raise NotYet(_NO_LIMIT)
    if not Criterion.objects.filter(consultation=consultation).exists():
        raise NotYet(_NO_CRITERIA)
    floor = consultation_from(consultation.market, last_signature(consultation.market))
    if floor is None:
        raise NotYet(_UNSIGNED)
    if done_on < floor:
        raise WrongDay(
            f"La consultation est lancée au plus tôt le {day_month_year(floor)}, une fois la dernière signature "
            "recueillie (article 8).", field="done_on",
        )  # fmt: skip
    short = too_short(done_on, consultation.offers_until, consultation.bidding, actor.time_zone)
    if short:
        raise WrongDay(short, field="done_on")


def _reportable(actor: Actor, consultation: Consultation, done_on: date) -> None:
    """Nothing is analysed before the two opened the offers: a day before it would shorten the standstill."""
    opened = opened_on(consultation, actor.time_zone)
    if opened is not None and done_on < opened:
        raise WrongDay(reported_too_soon(opened), field="done_on")


def _proof(kind: TaskKind, file: GivenFile | None, before: Task | None) -> Kept | None:
    """What was given with it, looked at before anything is written; a correction may leave the one that is there."""
    if kind not in PROOFS:
        return None
    if file is not None:
        return kept_of(file, PROOFS[kind])
    last = before.documents.order_by("-version").first() if before is not None else None
    if last is None:
        raise ProofMissing(field="file")
    return Kept(last.name, last.extension, bytes(last.content))


def _record(
    actor: Actor, consultation: Consultation, kind: TaskKind, done_on: date, before: Task | None
) -> Task:
    if before is not None:
        before.replaced_at = clock.now()
        before.save(update_fields=["replaced_at"])
    return Task.objects.create(consultation=consultation, kind=kind, done_on=done_on, by_id=actor.person_id)


def _follow(actor: Actor, consultation: Consultation, task: Task, *, first: bool) -> None:
    """What the task changes elsewhere, and what it keeps."""
    market = consultation.market
    if task.kind == TaskKind.COLLECT:
        kept = Kept("adhésions et besoins.xlsx", "xlsx", members_sheet(market))
        document_keep(actor, consultation, DocumentKind.NEEDS, kept, task=task)
    elif task.kind == TaskKind.PUBLISH:
        if first:
            consultation.quantities = needs_lines(market, signed=True)
            consultation.save(update_fields=["quantities"])
            kept = Kept("DQE.xlsx", "xlsx", dqe_bytes(market, "xlsx", signed=True))
            document_keep(actor, consultation, DocumentKind.DQE, kept, task=task)
        market_published(actor=actor, market=market, on=task.done_on)
    elif task.kind == TaskKind.REPORT:
        rejections_drop(consultation)
        report_keep(actor, consultation, task)
    elif task.kind == TaskKind.NOTIFY:
        market_notified(actor=actor, market=market, on=task.done_on)
        market.refresh_from_db()
        _award(actor, consultation)
        decp_keep(actor, consultation)


def _award(actor: Actor, consultation: Consultation) -> None:
    """The prices of who is retained are those of the contract, unless they stand already."""
    market = consultation.market
    if consultation.retained_id is not None and not is_awarded(market):
        rows = OfferPrice.objects.filter(offer=consultation.retained_id)
        retained = Offer.objects.get(pk=consultation.retained_id)
        prices_award(
            actor=actor, market=market, prices=dict(rows.values_list("line__code", "ht")),
            to=Awardee(retained.bidder, retained.siret),
        )  # fmt: skip
