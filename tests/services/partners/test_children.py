"""« First names of the present children of the inviting group for those hours »: nothing before, after, of others."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import EVERYBODY, To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.life import thing_correct, thing_readdress, thing_withdraw
from eprimo.foundation.directory.actions.adults import adult_end
from eprimo.foundation.directory.actions.calendar import day_off_add
from eprimo.foundation.directory.enums import Source
from eprimo.foundation.directory.models import Affiliation, ClassMembership, GroupMembership
from eprimo.foundation.kernel import clock
from eprimo.foundation.occasions.enums import ClosureDecision, Sort
from eprimo.foundation.occasions.models import Occasion
from eprimo.foundation.presence.actions.calls import call_take
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.enums import Half, State
from eprimo.foundation.presence.enums import Source as ToldBy
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Arrangement, HalfDay, Hosting
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.partners.actions import invitation_end
from eprimo.services.partners.kind import INTERVENTIONS
from eprimo.services.partners.models import Invitation
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.access.walled import run
from tests.services.liaison.notes import sent
from tests.services.partners.coming import TODAY, intervention, invited
from tests.signed import signed
from tests.wall import session

pytestmark = pytest.mark.django_db

MORNING = HalfOf(TODAY, Half.MORNING)


def page(cast: Cast, made: Resource) -> Any:
    """What the musician opens now, signed in: behind the wall, as in a real session."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = signed(cast.people["partner"].account)[1]
    return client.get(reverse("partners:children", args=[made.public_id]))


def names(cast: Cast, made: Resource) -> tuple[str, ...] | None:
    """The names that the musician reads now; None: it is not the hour."""
    shown = page(cast, made).context["present"]
    return shown.names if shown is not None else None


def call(cast: Cast, said: dict[int, CallEntry]) -> None:
    call_take(actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING, said=said)


def test_first_names_of_a_class_stand_for_the_hours_and_no_minute_more(cast: Cast) -> None:
    made = intervention(cast)
    invited(cast, made)
    for minutes, shown in ((-31, None), (-30, ("Léa", "Yanis")), (59, ("Léa", "Yanis")), (60, None)):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            assert names(cast, made) == shown, minutes
    # The day before and the day after, at the same hour.
    for days in (-1, 1, 7):
        with clock.frozen(NOW + timedelta(days=days)):
            assert names(cast, made) is None


def test_who_is_said_to_be_away_is_not_named(cast: Cast) -> None:
    made = intervention(cast)
    invited(cast, made)
    call(cast, {cast.lea.pk: CallEntry(State.ABSENT)})
    assert names(cast, made) == ("Yanis",)
    call(cast, {cast.lea.pk: CallEntry(State.ELSEWHERE)})
    assert names(cast, made) == ("Yanis",)
    call(cast, {cast.lea.pk: CallEntry(State.LATE, at=(NOW + timedelta(minutes=130)).time())})
    assert names(cast, made) == ("Yanis",)
    call(cast, {cast.lea.pk: CallEntry(State.LATE, at=time(9, 50))})
    assert names(cast, made) == ("Léa", "Yanis")
    call(cast, {cast.lea.pk: CallEntry(State.LEFT, at=time(9, 55))})
    assert names(cast, made) == ("Yanis",)


def test_it_is_said_whether_the_roll_was_called(cast: Cast) -> None:
    made = intervention(cast)
    invited(cast, made)
    assert "L’appel n’est pas encore fait" in page(cast, made).content.decode()
    call(cast, {})
    assert "L’appel n’est pas encore fait" not in page(cast, made).content.decode()


@pytest.mark.parametrize("of_group", [False, True])
def test_an_arranged_afternoon_names_the_child_only_if_the_call_does(cast: Cast, of_group: bool) -> None:
    place, by = (cast.chorale, "director") if of_group else (cast.ce1, "teacher")
    made = intervention(cast, place, by=by, starts_at=time(14), ends_at=time(15))
    if not of_group:
        invited(cast, made)
    others = () if of_group else ("Yanis",)
    with clock.frozen(NOW + timedelta(hours=4, minutes=20)):
        assert names(cast, made) == tuple(sorted(("Léa", *others)))
        of_day = {"school": cast.tilleuls, "school_year": cast.tilleuls.running_year_id, "child": cast.lea}
        Arrangement.objects.create(
            first=TODAY, last=TODAY, weekdays=[TODAY.weekday()], decided_on=TODAY, by=cast.director, **of_day
        )
        assert names(cast, made) == others
        HalfDay.objects.create(
            class_group=cast.ce1,
            day=TODAY,
            half=Half.AFTERNOON,
            state=State.PRESENT,
            source=ToldBy.CALL,
            said_at=clock.now(),
            **of_day,
        )
        assert names(cast, made) == tuple(sorted(("Léa", *others)))


def test_the_function_of_the_wall_tells_nobody_else_and_outside_of_no_hour(cast: Cast) -> None:
    """Asked by itself, without the page before it, it looks at who asks, at the invitation and at the hour."""
    made = intervention(cast)
    one = invited(cast, made)

    def asked(who: str) -> list[Any]:
        with session(signed(cast.people[who].account)[1]):
            return run("SELECT names FROM wall.present_for(%s, 'am', '{}')", made.public_id)

    assert [sorted(found) for (found,) in asked("partner")] == [["Léa", "Yanis"]]
    assert [asked(who) for who in ("samira", "teacher", "teacher_verne")] == [[], [], []]
    with clock.frozen(NOW + timedelta(hours=1)):
        assert asked("partner") == []
    Invitation.objects.filter(pk=one.pk).delete()
    assert asked("partner") == []


def test_a_group_that_invites_needs_no_invitation_and_shows_its_children(cast: Cast) -> None:
    made = intervention(cast, cast.chorale, by="director")
    assert names(cast, made) == ("Léa",)
    # Who is with the specialised help is elsewhere for the class, and may be with this group.
    call(cast, {cast.lea.pk: CallEntry(State.ELSEWHERE)})
    assert names(cast, made) == ("Léa",)
    GroupMembership.objects.filter(person=cast.people["partner"]).update(ends=NOW)
    assert page(cast, made).status_code == 404


def test_a_child_who_moved_at_noon_is_gone_and_one_who_came_is_there(cast: Cast) -> None:
    made = intervention(cast)
    invited(cast, made)
    ClassMembership.objects.filter(person=cast.lea, class_group=cast.ce1).update(ends=NOW)
    ClassMembership.objects.create(
        person=cast.people["noe"], class_group=cast.ce1, school=cast.tilleuls, starts=NOW
    )
    assert names(cast, made) == ("Noé", "Yanis")


def test_of_a_class_that_is_spread_who_left_is_not_named_nor_who_is_hosted(cast: Cast) -> None:
    made = intervention(cast)
    invited(cast, made)
    of_day = {
        "school": cast.tilleuls, "school_year": cast.tilleuls.running_year_id, "day": TODAY, "half": Half.MORNING,
    }  # fmt: skip
    Hosting.objects.create(child=cast.lea, class_group=cast.ce1, host=cast.cm2, **of_day)
    Hosting.objects.create(child=cast.people["noe"], class_group=cast.cm2, host=cast.ce1, **of_day)
    assert names(cast, made) == ("Yanis",)


@pytest.mark.parametrize("level", [1, 2])
def test_a_child_from_whom_a_decision_keeps_the_partner_is_not_named(cast: Cast, level: int) -> None:
    """« R1: no live presence; R2: the child is 404 », whatever the role in use."""
    made = intervention(cast)
    invited(cast, made)
    link = make.guardianship(cast.people["partner"], cast.lea)
    assert names(cast, made) == ("Léa", "Yanis")
    make.restrict(link, cast.tilleuls, level)
    assert names(cast, made) == ("Yanis",)


def test_the_day_that_moved_takes_the_names_with_it(cast: Cast) -> None:
    made = intervention(cast)
    invited(cast, made)
    facts = {"event_on": TODAY + timedelta(days=2)}
    body = richtext.parse("Les élèves chantent en canon.")
    thing_correct(
        actor=cast.actor("teacher"), kind=INTERVENTIONS, resource=made, title="Chant", body=body, facts=facts
    )
    assert names(cast, made) is None
    with clock.frozen(NOW + timedelta(days=2)):
        assert names(cast, made) == ("Léa", "Yanis")


def test_a_day_without_class_and_an_hour_outside_of_class_name_nobody(cast: Cast) -> None:
    made = intervention(cast)
    invited(cast, made)
    day_off_add(
        actor=cast.actor("director"), school_id=cast.tilleuls.pk, label="Grève", first=TODAY, last=TODAY
    )
    assert names(cast, made) is None


def test_what_was_decided_of_a_closure_that_is_gone_opens_no_other_one(cast: Cast) -> None:
    """« Garder » answered a day that is open again; a note shuts the class since."""
    made = intervention(cast)
    invited(cast, made)
    sent(cast, by="director", title="Grève", kind=NoteKind.CLOSED, event_on=TODAY, classes=(cast.ce1,))
    assert names(cast, made) is None
    its = Occasion.objects.filter(resource=made)
    its.update(when_shut=ClosureDecision.STANDS, shut_off=0)
    assert names(cast, made) is None
    its.update(shut_off=None, shut_note=Occasion.objects.get(sort=Sort.CLOSURE).resource_id)
    assert names(cast, made) == ("Léa", "Yanis")


def test_of_two_classes_the_one_that_is_shut_is_not_named(cast: Cast) -> None:
    """Which classes are shut is asked of the calendar, as everywhere; where nobody says, the function names nobody."""
    made = intervention(cast, by="director")
    both = [(To.CLASS, cast.ce1.pk), (To.CLASS, cast.cm2.pk)]
    thing_readdress(
        actor=cast.actor("director"), kind=INTERVENTIONS, resource=made, targets=both, readers=EVERYBODY
    )
    invited(cast, made, by="director")
    everybody = names(cast, made)
    assert everybody is not None
    assert {"Léa", "Yanis"} < set(everybody)
    sent(
        cast, by="director", title="Classe fermée", kind=NoteKind.CLOSED, event_on=TODAY, classes=(cast.ce1,)
    )
    assert names(cast, made) == tuple(one for one in everybody if one not in {"Léa", "Yanis"})
    with session(signed(cast.people["partner"].account)[1]):
        assert run("SELECT names FROM wall.present_for(%s, 'am', NULL)", made.public_id) == []


@pytest.mark.parametrize(
    "how", ["ended by the teacher", "invitation to the school over", "taken back", "given away"]
)
def test_all_ends_with_the_invitation_on_the_next_request(cast: Cast, sign_in: Any, how: str) -> None:
    made = intervention(cast)
    one = invited(cast, made)
    client = sign_in(cast.people["partner"])
    addresses = [
        reverse("partners:children", args=[made.public_id]), reverse("interventions:thing", args=[made.public_id]),
        reverse("partners:propose", args=[made.public_id]),
    ]  # fmt: skip
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
    assert "Yanis" in client.get(addresses[0]).content.decode()
    assert "Chant" in client.get("/").content.decode()
    teacher = cast.actor("teacher")
    if how == "ended by the teacher":
        invitation_end(actor=teacher, resource=made, invitation=one)
    elif how == "taken back":
        thing_withdraw(actor=teacher, kind=INTERVENTIONS, resource=made)
    elif how == "given away":
        thing_readdress(
            actor=cast.actor("director"), kind=INTERVENTIONS, resource=made, targets=[(To.CLASS, cast.cm2.pk)],
            readers=EVERYBODY,
        )  # fmt: skip
    else:
        link = Affiliation.objects.get(person=cast.people["partner"])
        Affiliation.objects.filter(pk=link.pk).update(source=Source.MANUAL)
        link.refresh_from_db()
        adult_end(actor=cast.actor("director"), link=link)
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    assert "Chant" not in client.get("/").content.decode()


def test_a_partner_reads_neither_of_another_class_nor_what_is_of_a_child(cast: Cast, sign_in: Any) -> None:
    """Nothing of an intervention of another class, nor of people: no photograph, birth date, phone, address."""
    other = intervention(cast, cast.cm2, by="teacher_cm2", title="Judo")
    mine = intervention(cast)
    invited(cast, mine)
    client = sign_in(cast.people["partner"])
    for name in ("partners:children", "partners:propose", "partners:guests"):
        assert client.get(reverse(name, args=[other.public_id])).status_code == 404, name
    page = client.get(reverse("partners:children", args=[mine.public_id])).content.decode()
    for hidden in ("MARTIN", "BELKACEM", "2018", 'href="/personnes', str(cast.lea.public_id)):
        assert hidden not in page, hidden
    assert client.get(reverse("people:person", args=[cast.lea.public_id])).status_code == 404
    assert client.get(reverse("partners:guests", args=[mine.public_id])).status_code == 403
