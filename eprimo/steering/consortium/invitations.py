"""Reading invitations: who acts for a body already, which letter a code is of, and where each stands."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.accounts.codes import CodeRefused, code_hashes
from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.models import Invitation, ManagingBody, Market, Member

REFUSED = (
    "Ce code n’ouvre pas. Vérifiez ce que vous avez tapé, ou demandez une autre lettre à la coordination du "
    "groupement."
)


def _acting(*, member: object, commune: object, epci: object) -> QuerySet[Mandate]:
    of = Q(seat__member=member) | Q(commune=commune, commune__isnull=False) | Q(epci=epci, epci__isnull=False)
    return Mandate.objects.in_force().filter(of, role=MandateRole.MEMBER_REP)


def acting_for(body: Member | ManagingBody) -> QuerySet[Mandate]:
    """The mandates of those who act for a member, of its own, or for a managing body."""
    if isinstance(body, ManagingBody):
        return _managing(body.pk)
    return _acting(member=body.pk, commune=body.commune_id, epci=body.epci_id)


def has_actor(body: Member | ManagingBody) -> bool:
    """Does somebody act for it now?"""
    return acting_for(body).exists()


def _managing(body: Any) -> QuerySet[Mandate]:
    return Mandate.objects.in_force().filter(seat__managing_body=body, role=MandateRole.MANAGING_BODY)


def bodies_to_invite() -> list[ManagingBody]:
    """Those for which nobody acts, by name."""
    return list(ManagingBody.objects.exclude(Exists(_managing(OuterRef("pk")))).order_by("name", "pk"))


def joined_by_letter(member: Member) -> list[Invitation]:
    """The letters that opened its file: to the member, and to who acts for it now. They name bodies, never people."""
    acting = member.representations.in_force().values("managing_body")
    rows = Invitation.objects.exclude(used_at=None).filter(Q(member=member) | Q(managing_body__in=acting))
    return list(rows.select_related("member", "managing_body").order_by("-used_at", "-pk"))


def members_to_invite(market: Market) -> list[Member]:
    """Those for whom nobody acts, neither of theirs nor a managing body, by name; with `asked`: a letter is out. The
    rectorat invites and is not invited."""
    acting = _acting(member=OuterRef("pk"), commune=OuterRef("commune"), epci=OuterRef("epci"))
    out = _open().filter(member=OuterRef("pk"))
    now = clock.now()
    provided = Member.objects.filter(
        pk=OuterRef("pk"), representations__starts__lte=now, representations__managing_body__isnull=False
    ).filter(Q(representations__ends=None) | Q(representations__ends__gt=now))
    rows = (
        Member.objects.filter(market=market)
        .exclude(kind=MemberKind.RECTORAT)
        .exclude(Exists(acting))
        .exclude(Exists(provided))
    )
    return list(rows.annotate(asked=Exists(out)).order_by("key", "pk"))


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at=None, withdrawn_at=None, expires_at__gt=clock.now())


def invitations_of(market: Market) -> list[Invitation]:
    """Those of the members of this market and of managing bodies, the last first."""
    rows = Invitation.objects.filter(Q(member__market=market) | Q(member=None))
    return list(rows.select_related("member", "managing_body").order_by("-made_at", "-pk")[:200])


def invitation_found(typed: str, *, held: bool = False) -> Invitation:
    """The open letter of that code; `held`: its row until the end of the transaction. Raises CodeRefused, in the same
    words for a code that is unknown, used, too old, withdrawn, or of a body for which somebody acts meanwhile."""
    rows = _open().select_related("member__market", "managing_body").filter(hash__in=code_hashes(typed))
    found = (rows.select_for_update(of=("self",)) if held else rows).first()
    if found is None or has_actor(found.body):
        raise CodeRefused(REFUSED, field="code")
    return found
