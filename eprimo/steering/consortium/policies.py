"""Who reads and writes what of the group: the Consortium table of the rights page."""

from django.db.models import Q

from eprimo.foundation.directory.enums import MandateLevel, MandateRole
from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy
from eprimo.steering.consortium.models import Market, Member, Representation
from eprimo.steering.consortium.signers import right_held

# « list of members, calendar: read ».
READERS = frozenset({
    Role.COORDINATOR, Role.MEMBER_REP, Role.MANAGING_BODY, Role.COMMISSION, Role.ACADEMY, Role.INSPECTOR,
})  # fmt: skip
_WRITES = (MandateLevel.MANAGE, MandateLevel.SIGN)


def current_market() -> Market | None:
    """The last one that was opened: one runs at a time [C 1]."""
    return Market.objects.select_related("academy").order_by("-starts_on", "-pk").first()


def members_listed_to(actor: Actor) -> Q:
    """On Member: whose name, kind, place and way of acting the actor reads. The contractor: « list only, after
    notification »."""
    if actor.role in READERS:
        return Q()
    if actor.role == Role.CONTRACTOR:
        return Q(market__notified_on__lte=clock.today(actor.time_zone))
    return Q(pk__in=[])


def reads_members(actor: Actor) -> bool:
    """Does the list exist for this actor at all?"""
    return market_listed_to(actor, current_market() if actor.role == Role.CONTRACTOR else None)


def market_listed_to(actor: Actor, market: Market | None) -> bool:
    """`reads_members`, of a market that is known."""
    if actor.role in READERS:
        return True
    return market is not None and can_read_member(actor, Member(market=market))


@policy("consortium.member.read")
def can_read_member(actor: Actor, member: Member) -> bool:
    """`members_listed_to`, for one."""
    if actor.role in READERS:
        return True
    notified = member.market.notified_on
    return actor.role == Role.CONTRACTOR and notified is not None and notified <= clock.today(actor.time_zone)


def files_visible_to(actor: Actor) -> Q:
    """On Member: whose own file the actor opens. Coordinator: all; a member: its own; a managing body: those that
    mandate it now."""
    if actor.role == Role.COORDINATOR:
        return Q()
    if actor.role == Role.MEMBER_REP:
        held = Mandate.objects.filter(pk__in=actor.mandate_ids)
        return (
            Q(commune__in=held.filter(commune__isnull=False).values("commune"))
            | Q(epci__in=held.filter(epci__isnull=False).values("epci"))
            | Q(pk__in=held.filter(seat__member__isnull=False).values("seat__member"))
        )
    if actor.role == Role.MANAGING_BODY:
        bodies = Mandate.objects.filter(pk__in=actor.mandate_ids, seat__managing_body__isnull=False)
        acting = Representation.objects.in_force(actor.now).filter(
            managing_body__in=bodies.values("seat__managing_body")
        )
        return Q(pk__in=acting.values("member"))
    return Q(pk__in=[])


@policy("consortium.file.read")
def can_read_file(actor: Actor, member: Member) -> bool:
    """`files_visible_to`, for one."""
    if actor.role == Role.COORDINATOR:
        return True
    held = Mandate.objects.filter(pk__in=actor.mandate_ids)
    if actor.role == Role.MEMBER_REP:
        own = Q(seat__member=member.pk)
        own |= Q(commune=member.commune_id) if member.commune_id else Q(pk__in=[])
        own |= Q(epci=member.epci_id) if member.epci_id else Q(pk__in=[])
        return held.filter(own).exists()
    if actor.role == Role.MANAGING_BODY:
        acting = Representation.objects.in_force(actor.now).filter(member=member.pk)
        return held.filter(seat__managing_body__in=acting.values("managing_body")).exists()
    return False


@policy("consortium.market.keep")
def can_keep_market(actor: Actor) -> bool:
    """A coordinator who manages or signs; one who reads does not."""
    held = Mandate.objects.filter(pk__in=actor.mandate_ids, role=MandateRole.COORDINATOR, level__in=_WRITES)
    return actor.role == Role.COORDINATOR and held.exists()


@policy("consortium.member.keep")
def can_keep_members(actor: Actor) -> bool:
    """« list of members: coordinator: write »."""
    return can_keep_market.allows(actor)


@policy("consortium.invitation.make", strong=Strength.FRESH)
def can_invite(actor: Actor) -> bool:
    """Who keeps the list of members."""
    return can_keep_members.allows(actor)


@policy("consortium.matter.remind")
def can_remind(actor: Actor) -> bool:
    """Who keeps the list of members."""
    return can_keep_members.allows(actor)


@policy("consortium.member.export")
def can_export_members(actor: Actor) -> bool:
    """The list with the numbers and addresses of the bodies, as a file."""
    return actor.role == Role.COORDINATOR


@policy("consortium.representation.change", strong=Strength.FRESH)
def can_change_representation(actor: Actor, member: Member) -> bool:
    """« member_rep sign of that body records the dated file », or the coordinator who received it: who only writes for
    the member mandates nobody, and a managing body does not prolong its own mandate."""
    if actor.role == Role.MEMBER_REP:
        return right_held(actor, member) is not None and can_read_file.allows(actor, member)
    return can_keep_members.allows(actor)


@policy("consortium.signatory.name", strong=Strength.FRESH)
def can_name_signatory(actor: Actor, member: Member) -> bool:
    """The member, who acts for it, or the coordinator."""
    return can_claim_school.allows(actor, member) or can_keep_members.allows(actor)


@policy("consortium.deliberation.record")
def can_record_deliberation(actor: Actor, member: Member) -> bool:
    """The member, who acts for it, or the coordinator who received it with the letter."""
    return can_name_signatory.allows(actor, member)


@policy("consortium.file.deposit")
def can_deposit_file(actor: Actor, member: Member) -> bool:
    """The member, or its managing body « on behalf of »."""
    return can_claim_school.allows(actor, member)


@policy("consortium.convention.sign")
def can_sign_for_member(actor: Actor, member: Member) -> bool:
    """Note that the member signed: itself, who acts for it, or the coordinator who reads it on the letter."""
    return can_name_signatory.allows(actor, member)


@policy("consortium.file.sign")
def can_sign_files(actor: Actor) -> bool:
    """A coordinator of the level that signs, for the rectorat."""
    held = Mandate.objects.filter(
        pk__in=actor.mandate_ids, role=MandateRole.COORDINATOR, level=MandateLevel.SIGN
    )
    return actor.role == Role.COORDINATOR and held.exists()


@policy("consortium.withdrawal.declare")
def can_declare_withdrawal(actor: Actor, member: Member) -> bool:
    """« own withdrawal: declare »; its managing body: « same »."""
    return can_claim_school.allows(actor, member)


@policy("consortium.withdrawal.record")
def can_record_withdrawal(actor: Actor) -> bool:
    """« withdrawal, exclusion: coordinator: record; write »."""
    return can_keep_market.allows(actor)


@policy("consortium.exclusion.record")
def can_record_exclusion(actor: Actor) -> bool:
    """« withdrawal, exclusion: coordinator: record; write »."""
    return can_keep_market.allows(actor)


@policy("consortium.substitution.record")
def can_record_substitution(actor: Actor) -> bool:
    """« list of members, calendar: coordinator: write »."""
    return can_keep_market.allows(actor)


@policy("consortium.letter.record")
def can_record_letter(actor: Actor) -> bool:
    """The coordinator, to whom it is addressed [C 2]."""
    return can_keep_market.allows(actor)


@policy("consortium.need.write")
def can_write_needs(actor: Actor, member: Member) -> bool:
    """The member, or its managing body « on behalf of »; nobody in its place [C 2]."""
    return can_claim_school.allows(actor, member)


@policy("consortium.need.return")
def can_return_needs(actor: Actor) -> bool:
    """« coordinator: read, return, sign; never edits a need »."""
    return can_keep_market.allows(actor)


@policy("consortium.school.claim")
def can_claim_school(actor: Actor, member: Member) -> bool:
    """« Le choix du nombre d’école(s) est du seul ressort de chaque adhérent » [C 7.1]: never the coordinator."""
    return actor.role in {Role.MEMBER_REP, Role.MANAGING_BODY} and can_read_file.allows(actor, member)


@policy("consortium.paper.issue")
def can_issue_paper(actor: Actor, member: Member) -> bool:
    """Who opens its file: the member, who acts for it, and the coordinator who prints for it."""
    return can_read_file.allows(actor, member)


@policy("consortium.paper.verify")
def can_verify_papers(actor: Actor) -> bool:
    """Of whom a document of any member is: the coordinator, who opens every file."""
    return actor.role == Role.COORDINATOR
