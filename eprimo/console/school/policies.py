"""Acts of the console that no app below it has: suspend and reactivate."""

from django.db.models import Q

from eprimo.foundation.directory.enums import GuardianKindChoice, Profile
from eprimo.foundation.directory.models import Affiliation, Guardianship, Mandate
from eprimo.foundation.directory.policies.family import is_family
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy


@policy("console.account.suspend", strong=Strength.STRONG)
def can_suspend(actor: Actor, person_id: int) -> bool:
    """Somebody of the own school, a family included; never oneself, the own family, nor the last director.

    Suspending shuts the whole account: neither who works at another school, nor who holds a mandate, is suspended
    or reactivated by a head (docs/decisions/0008 says the same of sheets).
    """
    if not actor.heads or person_id == actor.person_id or is_family(actor, person_id):
        return False
    here = Affiliation.objects.in_force(actor.now).filter(school=actor.school_id)
    pupils = here.filter(profile=Profile.PUPIL).values("person")
    family = Guardianship.objects.in_force(actor.now).filter(
        ~Q(kind=GuardianKindChoice.CONTACT), adult=person_id, child__in=pupils
    )
    if not (here.filter(person=person_id).exists() or family.exists()):
        return False
    elsewhere = (
        Affiliation.objects.in_force(actor.now).filter(person=person_id).exclude(school=actor.school_id)
    )
    if elsewhere.exclude(profile=Profile.PUPIL).exists():
        return False
    if Mandate.objects.in_force(actor.now).filter(person=person_id).exists():
        return False
    directors = set(here.filter(profile=Profile.DIRECTOR).values_list("person", flat=True))
    return directors != {person_id}
