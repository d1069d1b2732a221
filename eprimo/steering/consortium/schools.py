"""Which schools a member may take: those of its territory and of its sector [C preamble, 2]."""

from django.db.models import Q

from eprimo.foundation.directory.enums import Sector
from eprimo.foundation.directory.models import School
from eprimo.steering.consortium.enums import MemberKind, Succession
from eprimo.steering.consortium.models import Member, Substitution

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


def why_not(member: Member, school: School) -> str:
    """The sentence that refuses this school to that member; empty: it may take it."""
    if School.objects.filter(schools_for(member), pk=school.pk).exists():
        return ""
    if member.kind == MemberKind.RECTORAT:
        return _NONE
    if school.academy_id != member.market.academy_id:
        return _ELSEWHERE
    if school.sector == Sector.PUBLIC:
        return _PUBLIC if member.kind == MemberKind.PRIVATE else _OTHER_PLACE
    return _PRIVATE
