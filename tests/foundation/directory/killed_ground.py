"""Schools at the end of their year, and people who asked to be erased, in a database of their own: made by a process of
its own, by the wall clock."""

from datetime import timedelta

from eprimo.foundation.directory.actions.year_switch import year_undo
from eprimo.foundation.directory.actions.years import plan_fill, year_after
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import ContactDetails, School, SchoolYear, YearChange
from eprimo.foundation.kernel import clock
from eprimo.foundation.privacy.models import PrivacyRequest, RequestKind, RequestState
from tests import factories as make

UAIS = ("0440001A", "0440002B", "0440003C")
GONE = "canari-parti"


def build(pupils: int) -> None:
    """Three schools, alike, that are prepared; in each somebody who left and asked to be erased."""
    today = clock.today("Europe/Paris")
    make.school_year()
    SchoolYear.objects.update(ends=today + timedelta(days=30))
    for uai in UAIS:
        school = make.school(uai, f"École {uai}")
        classes = [make.class_group(school, level, (level,)) for level in ("CE1", "CE2", "CM2")]
        make.teacher(school, *classes, first_name="Maître", last_name=uai)
        for number in range(pupils):
            make.pupil(school, classes[number % 3], f"Enfant{number}", uai)
        change = YearChange.objects.create(
            school=school, from_year=school.running_year, to_year=year_after(school.running_year)
        )
        plan_fill(change)
        YearChange.objects.filter(pk=change.pk).update(unplaced_agreed=True)
        _leaver(school)


def _leaver(school: School) -> None:
    long_ago = clock.now() - timedelta(days=40)
    person = make.person(GONE, "CANARI")
    make.account(person)
    make.affiliation(
        person,
        school,
        Profile.TEACHER,
        starts=long_ago - timedelta(days=300),
        ends=long_ago,
        end_reason="left",
    )
    ContactDetails.objects.create(person=person, email=f"{GONE}@exemple.fr")
    PrivacyRequest.objects.create(
        kind=RequestKind.ERASE_ACCOUNT, subject=person, asked_by=person, school=school, words=GONE,
        state=RequestState.ASKED, due_on=clock.today("Europe/Paris"), decided_at=clock.now(), code="agreed",
    )  # fmt: skip


def undo() -> None:
    """Every school that switched is given back, one after the other."""
    for change in YearChange.objects.filter(state="switched").order_by("pk"):
        year_undo(actor=None, change=change)
