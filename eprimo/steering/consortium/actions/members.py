"""Members on the coordinator's list; managing bodies, and who sits for which body."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from eprimo.foundation.directory.actions.dates import first_instant
from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.passages import follow_facts
from eprimo.steering.consortium.enums import OF_EPCI, Contract, MemberKind
from eprimo.steering.consortium.errors import AlreadyMember, Closed, NotEligible
from eprimo.steering.consortium.models import ManagingBody, Market, Member, Representation, Seat
from eprimo.steering.consortium.numbers import DIRECTORY, Bodies, check_owner, siret_of
from eprimo.steering.consortium.policies import can_export_members, can_keep_members

_NO_CONTRACT = (
    "Une école privée adhère si elle est sous contrat, simple ou d’association\N{NO-BREAK SPACE}: une école hors "
    "contrat ne peut pas entrer dans le groupement."
)
_NO_PRIVATE = (
    "La coordination a décidé que les écoles privées n’adhèrent pas (premier des points à arbitrer)."
)
_NO_COMMUNE = "Choisissez la commune."
_ELSEWHERE = "Ce membre n’est pas dans l’académie\N{NO-BREAK SPACE}: il ne peut pas adhérer (article 2)."


@transaction.atomic
def member_add(*, actor: Actor, market: Market, said: Member) -> Member:
    """A body that means to join; it acts for itself until it says otherwise. Raises Closed once the market is
    published, NotEligible, WrongSiret, AlreadyMember."""
    require(can_keep_members, actor)
    market = Market.objects.select_for_update(of=("self",)).get(pk=market.pk)
    check_admits(market, said.kind, clock.today(actor.time_zone))
    member = Member(market=market, **member_columns(market, said))
    refuse_twice(member)
    member.save()
    Representation.objects.create(member=member, starts=acts_since(actor))
    audit(actor, "consortium.member.added", member, kind=member.kind)
    return member


def check_admits(market: Market, kind: str, today: date) -> None:
    """Raise Closed once nobody joins any more, NotEligible for a body that this market does not admit."""
    if market.closed_on(today):
        raise Closed
    if kind == MemberKind.PRIVATE and not market.admits_private:
        raise NotEligible(_NO_PRIVATE, field="kind")


def acts_since(actor: Actor) -> datetime:
    """From when a body that is added acts for itself: by days, as every change of it."""
    return first_instant(clock.today(actor.time_zone), actor.time_zone)


@transaction.atomic
def member_correct(*, actor: Actor, member: Member, said: Member) -> Member:
    """Another name, number, place or address. What depends on its schools is looked at again."""
    require(can_keep_members, actor)
    member = Member.objects.select_for_update(of=("self",)).select_related("market").get(pk=member.pk)
    columns = member_columns(member.market, said)
    changed = [name for name, value in columns.items() if getattr(member, name) != value]
    moved = {"kind", "commune", "epci"} & set(changed)
    if moved and member.claims.in_force().exists():
        words = "Ce membre a des écoles\N{NO-BREAK SPACE}: qu’il les rende avant de changer de nature ou de territoire."
        raise NotEligible(words, field="kind")
    for name in changed:
        setattr(member, name, columns[name])
    refuse_twice(member)
    if changed:
        member.save(update_fields=changed)
        audit(actor, "consortium.member.corrected", member, fields=changed)
        follow_facts(member, actor=actor)
    return member


def member_columns(market: Market, said: Member, bodies: Bodies = DIRECTORY) -> dict[str, object]:
    """The columns of a member, checked. Raises NotEligible, WrongSiret."""
    siret = siret_of(said.siret)
    if said.department.academy_id != market.academy_id:
        raise NotEligible(_ELSEWHERE, field="department")
    if said.kind == MemberKind.COMMUNE and said.commune is None:
        raise NotEligible(_NO_COMMUNE, field="commune")
    if said.kind == MemberKind.PRIVATE and said.contract not in set(Contract):
        raise NotEligible(_NO_CONTRACT, field="contract")
    commune = said.commune if said.kind == MemberKind.COMMUNE else None
    epci = said.epci if said.kind in OF_EPCI else None
    department = commune.department if commune is not None else said.department
    if department.academy_id != market.academy_id:
        raise NotEligible(_ELSEWHERE, field="commune")
    check_owner(siret, said.kind, said.name, commune, epci, bodies=bodies)
    return {
        "kind": said.kind, "name": " ".join(said.name.split()), "siret": siret, "department": department,
        "commune": commune, "epci": epci, "email": said.email, "was_user": said.was_user,
        "address": said.address,
        "contract": said.contract if said.kind == MemberKind.PRIVATE else "",
    }  # fmt: skip


def refuse_twice(member: Member) -> None:
    """Raise AlreadyMember when the body stands in the list under any name."""
    others = Member.objects.filter(market=member.market_id, replaced_on=None).exclude(pk=member.pk)
    same = others.filter(siret__startswith=member.siret[:9]).first()
    place = others.filter(commune=member.commune_id).first() if member.commune_id else None
    grouping = others.filter(epci=member.epci_id).first() if member.epci_id else None
    found = same or place or grouping
    if found is not None:
        field = "siret" if same else "commune" if place else "epci"
        words = f"«\N{NO-BREAK SPACE}{found.name}\N{NO-BREAK SPACE}» est déjà dans la liste."
        raise AlreadyMember(words, field=field)


@transaction.atomic
def members_export(*, actor: Actor, rows: int) -> None:
    """Leave the line of an export; the file is made by who shows the rows."""
    require(can_export_members, actor)
    audit(actor, "consortium.members.exported", rows=rows)


@transaction.atomic
def managing_body_add(*, actor: Actor, name: str, siret: str) -> ManagingBody:
    """A provider that members may mandate. Raises WrongSiret, AlreadyMember."""
    require(can_keep_members, actor)
    number = siret_of(siret)
    check_owner(number, MemberKind.PUBLIC, name, None, None)
    try:
        with transaction.atomic():
            body = ManagingBody.objects.create(name=" ".join(name.split()), siret=number)
    except IntegrityError as error:
        words = "Ce prestataire est déjà dans la liste."
        raise AlreadyMember(words, field="siret") from error
    audit(actor, "consortium.managing_body.added", body)
    return body


@transaction.atomic
def seat_give(
    *, actor: Actor, mandate: Mandate, member: Member | None = None, managing_body: ManagingBody | None = None
) -> Seat:
    """Say which body a mandate that is held is about. It gives no role, and none to oneself."""
    require(can_keep_members, actor)
    role = MandateRole.MEMBER_REP if member is not None else MandateRole.MANAGING_BODY
    if mandate.role != role or mandate.person_id == actor.person_id:
        raise NotVisible
    seat, _ = Seat.objects.update_or_create(
        mandate=mandate, defaults={"member": member, "managing_body": managing_body}
    )
    audit(actor, "consortium.seat.given", seat, subject_id=mandate.person_id)
    return seat
