"""Where people are, computed again from the links of the tables."""

from collections import defaultdict

from eprimo.foundation.directory.models import (
    Affiliation,
    ClassMembership,
    Guardianship,
    Mandate,
    Person,
    ServiceSchool,
    SupportAccess,
)

_WORK = {"teacher", "director", "deputy", "staff"}


def _from_links() -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    places: dict[int, set[int]] = defaultdict(set)
    work: dict[int, set[int]] = defaultdict(set)
    for link in Affiliation.objects.all():
        places[link.person_id].add(link.school_id)
        if link.profile in _WORK:
            work[link.person_id].add(link.school_id)
    for member in ClassMembership.objects.all():
        places[member.person_id].add(member.school_id)
    of_children = {pk: set(schools) for pk, schools in places.items()}
    for ward in Guardianship.objects.all():
        places[ward.adult_id] |= of_children.get(ward.child_id, set())
    for mandate in Mandate.objects.all():
        served = ServiceSchool.objects.filter(service=mandate.service_id).values_list("school_id", flat=True)
        places[mandate.person_id] |= {0, *served}
    for support in SupportAccess.objects.all():
        places[support.person_id].add(support.school_id)
    return places, work


def misplaced() -> dict[int, tuple[list[int], list[int]]]:
    """People with a link whose places are not those of their links, as the rows say them."""
    places, work = _from_links()
    return {
        one.pk: (one.place_ids, one.work_place_ids)
        for one in Person.objects.filter(erased_at=None, pk__in=[pk for pk, found in places.items() if found])
        if one.place_ids != sorted(places[one.pk]) or one.work_place_ids != sorted(work.get(one.pk, ()))
    }
