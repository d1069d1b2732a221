"""Who is told of a request: the direction that decides, the other guardians, the asker once it is answered.

A card on the home and, by e-mail, a count: never what is asked, nor of whom.
"""

from collections.abc import Iterable
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.access.audiences import Rule, audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.school_years import school_year_at
from eprimo.foundation.notifications.models import Lane, Notice, NoticeState
from eprimo.foundation.notifications.quiet_hours import delivery_plan
from eprimo.foundation.privacy.exports.rights import children_open_to
from eprimo.foundation.privacy.models import PrivacyRequest, RequestState
from eprimo.foundation.privacy.requests.rights import headed, heads_for

TO_DECIDE, TOLD, ANSWERED = "privacy.decide", "privacy.told", "privacy.answered"


def tell_heads(request: PrivacyRequest) -> None:
    """Tell who directs that a request is to be decided: one card for all that wait, due when the first of them is."""
    if request.school_id is None:
        return
    rule = (AudienceKind.SCHOOL, request.school_id, AudienceProfile.HEAD)
    due = _first_due(request.school_id) or request.due_on
    _tell(heads_for(request), TO_DECIDE, rule, request.school_id, due_on=due)


def heads_settle(school_id: int | None) -> None:
    """Take the card of who directs away when nothing waits any more; else it is due when the next one is."""
    if school_id is None:
        return
    open_ = Notice.objects.filter(school=school_id, card=TO_DECIDE, state=NoticeState.OPEN)
    due = _first_due(school_id)
    people = list(open_.values_list("recipient", flat=True))
    if due is None:
        open_.update(state=NoticeState.DONE)
    else:
        open_.update(due_on=due)
    touch(people=people)


def tell_guardians(request: PrivacyRequest, adults: Iterable[int]) -> None:
    """Tell these adults by a card about the child, where they have a home in an open school of the child."""
    for adult in adults:
        child = for_person(adult).child(request.subject_id)
        if child is not None:
            rule = (AudienceKind.CHILD, child.person_id, AudienceProfile.GUARDIAN)
            _tell([adult], TOLD, rule, child.school_ids[0], child_id=child.person_id)


def guardians_settle(request: PrivacyRequest, adults: Iterable[int] | None = None) -> None:
    """Take the card of these adults away (None: of all): they spoke, or the request is closed."""
    told = request.tellings.all()
    people = list(told.values_list("person", flat=True)) if adults is None else list(adults)
    _settle(people, TOLD, request.subject_id)


def tell_asker(request: PrivacyRequest) -> None:
    """Tell the asker that the school answered: a card for a guardian. Others read it on their home too
    (`my_data.service`), who has none on the page « Mes données ». Nobody is told of an answer about a child of whom
    they may know nothing any more."""
    children = for_person(request.asked_by_id).children
    if children and request.subject_id in _known_to(request.asked_by_id):
        school = children[0].school_ids[0]
        rule = (AudienceKind.SCHOOL, school, AudienceProfile.GUARDIAN)
        _tell([request.asked_by_id], ANSWERED, rule, school)


def asker_settle(request: PrivacyRequest) -> None:
    """Take the card of the asker away when no other answer waits to be read."""
    unread = PrivacyRequest.objects.filter(
        asked_by=request.asked_by_id, decided_at__isnull=False, read_at=None,
        subject__in=_known_to(request.asked_by_id),
    )  # fmt: skip
    if not unread.exists():
        _settle([request.asked_by_id], ANSWERED, None)


def _known_to(person_id: int) -> list[int]:
    """The person, and the children whose data is open to them."""
    return [person_id, *children_open_to(person_id, clock.now())]


def _first_due(school_id: int) -> date | None:
    rows = PrivacyRequest.objects.filter(headed(clock.now()), school=school_id, state=RequestState.ASKED)
    return rows.order_by("due_on").values_list("due_on", flat=True).first()


def _tell(
    people: Iterable[int],
    card: str,
    rule: Rule,
    school_id: int,
    *,
    child_id: int | None = None,
    due_on: date | None = None,
) -> None:
    told = list(people)
    if not told:
        return
    now = clock.now()
    year, ring = school_year_at(now), delivery_plan(School.objects.get(pk=school_id), now).ring_at
    fresh = {
        "school_id": school_id, "lane": Lane.TO_DO, "state": NoticeState.OPEN, "due_on": due_on,
        "audience": audiences_for([rule], school_id)[rule], "visible_from": now, "bumped_at": now, "made_at": now,
        "ring_at": ring, "rang_at": None,
    }  # fmt: skip
    # One of each card: a copy that is ready does not take the place of an answer.
    about = uuid5(NAMESPACE_URL, card) if child_id is None else None
    same = {"school_year": year, "child_id": child_id, "card": card, "about": about}
    there = Notice.objects.filter(recipient__in=told, resource=None, **same)
    known = set(there.values_list("recipient", flat=True))
    there.update(**fresh)
    Notice.objects.bulk_create(
        [Notice(recipient_id=one, **same, **fresh) for one in told if one not in known], ignore_conflicts=True
    )
    touch(people=told)


def _settle(people: Iterable[int], card: str, child_id: int | None) -> None:
    told = list(people)
    rows = Notice.objects.filter(
        recipient__in=told, card=card, child=child_id, resource=None, state=NoticeState.OPEN
    )
    if rows.update(state=NoticeState.DONE):
        touch(people=told)
