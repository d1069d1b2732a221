"""People of the territory who may be invited to a meeting: by which mandate, as what, and in which words."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from eprimo.foundation.directory.actions.dates import first_instant
from eprimo.foundation.directory.enums import MandateFunction, MandateRole
from eprimo.foundation.directory.models import Mandate, Person
from eprimo.foundation.directory.queries.mandates import place_words
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.states import ZONE
from eprimo.steering.governance.enums import Capacity
from eprimo.steering.governance.models import Guest, Meeting

_BY_FUNCTION = {
    MandateFunction.CPC: Capacity.ADVISER, MandateFunction.ERUN: Capacity.REFERENT,
}  # fmt: skip
_WORDS = {
    Capacity.ACADEMY: "Direction académique", Capacity.RECTORAT: "Rectorat", Capacity.INSPECTOR: "Inspection",
    Capacity.ADVISER: "Conseil pédagogique", Capacity.REFERENT: "Référence numérique",
}  # fmt: skip


def capacity_of(mandate: Mandate) -> Capacity:
    """As what the holder of a mandate sits."""
    if mandate.role == MandateRole.INSPECTOR:
        return _BY_FUNCTION.get(MandateFunction(mandate.function), Capacity.INSPECTOR) if mandate.function else (
            Capacity.INSPECTOR
        )  # fmt: skip
    return Capacity.ACADEMY if mandate.department_id is not None else Capacity.RECTORAT


def function_of(mandate: Mandate) -> str:
    """« Inspection, Valmarais Nord (Loire-Atlantique) »: what is printed of a guest, which names nobody."""
    words, place = _WORDS[capacity_of(mandate)], place_words(mandate)
    return f"{words}, {place}" if place else words


def mandates_of_territory(meeting: Meeting) -> QuerySet[Mandate]:
    """The mandates in force of the territory of the instance: of the department, or of the whole academy; those of the
    rectorat sit everywhere. By place."""
    academy = meeting.market.academy_id
    rectorat = Q(role=MandateRole.ACADEMY, academy=academy, department=None)
    if meeting.department_id is not None:
        local = Q(role=MandateRole.ACADEMY, department=meeting.department_id)
        local |= Q(role=MandateRole.INSPECTOR, circonscription__department=meeting.department_id)
    else:
        local = Q(role=MandateRole.ACADEMY, department__academy=academy)
        local |= Q(role=MandateRole.INSPECTOR, circonscription__department__academy=academy)
    rows = Mandate.objects.in_force().filter(rectorat | local)
    return rows.select_related(
        "academy", "department", "circonscription__department", "commune", "epci", "service"
    )


def mandates_to_invite(meeting: Meeting) -> list[Mandate]:
    """Those of people who are not invited yet, in the order of `Capacity`, then by place."""
    invited = Guest.objects.filter(meeting=meeting, mandate__isnull=False).values("mandate__person")
    rows = mandates_of_territory(meeting).exclude(person__in=invited)
    return sorted(rows, key=lambda one: (Capacity.values.index(capacity_of(one)), function_of(one), one.pk))


def guests_to_remind(meeting: Meeting) -> QuerySet[Guest]:
    """Those who have not answered to the meeting as it stands, whose address took the invitation on an earlier day. A
    letter on paper is not sent again."""
    answered = ~Q(answer="") & Q(answered_for=meeting.starts_at)
    today = first_instant(clock.today(ZONE), ZONE)
    return Guest.objects.filter(
        ~answered, meeting=meeting, refused=False, unaddressed=False, told_at__lt=today
    )


def names_of(people: list[int]) -> dict[int, str]:
    """The names of those whom the reader's session finds in the directory: who is of a school as well may be missing,
    and is then told by the function alone."""
    return {one.pk: one.full_name for one in Person.objects.filter(pk__in=people, erased_at=None)}


def holders_of(guests: Iterable[Guest]) -> dict[int, int]:
    """Who holds the mandate of each guest that was invited by one: a person (id) by guest (id)."""
    held = {one.pk: one.mandate_id for one in guests if one.mandate_id is not None}
    people = dict(Mandate.objects.filter(pk__in=held.values()).values_list("pk", "person_id"))
    return {guest: people[mandate] for guest, mandate in held.items() if mandate in people}


def named(guests: Iterable[Guest]) -> list[Guest]:
    """The same guests, each with the name that the reader is shown (`shown`): its own, or that of who holds its
    mandate. Two statements, whatever their number."""
    rows = list(guests)
    holders = holders_of(rows)
    people = names_of(list(holders.values()))
    for one in rows:
        one.shown = one.name or people.get(holders.get(one.pk, 0), "")
    return rows
