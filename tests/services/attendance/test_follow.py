"""« Assiduité »: what is counted, the line of the head, who acts, and the steps (flows C, case 7)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.directory.models import Affiliation, ClassMembership
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import GuardianKind
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine, OutboxEvent
from eprimo.foundation.notifications.models import Notice
from eprimo.foundation.presence.actions.absences import (
    AbsenceNotice,
    absence_declare,
    absence_judge,
    absence_record,
)
from eprimo.foundation.presence.actions.follow import step_remove
from eprimo.foundation.presence.enums import Half, Judged, Means, Reason, State, Step
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import FollowStep, HalfDay
from eprimo.foundation.presence.queries.follow import (
    children_waiting,
    followed_all,
    followed_one,
)
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.ground import lent
from tests.services.attendance.following import (
    DAYS,
    HOME,
    LINE,
    LIST,
    call,
    client_note,
    home,
    missed,
    note,
    of,
    page,
    report,
    words_of,
)

pytestmark = pytest.mark.django_db


@lent
def absent(cast: Cast) -> None:
    """Léa missed four half-days that nobody explained."""
    missed(cast, "lea")


# --- what is counted --------------------------------------------------------------------------------------------------


def test_c7_at_the_fourth_half_day_it_is_on_the_desk_of_the_head_a_letter_is_ready_and_nothing_left(
    cast: Cast, sign_in: Any
) -> None:
    missed(cast, "lea", halves=3)
    assert LINE not in home(cast, sign_in)
    OutboxEvent.objects.all().delete()
    Notice.objects.all().delete()
    call(cast, DAYS[1], Half.AFTERNOON, "lea")
    left = OutboxEvent.objects.count()
    assert f"4 {LINE}" in home(cast, sign_in)
    client = sign_in(cast.director)
    shown = client.get(page(cast)).text
    assert "Dialogue avec la famille" in shown
    address = reverse(
        "attendance:follow_letter", args=[cast.lea.public_id, "dialogue", cast.samira.public_id]
    )
    assert address in shown
    letter = client.get(address)
    assert letter.content.startswith(b"%PDF")
    said = words_of(letter.content)
    assert "Samira MARTIN" in said
    assert "Léa a manqué ces demi-journées" in said
    # The call itself makes one event; looking and printing make none.
    assert (OutboxEvent.objects.count(), Notice.objects.count()) == (left, 0)
    assert not FollowStep.objects.exists()


def test_the_line_is_gone_when_a_step_is_noted_and_comes_back_when_the_child_is_absent_again(
    cast: Cast, absent: None, sign_in: Any
) -> None:
    done = client_note(cast, sign_in)
    assert done.status_code == 302
    assert LINE not in home(cast, sign_in)
    assert not of(cast).waits
    with clock.frozen(NOW + timedelta(days=3)):
        call(cast, date(2026, 11, 26), Half.MORNING, "lea")
        assert f"5 {LINE}" in home(cast, sign_in)
        assert of(cast).next == Step.TEAM


def test_what_the_head_holds_for_legitimate_leaves_the_count_at_once(
    cast: Cast, absent: None, sign_in: Any
) -> None:
    one = HalfOf(DAYS[0], Half.MORNING)
    told = AbsenceNotice(one, one, Reason.OTHER, words="Un deuil.")
    absence = absence_record(
        actor=cast.actor("director"), child=cast.lea, school=cast.tilleuls, told=told, said_by=None, means=Means.PHONE
    )  # fmt: skip
    # « Autre » is to be looked at: it still counts.
    assert of(cast).count == 4
    shown = sign_in(cast.director).get(page(cast)).text
    judge = reverse("attendance:judge", args=[absence.public_id])
    assert judge in shown
    done = sign_in(cast.director).post(judge, {"judged": "yes", "suivi": "1"})
    assert done.headers["Location"] == page(cast)
    assert of(cast).count == 3
    assert LINE not in home(cast, sign_in)
    absence_judge(actor=cast.actor("director"), absence=absence, judged=Judged.NOT_LEGITIMATE)
    assert of(cast).count == 4


@pytest.mark.parametrize(
    "reason", [Reason.ILL, Reason.CONTAGIOUS, Reason.DOCTOR, Reason.FAMILY, Reason.TRANSPORT, Reason.AWAY]
)
def test_a_reason_of_the_law_counts_not_until_the_head_refuses_it(
    cast: Cast, absent: None, reason: Reason
) -> None:
    one = HalfOf(DAYS[0], Half.MORNING)
    absence = absence_record(
        actor=cast.actor("director"), child=cast.lea, school=cast.tilleuls, told=AbsenceNotice(one, one, reason),
        said_by=None, means=Means.PAPER,
    )  # fmt: skip
    assert of(cast).count == 3
    absence_judge(actor=cast.actor("director"), absence=absence, judged=Judged.NOT_LEGITIMATE)
    assert of(cast).count == 4


def test_late_left_elsewhere_and_told_beforehand_are_no_absence_of_a_call(cast: Cast, absent: None) -> None:
    for state in (State.LATE, State.LEFT, State.ELSEWHERE, State.ARRANGED, State.PRESENT):
        HalfDay.objects.filter(child=cast.lea, day=DAYS[0], half=Half.MORNING).update(state=state)
        assert of(cast).count == 3
    thursday = HalfOf(date(2026, 11, 26), Half.MORNING)
    absence_declare(
        actor=cast.actor("samira"), child=cast.lea, school=cast.tilleuls,
        told=AbsenceNotice(thursday, thursday, Reason.OTHER),
    )  # fmt: skip
    assert of(cast).count == 3


def test_thirty_running_days_and_the_host_may_say_otherwise(cast: Cast, absent: None) -> None:
    last = datetime(2026, 12, 11, 9, tzinfo=UTC)
    for at, count in ((last, 4), (last + timedelta(days=1), 2), (last + timedelta(days=2), 0)):
        with clock.frozen(at):
            assert of(cast).count == count, at
    with override_settings(ABSENCE_DAYS=12):
        assert of(cast).count == 2
    # The day is the school's: at 23:30 in Paris it is still the 11th there, and the next one in UTC half an hour later.
    with clock.frozen(datetime(2026, 12, 11, 22, 30, tzinfo=UTC)):
        assert of(cast).count == 4
    with clock.frozen(datetime(2026, 12, 11, 23, 30, tzinfo=UTC)):
        assert of(cast).count == 2


def test_a_change_of_class_in_the_month_counts_both_classes(cast: Cast) -> None:
    missed(cast, "lea", halves=2)
    moved = datetime(2026, 11, 12, 18, tzinfo=UTC)
    ClassMembership.objects.filter(person=cast.lea).update(ends=moved)
    ClassMembership.objects.create(person=cast.lea, class_group=cast.cm2, school=cast.tilleuls, starts=moved)
    for half in Half:
        call(cast, DAYS[1], half, "lea", of=cast.cm2)
    found = of(cast)
    assert (found.count, found.label) == (4, "CM2")


def test_a_child_who_changed_school_or_is_in_two_is_followed_where_it_missed(
    cast: Cast, absent: None, sign_in: Any
) -> None:
    _also_at_verne(cast)
    with pytest.raises(NotVisible):
        followed_one(cast.actor("director_verne"), cast.yanis.public_id)
    assert of(cast, who="director").count == 4
    assert of(cast, who="director_verne").count == 0
    assert LINE not in home(cast, sign_in, "director_verne")
    Affiliation.objects.filter(person=cast.lea, school=cast.tilleuls).update(ends=NOW - timedelta(hours=1))
    assert followed_all(cast.actor("director")) == []
    assert LINE not in home(cast, sign_in)
    assert sign_in(cast.director).get(page(cast)).status_code == 404


def _also_at_verne(cast: Cast) -> None:
    since = datetime(2026, 9, 1, tzinfo=UTC)
    Affiliation.objects.create(
        person=cast.lea, school=cast.verne, profile="pupil", starts=since, source="manual"
    )
    ClassMembership.objects.create(
        person=cast.lea, class_group=cast.ce1_verne, school=cast.verne, starts=since
    )


def test_homonyms_are_two_lines_each_with_its_class(cast: Cast, sign_in: Any) -> None:
    cast.people["other_lea"] = make.pupil(cast.tilleuls, cast.cm2, "Léa", "MARTIN")
    missed(cast, "lea")
    for day in DAYS:
        call(cast, day, Half.MORNING, "other_lea", of=cast.cm2)
    rows = followed_all(cast.actor("director"))
    assert [(one.child.full_name, one.label, one.count) for one in rows] == [
        ("Léa MARTIN", "CE1-A", 4), ("Léa MARTIN", "CM2", 2),
    ]  # fmt: skip
    shown = sign_in(cast.director).get(LIST).text
    assert page(cast) in shown
    assert page(cast, "other_lea") in shown


def test_the_line_of_several_children_leads_to_the_list(cast: Cast, sign_in: Any) -> None:
    missed(cast, "lea", "yanis")
    shown = home(cast, sign_in)
    assert "2 enfants : 4 demi-journées ou plus sans motif légitime en 30 jours" in shown
    assert sign_in(cast.director).get(LIST).text.count("</li>") >= 2
    listed = words_of(sign_in(cast.director).get(reverse("attendance:follow_list")).content)
    assert "Yanis BELKACEM" in listed


def test_the_home_and_the_list_hold_the_same_children(cast: Cast) -> None:
    """The rule is written for one child in Python, and for all in the statement of the home."""
    missed(cast, "lea", "yanis", halves=6)
    for _ in range(3):
        actor = cast.actor("director")
        waiting = {link.person_id for link in children_waiting(actor)}
        assert waiting == {one.child.pk for one in followed_all(actor) if one.waits}
        if not FollowStep.objects.exists():
            note(cast, day=date(2026, 11, 13))
        else:
            note(cast, Step.WARNED)


def test_statements_do_not_grow_with_the_children(cast: Cast, absent: None, sign_in: Any) -> None:
    def asked(address: str) -> int:
        client = sign_in(cast.director)
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    few = {address: asked(address) for address in (HOME, LIST, page(cast))}
    for number in range(20):
        name = f"child{number}"
        cast.people[name] = make.pupil(cast.tilleuls, cast.ce1, f"Enfant{number}", "AUTRE")
        HalfDay.objects.bulk_create(
            HalfDay(
                school_year=cast.ce1.year_id, school=cast.tilleuls, child=cast.people[name], class_group=cast.ce1,
                day=day, half=half, state=State.ABSENT, said_at=NOW, source="call",
            )
            for day in DAYS
            for half in Half
        )  # fmt: skip
    for address, count in few.items():
        assert asked(address) == count, address
    assert few[HOME] <= 6


# --- who acts ---------------------------------------------------------------------------------------------------------


def test_who_is_of_the_family_reads_and_another_head_acts(cast: Cast, absent: None, sign_in: Any) -> None:
    make.guardianship(cast.director, cast.lea, kind=GuardianKind.CONTACT)
    Affiliation.objects.filter(person=cast.deputy).update(named_by=None)
    assert LINE not in home(cast, sign_in)
    client = sign_in(cast.director)
    shown = client.get(page(cast)).text
    assert "de votre famille" in shown
    assert "La lettre" not in shown
    assert client_note(cast, sign_in).status_code == 403
    letter = reverse("attendance:follow_letter", args=[cast.lea.public_id, "dialogue", cast.samira.public_id])
    for address in (letter, page(cast, view="follow_paper"), page(cast, view="follow_report")):
        assert client.get(address).status_code == 403
    with pytest.raises(Forbidden):
        note(cast)
    assert f"4 {LINE}" in home(cast, sign_in, "deputy")
    assert len(note(cast, who="deputy")) == 1


def test_a_deputy_whom_a_tied_director_named_acts_no_more_than_the_director(
    cast: Cast, absent: None, sign_in: Any
) -> None:
    make.guardianship(cast.director, cast.lea, kind=GuardianKind.NO_EXERCISE)
    Affiliation.objects.filter(person=cast.deputy).update(named_by=cast.director)
    assert LINE not in home(cast, sign_in, "deputy")
    with pytest.raises(Forbidden):
        note(cast, who="deputy")


@pytest.mark.parametrize("who", ["teacher", "samira", "lea", "staff", "agent", "inspector", "director_verne"])
def test_it_is_of_who_directs_the_school(cast: Cast, absent: None, sign_in: Any, who: str) -> None:
    client = sign_in(cast.people[who])
    assert client.get(page(cast)).status_code == 404
    if who != "director_verne":
        assert client.get(LIST).status_code == 404
        assert "Assiduité" not in client.get(HOME).text


# --- the steps --------------------------------------------------------------------------------------------------------


def test_a_form_sent_twice_is_one_step_a_row_for_each_who_was_told(
    cast: Cast, absent: None, sign_in: Any
) -> None:
    key = str(uuid4())
    both = [str(cast.samira.public_id), str(cast.paul.public_id)]
    for _ in range(2):
        assert client_note(cast, sign_in, key=key, adults=both).status_code == 302
    assert FollowStep.objects.count() == 2
    (done,) = of(cast).steps
    assert {one.pk for one in done.told} == {cast.samira.pk, cast.paul.pk}
    line = AuditLine.objects.get(act="presence.step.noted")
    assert (line.subject_id, line.details) == (cast.lea.pk, {"step": "dialogue", "told": 2})


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"day": ""}, "Dites quel jour."),
        ({"day": "hier"}, "Ce n’est pas un jour."),
        ({"day": "2026-11-25"}, "pas encore venu"),
        ({"day": "2099-01-01"}, "pas encore venu"),
        ({"day": "2026-06-01"}, "pas de cette année"),
        ({"adults": []}, "Dites à qui vous avez parlé."),
        ({"adults": ["00000000-0000-0000-0000-000000000000"]}, "parmi les responsables"),
        ({"way": ""}, "Dites comment la famille l’a su."),
        ({"words": "x" * 301}, "300 lettres au plus"),
        ({"step": "report"}, "ne se note pas ainsi"),
        ({"key": "x"}, "UUID"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    cast: Cast, absent: None, sign_in: Any, facts: dict[str, Any], said: str
) -> None:
    answer = client_note(cast, sign_in, **{"words": "Elle dort mal."} | facts)
    assert answer.status_code == 422
    assert said in answer.text.replace("\u00a0", " ")
    if "words" not in facts:
        assert "Elle dort mal." in answer.text
    assert not FollowStep.objects.exists()


def test_nothing_is_noted_below_the_threshold(cast: Cast, sign_in: Any) -> None:
    missed(cast, "lea", halves=3)
    assert "Moins de 4" in client_note(cast, sign_in).text.replace("\u00a0", " ")
    assert not FollowStep.objects.exists()


def test_a_step_noted_by_mistake_is_taken_away_with_all_who_were_told(
    cast: Cast, absent: None, sign_in: Any
) -> None:
    first, _second = note(cast, Step.DIALOGUE, "samira", "paul")
    remove = reverse("attendance:follow_remove", args=[first.public_id])
    assert sign_in(cast.director).post(remove).status_code == 302
    assert not FollowStep.objects.exists()
    assert AuditLine.objects.filter(act="presence.step.removed", subject_id=cast.lea.pk).count() == 1
    assert sign_in(cast.director).post(remove).status_code == 404
    note(cast, Step.WARNED)
    made = report(cast)
    for step in (made, FollowStep.objects.get(step=Step.WARNED)):
        with pytest.raises(DomainError):
            step_remove(actor=cast.actor("director"), step=step)
    assert FollowStep.objects.count() == 2
