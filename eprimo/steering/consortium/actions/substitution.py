"""By law one member is in the place of another: a commune nouvelle, an EPCI that takes the competence [R016].

It is no adhesion: what the member had passes as it was, the whole of it, from the day that the act says."""

from datetime import date, datetime

from django.db import transaction

from eprimo.foundation.directory.actions.dates import first_instant
from eprimo.foundation.directory.enums import EndReason
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.due_passages import member_turn
from eprimo.steering.consortium.actions.members import member_columns, refuse_twice
from eprimo.steering.consortium.actions.passages import pass_file
from eprimo.steering.consortium.actions.representation import GivenFile, piece_keep
from eprimo.steering.consortium.enums import (
    OF_EPCI,
    FileState,
    MemberKind,
    Outcome,
    PassageReason,
    Succession,
)
from eprimo.steering.consortium.errors import AlreadyLeft, NotEligible, WrongOrder
from eprimo.steering.consortium.models import (
    Member,
    Need,
    Passage,
    Piece,
    Representation,
    SchoolClaim,
    Substitution,
    Withdrawal,
)
from eprimo.steering.consortium.policies import can_record_substitution
from eprimo.steering.consortium.states import BOUND, OPEN, ZONE, last_of
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

_TAKES_COMPETENCE = {*OF_EPCI, MemberKind.SYNDICAT}
_LEAVES = f"un retrait accepté vaut pour tout le membre (article 3){NBSP}: il ne passe pas à un autre"


@transaction.atomic
def member_substitute(
    *,
    actor: Actor,
    member: Member,
    kind: Succession,
    successor: Member,
    effective_on: date,
    act: str,
    act_on: date,
    file: GivenFile,
) -> Substitution:
    """Put the successor, in the list already or a row that is not saved, in the place of the member from that day.
    Raises NotEligible for what the law does not make of it, WrongOrder, WrongFile, AlreadyLeft."""
    require(can_record_substitution, actor)
    member = (
        Member.objects.select_for_update(of=("self",)).select_related("market", "commune").get(pk=member.pk)
    )
    member_turn(member)
    last = _bound(member)
    _days(effective_on, act_on, last)
    if not act.strip():
        raise NotEligible("Dites par quel acte.", field="act")
    member.replaced_on = effective_on
    member.save(update_fields=["replaced_on"])
    to, is_new = _successor(member, successor)
    _lawful(kind, member, to)
    _follows(to, FileState(last.state), effective_on, actor)
    piece = piece_keep(member, file, field="file")
    made = Substitution.objects.create(
        member=member, successor=to, kind=kind, effective_on=effective_on, act=act.strip(), act_on=act_on,
        piece=piece, piece_sha256=piece.sha256,
    )  # fmt: skip
    instant = first_instant(effective_on, ZONE)
    _hand_over(member, to, instant)
    _represented(member, to, instant, is_new=is_new)
    pass_file(member, FileState.ENDED, PassageReason.SUBSTITUTED, actor=actor, effective_on=effective_on)
    audit(actor, "consortium.member.substituted", member, since=effective_on.isoformat(), kind=kind.value)
    return made


def _bound(member: Member) -> Passage:
    """The last passage of a member that can be replaced; raises for one that cannot."""
    if member.replaced_on is not None:
        raise AlreadyLeft("Un autre membre a déjà pris la place de celui-ci.")
    last = last_of(member)
    if last is None or last.state not in BOUND:
        raise NotEligible(f"Seul un membre qui a signé est remplacé{NBSP}: celui-ci ne l’est pas, ou plus.")
    if Withdrawal.objects.filter(member=member, outcome=Outcome.ACCEPTED).exists():
        raise NotEligible(f"Ce membre part{NBSP}: {_LEAVES}.")
    return last


def _days(effective_on: date, act_on: date, last: Passage) -> None:
    today = clock.today(ZONE)
    if effective_on > today:
        raise WrongOrder(
            f"Ce jour est à venir{NBSP}: notez la substitution quand il est là.", field="effective_on"
        )
    if act_on > today:
        raise WrongOrder("Cette date est à venir.", field="act_on")
    if effective_on < last.effective_on:
        words = (
            f"Ce dossier est noté au {day_month_year(last.effective_on)}{NBSP}: choisissez ce jour ou après."
        )
        raise WrongOrder(words, field="effective_on")


def _successor(member: Member, successor: Member) -> tuple[Member, bool]:
    """The member in the list, or a new one that no closed door keeps out; and whether it is new."""
    if successor.pk:
        if successor.pk == member.pk or successor.market_id != member.market_id:
            raise NotEligible("Choisissez un autre organisme que le membre lui-même.", field="siret")
        found = (
            Member.objects.select_for_update(of=("self",))
            .select_related("market", "epci")
            .get(pk=successor.pk)
        )
        member_turn(found)
        return found, False
    made = Member(market=member.market, **member_columns(member.market, successor))
    refuse_twice(made)
    made.save()
    return made, True


def _lawful(kind: Succession, member: Member, to: Member) -> None:
    """Raise NotEligible for what no law does."""
    if kind == Succession.MERGER:
        if member.kind != MemberKind.COMMUNE or to.kind != MemberKind.COMMUNE:
            raise NotEligible(
                "Une commune nouvelle prend la place de communes, et d’elles seules.", field="kind"
            )
        return
    if member.kind in {MemberKind.PRIVATE, MemberKind.RECTORAT} or to.kind not in _TAKES_COMPETENCE:
        raise NotEligible(
            "La compétence scolaire passe d’une collectivité à une intercommunalité ou à un syndicat.",
            field="kind",
        )
    if to.epci_id is not None and member.commune is not None and member.commune.epci_id != to.epci_id:
        name = f"«{NBSP}{to.name}{NBSP}»"
        raise NotEligible(f"La commune n’est pas du territoire de {name}.", field="siret")


def _follows(to: Member, state: FileState, day: date, actor: Actor) -> None:
    """The successor is where the member was; where it was bound already it stays."""
    if to.replaced_on is not None or Withdrawal.objects.filter(member=to, outcome=Outcome.ACCEPTED).exists():
        raise NotEligible(f"«{NBSP}{to.name}{NBSP}» part{NBSP}: {_LEAVES}.", field="siret")
    last = last_of(to)
    if last is not None and last.state in BOUND:
        return
    if last is not None and last.state not in OPEN:
        raise NotEligible(f"«{NBSP}{to.name}{NBSP}» n’est plus membre du groupement.", field="siret")
    since = max(day, last.effective_on) if last is not None else day
    pass_file(to, state, PassageReason.SUBSTITUTED, actor=actor, effective_on=since)


def _hand_over(member: Member, to: Member, instant: datetime) -> None:
    """Every school and every need, at the same instant: what began after it passes from its own beginning."""
    rows: tuple[tuple[type[SchoolClaim] | type[Need], tuple[str, ...]], ...] = (
        (SchoolClaim, ("school_id",)), (Need, ("school_id", "accounts")),
    )  # fmt: skip
    for model, columns in rows:
        for row in model.objects.filter(member=member, ends=None).order_by("pk"):
            at = max(instant, row.starts)
            row.ends, row.end_reason = at, EndReason.MERGED
            row.save(update_fields=["ends", "end_reason"])
            model.objects.create(member=to, starts=at, **{name: getattr(row, name) for name in columns})


def _represented(member: Member, to: Member, instant: datetime, *, is_new: bool) -> None:
    """Nobody acts for the member any more. For a new one who acted before does, by the same mandate; one that was in
    the list keeps its own."""
    last = Representation.objects.filter(member=member, ends=None).select_related("piece").first()
    if last is not None:
        last.ends, last.end_reason = max(instant, last.starts), EndReason.MERGED
        last.save(update_fields=["ends", "end_reason"])
    if not is_new:
        return
    piece = None
    if last is not None and last.piece is not None:
        kept = last.piece
        piece = Piece.objects.create(
            member=to, name=kept.name, content=kept.content, sha256=kept.sha256, size=kept.size
        )
    Representation.objects.create(
        member=to, starts=instant, managing_body_id=last.managing_body_id if last else None, piece=piece,
        piece_sha256=last.piece_sha256 if last else "",
    )  # fmt: skip
