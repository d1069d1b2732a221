"""Which managing body represents a member at a meeting: the one whose mandate holds when the meeting begins [C 2, 7.1].

Another body may represent a member too (a neighbour, an association of mayors); a managing body does so only by its
mandate.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel.text import fold
from eprimo.steering.consortium.models import ManagingBody, Member, Representation, Seat
from eprimo.steering.governance.enums import Answer
from eprimo.steering.governance.errors import WrongMeeting
from eprimo.steering.governance.models import Meeting
from eprimo.ui.french import day_month_year, local_day

_BY = "Dites quel organisme représente le membre"
_DEPUTY = "Dites qui remplace cette personne."


def representatives_at(members: Iterable[int], at: datetime) -> dict[int, ManagingBody]:
    """By member (id): the managing body whose mandate holds then."""
    rows = Representation.objects.in_force(at).filter(member__in=list(members), managing_body__isnull=False)
    return {
        one.member_id: one.managing_body
        for one in rows.select_related("managing_body")
        if one.managing_body is not None
    }


class Representatives:
    """The managing bodies of some members at a meeting, read once."""

    def __init__(self, meeting: Meeting, members: Iterable[int]) -> None:
        self._meeting = meeting
        self._acting = representatives_at(members, meeting.starts_at)
        self._names = {fold(one.name): one for one in ManagingBody.objects.all()}

    def of(self, member: int) -> ManagingBody | None:
        """The one that represents this member at the meeting."""
        return self._acting.get(member)

    def checked(self, member: Member, how: str, by: str) -> str:
        """The body that stands for the member, as it is kept: the managing body when none is named. Raises WrongMeeting
        when nobody is known, or for a managing body without a mandate on that day."""
        if how != Answer.REPRESENTED:
            return ""
        by, acting = by.strip(), self.of(member.pk)
        if not by and acting is not None:
            return acting.name
        if not by:
            raise WrongMeeting(f"{_BY} «\N{NO-BREAK SPACE}{member.name}\N{NO-BREAK SPACE}».")
        named = self._names.get(fold(by))
        if named is not None and (acting is None or acting.pk != named.pk):
            raise WrongMeeting(self._refusal(member, named))
        return by

    def _refusal(self, member: Member, body: ManagingBody) -> str:
        last = Representation.objects.filter(
            Q(ends__lte=self._meeting.starts_at), member=member, managing_body=body
        ).order_by("-ends")  # fmt: skip
        ended = last.values_list("ends", flat=True).first()
        day = day_month_year(local_day(self._meeting.starts_at))
        why = (
            f"son mandat a pris fin le {day_month_year(local_day(ended))}"
            if ended is not None
            else "il n’en a pas de mandat"
        )
        return (
            f"{body.name} ne représente pas «\N{NO-BREAK SPACE}{member.name}\N{NO-BREAK SPACE}» le {day}"
            f"\N{NO-BREAK SPACE}: {why}."
        )


def checked_deputy(how: str, by: str) -> str:
    """Who stands for a guest, as it is kept. Raises WrongMeeting when nobody is named."""
    by = by.strip() if how == Answer.REPRESENTED else ""
    if how == Answer.REPRESENTED and not by:
        raise WrongMeeting(_DEPUTY)
    return by


def bodies_at(meeting: Meeting) -> list[tuple[ManagingBody, int]]:
    """The managing bodies that represent members invited to the meeting, by name, with how many."""
    members = meeting.attendances.values_list("member", flat=True)
    found: dict[int, tuple[ManagingBody, int]] = {}
    for body in representatives_at(members, meeting.starts_at).values():
        found[body.pk] = (body, found.get(body.pk, (body, 0))[1] + 1)
    return sorted(found.values(), key=lambda one: fold(one[0].name))


def represented_by_person(meeting: Meeting, person: int) -> int:
    """How many of the members that are invited a person represents by the managing body that it acts for."""
    acting = Seat.objects.filter(
        mandate__in=Mandate.objects.in_force().filter(person=person), managing_body__isnull=False
    )
    own = set(acting.values_list("managing_body", flat=True))
    members = meeting.attendances.values_list("member", flat=True)
    return sum(body.pk in own for body in representatives_at(members, meeting.starts_at).values())
