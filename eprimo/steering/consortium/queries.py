"""What is read of the group: the list of members, one member, its calendar."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, JSONObject

from eprimo.foundation.directory.models import Mandate, School
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.pagination import Page, paginate
from eprimo.foundation.kernel.text import fold
from eprimo.steering.consortium.enums import FileState, MemberKind, Mode
from eprimo.steering.consortium.models import (
    ManagingBody,
    Market,
    Member,
    MemberList,
    Need,
    Piece,
    Reminder,
    Representation,
    SchoolClaim,
    Seat,
)
from eprimo.steering.consortium.policies import (
    can_keep_members,
    can_read_file,
    can_read_member,
    current_market,
    files_visible_to,
    members_listed_to,
    reads_members,
)
from eprimo.steering.consortium.schools import schools_for
from eprimo.steering.consortium.states import counted_by_state, in_states, state_at, with_state
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

_ORDER = ("key", "pk")
MOST_SCHOOLS = 60
_MOST_LISTS = 50
# Beside the states of a file: what no state says.
LATE = "late"


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What the address narrows the list to; empty: all of it."""

    words: str = ""
    department: str = ""
    kind: str = ""
    mode: str = ""
    state: str = ""

    @property
    def narrowed(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


def market_read(actor: Actor) -> Market | None:
    """The market whose members the actor lists; raises NotVisible when the list does not exist for them."""
    if not reads_members(actor):
        raise NotVisible
    return current_market()


def members_of(actor: Actor, market: Market, asked: MemberFilter) -> QuerySet[Member]:
    """The list, with `schools` (how many are its own now) and `body` (who acts for it; empty: itself); for the
    coordinator `state` and `late` too (where its file stands)."""
    now = actor.now
    claims = SchoolClaim.objects.in_force(now).filter(member=OuterRef("pk")).order_by().values("member")
    acting = Representation.objects.in_force(now).filter(member=OuterRef("pk"))
    rows: QuerySet[Any] = Member.objects.filter(members_listed_to(actor), _narrowed(asked), market=market).annotate(
        schools=Coalesce(Subquery(claims.annotate(n=Count("pk")).values("n")), 0),
        body=Coalesce(Subquery(acting.values("managing_body__name")[:1]), Value("")),
    )  # fmt: skip
    if asked.mode:
        rows = rows.filter(body="") if asked.mode == Mode.ALONE else rows.exclude(body="")
    if actor.role == Role.COORDINATOR:
        late = Coalesce(
            Q(letter__posted_on__gt=Coalesce("market__extended_until", "market__joins_until")), False
        )
        rows = _in_state(with_state(rows).annotate(late=late), asked.state)
    return rows.select_related("department").order_by(*_ORDER)


def members_page(
    actor: Actor, market: Market, asked: MemberFilter, *, after: str, before: str
) -> Page[Member]:
    return paginate(members_of(actor, market, asked), _ORDER, after=after, before=before)


def members_to_sign(market: Market) -> list[Any]:
    """Those whose file is complete and in time, by name, with `accounts` (the sum of their needs)."""
    late = Q(letter__posted_on__gt=Coalesce("market__extended_until", "market__joins_until"))
    needs = Need.objects.filter(member=OuterRef("pk"), ends=None).order_by().values("member")
    rows = in_states(Member.objects.filter(market=market), [FileState.COMPLETE]).exclude(late)
    total = Subquery(needs.annotate(n=Sum("accounts")).values("n"))
    return list(rows.annotate(accounts=total).order_by(*_ORDER))


def _in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Those whose file stands so; « late »: posted after the last day, whatever else."""
    if state == LATE:
        return rows.filter(late=True)
    return rows.filter(state=state) if state else rows


def _narrowed(asked: MemberFilter) -> Q:
    q = Q()
    if asked.department:
        q &= Q(department__code=asked.department)
    if asked.kind:
        q &= Q(kind=asked.kind)
    figures = "".join(asked.words.split())
    if figures.isdigit():
        return q & Q(siret__startswith=figures)
    for word in fold(asked.words).split():
        q &= Q(key__contains=word)
    return q


@dataclass(frozen=True, slots=True)
class Body:
    """Of which body a mandate of the group speaks. `kind`: of a member; empty: a managing body."""

    name: str
    kind: str = ""


def seats_query(actor: Actor) -> ArraySubquery:
    """The bodies of the mandates of the role in use that no place says: a column, which `seats_read` reads."""
    rows = Seat.objects.filter(mandate__in=actor.mandate_ids)
    name = Coalesce("member__name", "managing_body__name")
    return ArraySubquery(rows.values(row=JSONObject(mandate="mandate", name=name, kind="member__kind")))


def seats_read(rows: list[dict[str, Any]] | None) -> dict[int, Body]:
    """By mandate."""
    return {row["mandate"]: Body(row["name"], row["kind"] or "") for row in rows or ()}


def bodies_of(mandates: Iterable[int]) -> dict[int, Body]:
    """The bodies of these mandates that no place says, by mandate: one statement."""
    rows = Seat.objects.filter(mandate__in=mandates).select_related("member", "managing_body")
    found = {}
    for row in rows:
        if row.member is not None:
            found[row.mandate_id] = Body(row.member.name, row.member.kind)
        elif row.managing_body is not None:
            found[row.mandate_id] = Body(row.managing_body.name)
    return found


def own_members(actor: Actor, market: Market) -> list[Member]:
    """Those for whom a member's representative or a managing body acts; none for other roles."""
    own = Member.objects.filter(files_visible_to(actor), market=market)
    return list(own.select_related("department").order_by(*_ORDER)[:MOST_SCHOOLS])


def own_query(actor: Actor) -> ArraySubquery:
    """Those for whom the actor acts, as a home names them: a column."""
    last = Market.objects.order_by("-starts_on", "-pk").values("pk")[:1]
    rows = Member.objects.filter(files_visible_to(actor), market=Subquery(last)).order_by(*_ORDER)
    told = Reminder.objects.filter(member=OuterRef("pk")).order_by("-day").values("day")[:1]
    said = JSONObject(id="public_id", name="name", kind="kind", state=state_at(), reminded=Subquery(told))
    return ArraySubquery(rows.values(row=said)[:MOST_SCHOOLS])


def files_query(_actor: Actor) -> ArraySubquery:
    """How many files stand in each state, for the coordinator's home: a column."""
    last = Market.objects.order_by("-starts_on", "-pk").values("pk")[:1]
    rows = Member.objects.filter(market=Subquery(last)).exclude(kind=MemberKind.RECTORAT)
    return ArraySubquery(counted_by_state(rows))


def listed_query(actor: Actor) -> Subquery:
    """How many members the contractor may read of; 0 before the notification: a column."""
    rows = Member.objects.filter(members_listed_to(actor)).order_by().values("market__academy")
    return Subquery(rows.annotate(n=Count("pk")).values("n")[:1], output_field=IntegerField())


def member_listed(actor: Actor, public_id: UUID) -> Member:
    """A member of the list; raises NotVisible."""
    rows = Member.objects.select_related("market__academy", "department", "commune", "epci")
    found = rows.filter(public_id=public_id).first()
    if found is None or not can_read_member(actor, found):
        raise NotVisible
    return found


def member_file(actor: Actor, public_id: UUID) -> Member:
    """A member whose own file the actor opens; raises NotVisible."""
    found = member_listed(actor, public_id)
    if not can_read_file(actor, found):
        raise unseen(actor, found)
    return found


def unseen(actor: Actor, member: Member) -> NotVisible:
    """What is raised for the file, the orders or the invoices of a member that the actor does not open: a managing body
    whose mandate ended knew them, and reads since when it no longer does."""
    if actor.role != Role.MANAGING_BODY:
        return NotVisible()
    bodies = Mandate.objects.filter(pk__in=actor.mandate_ids).values("seat__managing_body")
    over = Representation.objects.filter(member=member, managing_body__in=bodies, ends__lte=actor.now)
    last = over.order_by("-ends").first()
    if last is None or last.ends is None:
        return NotVisible()
    return NotVisible(
        f"Votre organisme n’agit plus pour {member.name} depuis le {day_month_year(last.ends)}{NBSP}: son dossier, ses "
        "bons et ses factures ne vous sont plus ouverts, et rien n’y est changé."
    )


def piece_of(actor: Actor, public_id: UUID) -> Piece:
    """A document of a file the actor opens; raises NotVisible."""
    found = Piece.objects.select_related("member__market").filter(public_id=public_id).first()
    if found is None or not can_read_file(actor, found.member):
        raise NotVisible
    return found


def claims_of(member: Member) -> list[SchoolClaim]:
    """Its schools now, by name."""
    rows = member.claims.in_force().select_related("school__commune")
    return list(rows.order_by("school__key", "school__uai"))


def claim_of(member: Member, public_id: UUID) -> SchoolClaim:
    """One of them; raises NotVisible."""
    found = SchoolClaim.objects.in_force().filter(member=member, public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def schools_to_claim(member: Member, words: str) -> list[School]:
    """Schools that the member may take and that nobody has, by name; at most MOST_SCHOOLS."""
    taken = SchoolClaim.objects.in_force().values("school")
    rows = School.objects.filter(schools_for(member), successor=None).exclude(pk__in=taken)
    for word in fold(words).split():
        rows = rows.filter(Q(key__contains=word) | Q(uai__icontains=word) | Q(commune__name__icontains=word))
    return list(rows.select_related("commune").order_by("key", "uai")[:MOST_SCHOOLS])


def lists_of(market: Market) -> list[MemberList]:
    """The lists of bodies that the coordinator gave, the last first, without their lines."""
    return list(market.lists.defer("lines", "outcome").order_by("-given_at", "-pk")[:_MOST_LISTS])


def list_of(actor: Actor, public_id: UUID) -> MemberList:
    """One of them; raises NotVisible."""
    found = MemberList.objects.select_related("market__academy").filter(public_id=public_id).first()
    if found is None or not can_keep_members.allows(actor):
        raise NotVisible
    return found


def managing_bodies() -> QuerySet[ManagingBody]:
    """By name, with how many members each acts for now (`members`)."""
    acting = Representation.objects.in_force().filter(managing_body=OuterRef("pk")).order_by()
    count = acting.values("managing_body").annotate(n=Count("member", distinct=True)).values("n")
    return ManagingBody.objects.annotate(members=Coalesce(Subquery(count), 0)).order_by(F("name").asc())


@dataclass(frozen=True, slots=True)
class Step:
    """A day of the calendar: what happens, and where the convention says so."""

    day: date
    words: str
    article: str
    forecast: bool = False


def calendar_of(market: Market) -> list[Step]:
    """The days of the market in order; what has happened in place of what was foreseen."""
    steps = [
        Step(market.last_posting_day, "Dernier jour pour poster la convention signée, en recommandé", "2 et 6"),
        Step(market.launches_from, "La consultation peut être lancée, une fois la dernière signature recueillie", "8"),
        Step(market.starts_on, f"Entrée en vigueur du marché, pour {market.period_months} mois", "6 et 8"),
        Step(market.withdrawal_from, "Un membre peut écrire qu’il se retire, avant la fin de la période", "3"),
        Step(market.second_period_on, "Deuxième période, pour qui n’a pas dit qu’il se retire", "2 et 3"),
        Step(market.ends_on, "Fin du marché et de la convention", "8"),
    ]  # fmt: skip
    if market.ended_early_on is not None:
        # What would have come after the end is no more.
        early = Step(market.ended_early_on, "Fin anticipée du marché, et de la convention avec lui", "8")
        steps = [*(step for step in steps if step.day < market.ended_early_on), early]
    if market.published_on is not None:
        words = "Publication du marché"
        if not market.admits_late:
            words = f"{words}\N{NO-BREAK SPACE}: plus personne n’adhère"
        steps.append(Step(market.published_on, words, "2"))
    if market.notified_on is not None:
        steps.append(Step(market.notified_on, "Notification du marché au titulaire", "4.1"))
    else:
        steps.append(Step(market.notification_expected, "Notification du marché", "6", forecast=True))
    return sorted(steps, key=lambda step: step.day)
