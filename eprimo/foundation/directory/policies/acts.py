"""Who may change the directory: the acts of the Directory table. The object is a school, by its id, or a row of it."""

from datetime import timedelta

from eprimo.foundation.directory.enums import MandateRole, Profile
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassGroup,
    CommuneService,
    Guardianship,
    Mandate,
    ServiceSchool,
)
from eprimo.foundation.directory.policies.family import acts_for_family, is_family
from eprimo.foundation.directory.policies.scope import schools_of_mandates
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.factors import MANY, Strength
from eprimo.foundation.kernel.rights import policy

# « partner: dated invitation (≤ 1 year) ».
PARTNER_LONGEST = timedelta(days=366)


@policy("directory.class.change")
def can_change_class(actor: Actor, school_id: int) -> bool:
    """Tell whether the actor may make, rename, close a class and move pupils: director, deputy of the school."""
    return actor.directs(school_id)


@policy("directory.attachment.change")
def can_change_attachment(actor: Actor, school_id: int) -> bool:
    return actor.directs(school_id)


@policy("directory.group.change")
def can_change_group(actor: Actor, school_id: int) -> bool:
    return actor.directs(school_id)


@policy("directory.adult.keep", strong=Strength.STRONG)
def can_keep_adult(actor: Actor, school_id: int) -> bool:
    """Tell whether the actor may add, prolong, end by hand a substitute, staff, a partner."""
    return actor.directs(school_id)


@policy("directory.agent.keep", strong=Strength.FRESH)
def can_keep_agent(actor: Actor, service: CommuneService, school_id: int | None) -> bool:
    """Tell whether the actor may add, prolong, end an agent: a director for the own school, a member_rep for the own
    body."""
    if actor.directs(school_id):
        return ServiceSchool.objects.in_force(actor.now).filter(service=service, school=school_id).exists()
    if actor.role != Role.MEMBER_REP:
        return False
    held = Mandate.objects.filter(pk__in=actor.mandate_ids)
    if service.commune_id is not None:
        return held.filter(commune=service.commune_id).exists()
    return held.filter(epci=service.epci_id).exists()


@policy("directory.deputy.name", strong=Strength.STRONG)
def can_name_deputy(actor: Actor, school_id: int) -> bool:
    """Tell whether the actor may name who directs for a time: the director; the academy when the school has none. A
    deputy does not delegate further."""
    if actor.role == Role.DIRECTOR:
        return actor.directs(school_id)
    if actor.role != Role.ACADEMY or not schools_of_mandates(actor).filter(pk=school_id).exists():
        return False
    heads = Affiliation.objects.in_force(actor.now).filter(school=school_id, profile=Profile.DIRECTOR)
    return not heads.exists()


@policy("directory.follow_up.delegate")
def can_delegate_follow_up(actor: Actor, class_group: ClassGroup) -> bool:
    """Tell whether the actor may delegate the follow-up of a class: the director alone, « no further delegation » for a
    deputy."""
    return actor.role == Role.DIRECTOR and actor.directs(class_group.school_id)


@policy("directory.service.change")
def can_change_service(actor: Actor, school_id: int) -> bool:
    """Tell whether the actor may change services of the commune at the school, and who is enrolled, by hand."""
    return actor.directs(school_id)


@policy("directory.restriction.change", strong=Strength.FRESH)
def can_change_restriction(actor: Actor, school_id: int, link: Guardianship) -> bool:
    """Tell whether the actor may set, change, confirm the end of, lift a restriction; the child is a pupil of the
    school."""
    return acts_for_family(actor, school_id, link.child_id, link.adult_id)


@policy("directory.restriction.read_reason", strong=Strength.STRONG)
def can_read_restriction_reason(actor: Actor, school_id: int, link: Guardianship) -> bool:
    """Tell whether the actor may read what the decision says: the director, never a deputy, nor who is of that
    family."""
    if actor.role != Role.DIRECTOR or not actor.directs(school_id):
        return False
    return not is_family(actor, link.child_id, link.adult_id)


@policy("directory.guardianship.change", strong=Strength.FRESH)
def can_change_guardianship(actor: Actor, school_id: int, link: Guardianship) -> bool:
    return acts_for_family(actor, school_id, link.child_id, link.adult_id)


@policy("directory.consent.record", strong=Strength.STRONG)
def can_record_consent(actor: Actor, school_id: int, child_id: int) -> bool:
    """Tell whether the actor may record a decision that came on paper."""
    return acts_for_family(actor, school_id, child_id)


@policy("directory.consent.give", family=True)
def can_give_consent(actor: Actor, child_id: int) -> bool:
    """Tell whether the actor may decide for the child: a guardian who exercises authority, or is not known not to; at
    an open school of the child. It holds in all of them: the sheet of one of two does not decide it."""
    child = actor.child(child_id)
    return child is not None and child.may_consent and bool(child.class_ids) and not child.elsewhere


@policy("directory.settings.change")
def can_change_settings(actor: Actor, school_id: int) -> bool:
    return actor.directs(school_id)


@policy("directory.year.change", strong=Strength.STRONG)
def can_change_year(actor: Actor, *school_ids: int) -> bool:
    """Tell whether the actor may prepare, switch, undo a change of year: the director in the own school; the academy
    for several schools of its territory."""
    if actor.role == Role.ACADEMY:
        wanted = set(school_ids)
        held = schools_of_mandates(actor).filter(pk__in=wanted).distinct()
        return len(wanted) > 1 and held.count() == len(wanted)
    return len(school_ids) == 1 and actor.directs(school_ids[0])


@policy("directory.entitlement.grant", strong=Strength.STRONG)
def can_grant_entitlement(actor: Actor, school_id: int) -> bool:
    """Tell whether the actor may open a school by hand: the academy in its territory; a coordinator who manages or
    signs."""
    if actor.role == Role.COORDINATOR:
        held = Mandate.objects.filter(pk__in=actor.mandate_ids, role=MandateRole.COORDINATOR)
        return held.filter(level__in=("manage", "sign")).exists()
    return actor.role == Role.ACADEMY and schools_of_mandates(actor).filter(pk=school_id).exists()


def _of_lists(actor: Actor, school_id: int) -> Strength:
    """Of more than thirty children: fresh."""
    pupils = Affiliation.objects.in_force(actor.now).filter(school=school_id, profile=Profile.PUPIL)
    return Strength.FRESH if pupils.count() > MANY else Strength.STRONG


@policy("directory.people.export", strong=_of_lists)
def can_export_people(actor: Actor, school_id: int) -> bool:
    """Tell whether the actor may have a list of the school's people as a file."""
    return actor.directs(school_id)


@policy("directory.animal.choose", strong=Strength.NONE)
def can_choose_animal(actor: Actor, person_id: int) -> bool:
    """Tell whether the actor may choose the animal of a person: a pupil, the own one; adults have their initials."""
    return actor.role == Role.PUPIL and person_id == actor.person_id
