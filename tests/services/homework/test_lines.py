"""Giving work: what is refused and what is proposed, series, corrections, taking back, putting off, copying."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.marks import work_tick
from eprimo.foundation.content.things.protected_contact import TellsWhereabouts
from eprimo.foundation.directory.models import ClassGroup, Guardianship, SchoolDayOff
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.occasions.models import Mark, Occasion
from eprimo.foundation.presence.hours import next_day
from eprimo.foundation.presence.models import SchoolHours
from eprimo.services.homework.actions.lines import (
    MOST_LINES,
    CopyResult,
    HomeworkInput,
    NoClass,
    entries_add,
    entries_put_off,
    entry_correct,
    entry_remove,
    entry_restore,
    week_copy,
)
from eprimo.services.homework.days import repeated
from eprimo.services.homework.enums import Subject, Work
from eprimo.services.homework.models import Homework
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.homework.giving import (
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    give,
    hours,
    two_levels,
)

pytestmark = pytest.mark.django_db


def correct(
    cast: Cast, line: Homework, who: str = "teacher", *, following: bool = False, **said: Any
) -> Homework:
    held = {
        "subject": Subject(line.subject), "verb": Work(line.verb), "text": line.text, "due_on": line.due_on,
        "levels": tuple(line.levels),
    }  # fmt: skip
    return entry_correct(
        actor=cast.actor(who), line=line, place=cast.ce1, hours=hours(cast), said=HomeworkInput(**held | said),
        following=following,
    )  # fmt: skip


def test_a_line_has_its_date_and_a_week_is_made_once(cast: Cast) -> None:
    give(cast)
    give(cast, "la table de 2")
    assert Resource.objects.filter(service="homework").count() == 1
    assert set(Occasion.objects.values_list("words", "on")) == {
        ("la page 12", THURSDAY),
        ("la table de 2", THURSDAY),
    }


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "a" * 501])
def test_a_line_says_something_and_not_too_much(cast: Cast, text: str) -> None:
    with pytest.raises(DomainError) as refused:
        give(cast, text)
    assert refused.value.field == "text"
    assert not Homework.objects.exists()


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2099, 1, 5)])
def test_a_day_that_is_over_or_of_another_year_is_refused(cast: Cast, day: date) -> None:
    with pytest.raises(DomainError) as refused:
        give(cast, day=day)
    assert refused.value.field == "due_on"


@pytest.mark.parametrize(("day", "instead"), [(WEDNESDAY, THURSDAY), (date(2026, 11, 28), NEXT_MONDAY)])
def test_on_a_day_without_class_the_next_one_is_proposed(cast: Cast, day: date, instead: date) -> None:
    with pytest.raises(NoClass) as refused:
        give(cast, day=day)
    assert refused.value.instead == instead


def test_in_the_holidays_the_first_day_back_is_proposed(cast: Cast) -> None:
    with pytest.raises(NoClass) as refused:
        give(cast, day=date(2026, 12, 24))
    assert refused.value.instead == date(2027, 1, 4)


def test_a_school_with_class_on_wednesday_gives_for_wednesday(cast: Cast) -> None:
    assert next_day(hours(cast), TUESDAY) == THURSDAY
    SchoolHours.objects.create(school=cast.tilleuls, half_days=[0, 1, 2, 3, 4, 6, 7, 8, 9])
    assert next_day(hours(cast), TUESDAY) == WEDNESDAY
    assert give(cast, day=WEDNESDAY).due_on == WEDNESDAY


def test_a_level_that_the_class_lost_is_refused(cast: Cast) -> None:
    two_levels(cast)
    with pytest.raises(DomainError) as refused:
        give(cast, levels=("CM2",))
    assert refused.value.field == "levels"
    line = give(cast, levels=("CP", "CE1"))
    assert line.levels == []


def test_the_same_form_sent_twice_gives_once(cast: Cast) -> None:
    key = uuid4()
    assert give(cast, key=key).pk == give(cast, key=key).pk
    assert Homework.objects.count() == 1


def test_an_hour_is_asked_about_where_a_family_must_not_read_one(cast: Cast) -> None:
    with pytest.raises(TellsWhereabouts) as asked:
        give(cast, "rendez-vous à 8 h 30 devant la gare", who="teacher_cm2", place=cast.cm2)
    said = HomeworkInput(
        Subject.SPORT, Work.BRING, "rendez-vous à 8 h 30 devant la gare", THURSDAY, (), asked.value.ask.mark
    )
    made = entries_add(actor=cast.actor("teacher_cm2"), place=cast.cm2, hours=hours(cast), said=[said])
    assert made[0].text.startswith("rendez-vous")


@pytest.mark.parametrize("who", ["director", "staff", "teacher_cm2", "samira", "lea", "director_verne"])
def test_who_does_not_teach_the_class_gives_nothing_there(cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        give(cast, who=who)
    line = give(cast)
    with pytest.raises((Forbidden, NotVisible)):
        correct(cast, line, who, text="autre")
    with pytest.raises((Forbidden, NotVisible)):
        entry_remove(actor=cast.actor(who), line=line)


def test_a_colleague_of_the_class_corrects_and_the_line_stays_its_author_s(cast: Cast) -> None:
    line = give(cast)
    made = correct(cast, line, "substitute", text="la page 13")
    assert (made.text, made.before, made.author) == ("la page 13", "la page 12", cast.teacher)
    assert Occasion.objects.get().words == "la page 13"
    assert AuditLine.objects.filter(act="homework.entry.corrected", person_id=cast.substitute.pk).exists()


def test_work_that_is_put_off_stays_done_and_work_that_changes_does_not(cast: Cast) -> None:
    line = give(cast)
    done = {"thing": line.resource.public_id, "n": line.n, "child": cast.lea.pk, "done": True}
    work_tick(actor=cast.actor("lea"), **done)
    line = correct(cast, line, due_on=FRIDAY)
    assert Mark.objects.get().state == "done"
    correct(cast, line, text="la page 99")
    assert not Mark.objects.exists()


def test_what_is_taken_back_goes_and_comes_back(cast: Cast) -> None:
    line = give(cast)
    entry_remove(actor=cast.actor("teacher"), line=line)
    assert not Occasion.objects.exists()
    with pytest.raises(Conflict):
        correct(cast, line, text="autre")
    entry_restore(actor=cast.actor("teacher"), line=line)
    assert Occasion.objects.get().words == "la page 12"


# --- series ------------------------------------------------------------------------------------------------------


def series(cast: Cast) -> list[Homework]:
    days = repeated(hours(cast), THURSDAY, date(2026, 12, 17))
    give(cast, "le sac de piscine", verb=Work.BRING, repeated=days)
    return list(Homework.objects.order_by("due_on"))


def test_each_week_until_the_holidays(cast: Cast) -> None:
    assert [one.due_on for one in series(cast)] == [
        date(2026, 11, 26),
        *(date(2026, 12, day) for day in (3, 10, 17)),
    ]


def test_a_series_leaves_out_days_without_class(cast: Cast) -> None:
    SchoolDayOff.objects.create(
        school=cast.tilleuls, label="Grève", first=date(2026, 12, 3), last=date(2026, 12, 3)
    )
    assert date(2026, 12, 3) not in {one.due_on for one in series(cast)}
    assert date(2027, 1, 1) not in repeated(hours(cast), date(2026, 12, 4), date(2027, 1, 31))


def test_this_one_alone_or_those_that_follow_and_the_past_never_moves(cast: Cast) -> None:
    first, second, third, fourth = series(cast)
    correct(cast, second, text="le vélo")
    assert [one.text for one in Homework.objects.order_by("due_on")].count("le vélo") == 1
    later = NOW + timedelta(days=14)
    with clock.frozen(later):
        correct(cast, third, text="le casque", following=True)
    texts = [one.text for one in Homework.objects.order_by("due_on")]
    assert texts == ["le sac de piscine", "le vélo", "le casque", "le casque"]
    assert [one.due_on for one in Homework.objects.order_by("due_on")][-1] == fourth.due_on
    with clock.frozen(later):
        entry_remove(actor=cast.actor("teacher"), line=first, following=True)
    left = Homework.objects.filter(removed_at=None).values_list("due_on", flat=True)
    assert set(left) == {second.due_on}


# --- closed days, weeks ------------------------------------------------------------------------------------------


def test_a_day_with_class_is_not_put_off(cast: Cast) -> None:
    give(cast)
    with pytest.raises(Conflict):
        entries_put_off(actor=cast.actor("teacher"), place=cast.ce1, hours=hours(cast), day=THURSDAY)


def test_putting_off_twice_is_once(cast: Cast) -> None:
    give(cast)
    SchoolDayOff.objects.create(school=cast.tilleuls, label="Grève", first=THURSDAY, last=THURSDAY)
    act = {"actor": cast.actor("teacher"), "place": cast.ce1, "hours": hours(cast), "day": THURSDAY}
    assert entries_put_off(**act) == (1, FRIDAY)
    assert entries_put_off(**act) == (0, FRIDAY)


def test_a_week_is_taken_again_on_the_same_days(cast: Cast) -> None:
    two_levels(cast)
    give(cast, levels=("CP",))
    give(cast, "la table de 2", FRIDAY)
    give(cast, "les graines", TUESDAY, verb=Work.CLASS)
    copy = {"actor": cast.actor("teacher"), "place": cast.ce1, "hours": hours(cast), "target": NEXT_MONDAY}
    assert week_copy(source=MONDAY, **copy) == CopyResult(2, 0)
    assert week_copy(source=MONDAY, **copy) == CopyResult(0, 0)
    again = Homework.objects.filter(due_on__gte=NEXT_MONDAY).order_by("due_on")
    assert [(one.text, one.due_on, one.levels) for one in again] == [
        ("la page 12", date(2026, 12, 3), ["CP"]), ("la table de 2", date(2026, 12, 4), []),
    ]  # fmt: skip
    ClassGroup.objects.filter(pk=cast.ce1.pk).update(levels=["CE1"])
    cast.ce1.refresh_from_db()
    assert week_copy(source=MONDAY, **copy | {"target": NEXT_MONDAY + timedelta(days=7)}) == CopyResult(1, 0)


def test_a_week_that_is_taken_again_asks_anew_who_must_not_read_an_hour(cast: Cast, sign_in: Any) -> None:
    """A family came under a protected contact since the line was given."""
    give(cast, "rendez-vous à 8 h 30 devant la piscine")
    give(cast, "la table de 2", FRIDAY)
    make.restrict(Guardianship.objects.get(adult=cast.paul, child=cast.lea), cast.tilleuls, 1)
    address = f"{reverse('homework:copy', args=[cast.ce1.public_id])}?semaine={NEXT_MONDAY}"
    answer = sign_in(cast.teacher).post(address, {"source": str(MONDAY)}, follow=True).text
    assert "1 travail repris" in answer.replace("\u00a0", " ")
    assert "1 travail n’est pas repris" in answer.replace("\u00a0", " ")
    assert list(Homework.objects.filter(due_on__gte=NEXT_MONDAY).values_list("text", flat=True)) == [
        "la table de 2"
    ]


def test_an_empty_week_has_nothing_to_take(cast: Cast) -> None:
    with pytest.raises(DomainError) as refused:
        week_copy(
            actor=cast.actor("teacher"), place=cast.ce1, hours=hours(cast), source=MONDAY, target=NEXT_MONDAY
        )
    assert refused.value.field == "source"


def test_sixty_lines_at_once_and_no_more(cast: Cast) -> None:
    said = [HomeworkInput(Subject.FRENCH, Work.READ, f"page {n}", THURSDAY) for n in range(MOST_LINES)]
    made = entries_add(actor=cast.actor("teacher"), place=cast.ce1, hours=hours(cast), said=said)
    assert len(made) == MOST_LINES
    with pytest.raises(DomainError):
        entries_add(actor=cast.actor("teacher"), place=cast.ce1, hours=hours(cast), said=[*said, said[0]])


# --- groups ------------------------------------------------------------------------------------------------------


def test_a_group_has_homework_of_its_own(cast: Cast) -> None:
    from tests import factories as make

    make.join_group(cast.teacher_cm2, cast.chorale)
    line = give(cast, "la chanson", who="teacher_cm2", place=cast.chorale)
    assert line.resource.targets.get().kind == "group"
    with pytest.raises(Forbidden):
        give(cast, "la chanson", who="teacher", place=cast.chorale)
