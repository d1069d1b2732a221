"""Services of the commune at a school, and the children enrolled, by hand."""

from collections.abc import Sequence

from django.db import transaction

from eprimo.foundation.directory.actions.lookups import once, own_school
from eprimo.foundation.directory.enums import EndReason, Profile, Source
from eprimo.foundation.directory.errors import AlreadyThere
from eprimo.foundation.directory.models import (
    Affiliation,
    CommuneService,
    Person,
    ServiceEnrolment,
    ServiceSchool,
)
from eprimo.foundation.directory.policies.acts import can_change_service
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.rights import require


@transaction.atomic
def service_open(*, actor: Actor, school_id: int, kind: str, name: str, epci: bool = False) -> CommuneService:
    """Let the commune's service of that name (or its EPCI's) serve the school: found when it exists, else made."""
    require(can_change_service, actor, school_id)
    school = own_school(school_id)
    owner = {"epci_id": school.commune.epci_id} if epci else {"commune_id": school.commune_id}
    if epci and school.commune.epci_id is None:
        raise NotVisible
    service = (
        CommuneService.objects.filter(kind=kind, name__iexact=name.strip(), **owner).order_by("pk").first()
    )
    service = service or CommuneService.objects.create(kind=kind, name=name.strip(), **owner)
    try:
        with once():
            ServiceSchool.objects.create(service=service, school=school, source=Source.MANUAL)
    except AlreadyThere as error:
        raise AlreadyThere("Ce service est déjà ouvert à l’école.", field="name") from error
    audit(actor, "directory.service.opened", service)
    return service


@transaction.atomic
def service_close(*, actor: Actor, service: CommuneService, school_id: int) -> None:
    """End what ties a service to the school: enrolments of the school end too."""
    require(can_change_service, actor, school_id)
    now = clock.now()
    links = ServiceSchool.objects.in_force(now).filter(service=service, school=school_id)
    if not links.update(ends=now, end_reason=EndReason.ENDED_BY_HAND):
        raise NotVisible
    enrolled = ServiceEnrolment.objects.in_force(now).filter(service=service, school=school_id)
    count = enrolled.update(ends=now, end_reason=EndReason.ENDED_BY_HAND)
    audit(actor, "directory.service.closed", service, enrolled=count)


@transaction.atomic
def service_set_enrolled(
    *, actor: Actor, service: CommuneService, school_id: int, children: Sequence[Person]
) -> tuple[int, int]:
    """Enrol exactly these children of the school from now on; returns how many came and left."""
    require(can_change_service, actor, school_id)
    now = clock.now()
    if not ServiceSchool.objects.in_force(now).filter(service=service, school=school_id).exists():
        raise NotVisible
    wanted = {child.pk for child in children}
    pupils = Affiliation.objects.in_force(now).filter(
        school=school_id, profile=Profile.PUPIL, person__in=wanted
    )
    if wanted - set(pupils.values_list("person", flat=True)):
        raise NotVisible
    present = ServiceEnrolment.objects.in_force(now).filter(service=service, school=school_id)
    there = set(present.values_list("child", flat=True))
    left = present.exclude(child__in=wanted).update(ends=now, end_reason=EndReason.ENDED_BY_HAND)
    with once():
        ServiceEnrolment.objects.bulk_create(
            ServiceEnrolment(child_id=pk, service=service, school_id=school_id, starts=now)
            for pk in sorted(wanted - there)
        )
    audit(actor, "directory.service.enrolled", service, came=len(wanted - there), left=left)
    return len(wanted - there), left
