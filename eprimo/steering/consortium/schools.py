"""Which schools a member may take: those of its territory and of its sector [C preamble, 2]."""

from collections.abc import Collection

from django.db.models import Q

from eprimo.foundation.directory.enums import Sector
from eprimo.foundation.directory.models import School
from eprimo.steering.consortium.enums import MemberKind, Succession
from eprimo.steering.consortium.models import Member, SchoolClaim, Substitution

_ELSEWHERE = (
    "Cette école n’est pas dans l’académie\N{NO-BREAK SPACE}: elle ne peut pas entrer dans le groupement."
)
_PRIVATE = (
    "Cette école est privée\N{NO-BREAK SPACE}: l’adhésion d’une collectivité ne la couvre pas, elle adhère seule, par "
    "son OGEC."
)
_PUBLIC = "Cette école est publique\N{NO-BREAK SPACE}: elle relève d’une collectivité, pas d’un OGEC."
_OTHER_PLACE = "Cette école n’est pas sur le territoire de ce membre."
_NONE = "Le rectorat n’a pas d’école\N{NO-BREAK SPACE}: il coordonne le groupement."


def schools_for(member: Member) -> Q:
    """On School: those that the member may take, taken or not."""
    q = Q(academy=member.market.academy_id)
    if member.kind == MemberKind.RECTORAT:
        return Q(pk__in=[])
    if member.kind == MemberKind.PRIVATE:
        return q & ~Q(sector=Sector.PUBLIC)
    q &= Q(sector=Sector.PUBLIC)
    if member.commune_id is not None:
        # Those of the communes in whose place it is, too: the directory follows later.
        replaced = Substitution.objects.filter(successor=member.pk, kind=Succession.MERGER)
        return q & (Q(commune=member.commune_id) | Q(commune__in=replaced.values("member__commune")))
    return q & Q(commune__epci=member.epci_id) if member.epci_id is not None else q


def proposed_schools(member: Member) -> list[School]:
    """Those that a list proposes to the member and that nobody has, by name."""
    taken = SchoolClaim.objects.in_force().values("school")
    rows = School.objects.filter(proposal__member=member).exclude(pk__in=taken)
    return list(rows.select_related("commune").order_by("key", "uai"))


def why_not(member: Member, school: School) -> str:
    """The sentence that refuses this school to that member; empty: it may take it."""
    return fault_of(member, school, communes_of(member))


def communes_of(member: Member) -> set[int]:
    """The communes on whose territory a commune takes schools: its own, and those in whose place it is."""
    replaced = Substitution.objects.filter(successor=member.pk, kind=Succession.MERGER)
    return {member.commune_id or 0, *replaced.values_list("member__commune", flat=True)} - {0, None}


def fault_of(member: Member, school: School, communes: Collection[int]) -> str:
    """`why_not`, for who has read the communes of the member, and the commune of the school: no statement."""
    if member.kind == MemberKind.RECTORAT:
        return _NONE
    if school.academy_id != member.market.academy_id:
        return _ELSEWHERE
    if member.kind == MemberKind.PRIVATE:
        return _PUBLIC if school.sector == Sector.PUBLIC else ""
    if school.sector != Sector.PUBLIC:
        return _PRIVATE
    if member.commune_id is not None:
        return "" if school.commune_id in communes else _OTHER_PLACE
    return _OTHER_PLACE if member.epci_id not in {None, school.commune.epci_id} else ""
