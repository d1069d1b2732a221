"""What is told, delivered, prepared, asked or joined of people is read by whom it concerns, and not by a stranger's
statement in any page."""

from collections.abc import Callable
from datetime import date

import pytest

from eprimo.foundation.directory.models import (
    PersonMerge,
    PlannedClass,
    PlannedPupil,
    ServiceEnrolment,
    YearChange,
)
from eprimo.foundation.directory.models.mandates import Mandate
from eprimo.foundation.intake.models import AafValue, DeliveryFile, OndeDelivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.models import Notice, Pause, Preference, Round
from eprimo.foundation.privacy.models import ContentObjection, Export, PrivacyRequest, RequestTelling
from tests import factories as make
from tests.cast import Cast
from tests.foundation.access.walled import changes, key_of, run
from tests.wall import session

pytestmark = pytest.mark.django_db

WHO = (
    "teacher", "samira", "paul", "lea", "staff", "partner", "agent", "director", "deputy", "inspector", "academy",
    "platform", "coordinator", "teacher_verne", "guardian_verne", "director_verne", "",
)  # fmt: skip
HEADS = {"director", "deputy", "academy"}
OF_TILLEULS = {"teacher", "samira", "paul", "lea", "staff", "partner", "agent", "director", "deputy"}


def _delivery(cast: Cast) -> None:
    delivery = OndeDelivery.objects.create(school=cast.tilleuls, made_by=cast.director)
    DeliveryFile.objects.create(delivery=delivery, school=cast.tilleuls, name="e.csv", content=b"LEA")


def _planned(cast: Cast) -> None:
    year = cast.tilleuls.running_year
    change = YearChange.objects.create(
        school=cast.tilleuls, from_year=year, to_year=make.school_year(year.pk + 1)
    )
    of = PlannedClass.objects.create(change=change, school=cast.tilleuls, label="CE2")
    PlannedPupil.objects.create(
        change=change, school=cast.tilleuls, person=cast.lea, outcome="placed", planned_class=of
    )


def _asked(cast: Cast) -> None:
    asked = PrivacyRequest.objects.create(
        kind="child", subject=cast.lea, asked_by=cast.samira, school=cast.tilleuls,
        due_on=date(2030, 1, 1),
    )  # fmt: skip
    RequestTelling.objects.create(request=asked, person=cast.paul)


def _joined(cast: Cast) -> None:
    other = make.person("Samira", "AUTRE")
    make.guardianship(other, cast.lea)
    PersonMerge.objects.create(
        kept=cast.samira,
        absorbed=other,
        school=cast.tilleuls,
        merged_by=cast.director,
        journal=[{"was": "x"}],
    )


def _told(cast: Cast) -> None:
    Notice.objects.create(
        school_year=2026, recipient=cast.samira, school=cast.tilleuls, lane="todo", card="x.y", child=cast.lea
    )


def _tells(cast: Cast) -> None:
    at = clock.now()
    Preference.objects.create(person=cast.samira, lane="todo", channel="mail", rhythm="now")
    Pause.objects.create(person=cast.samira, until=at)
    Round.objects.create(
        person=cast.samira, school=cast.tilleuls, channel="mail", rhythm="now", since=at, until=at, due_at=at
    )
    ContentObjection.objects.create(person=cast.samira)
    Export.objects.create(kind="own", subject=cast.samira, asked_by=cast.samira)


def _enrolled(cast: Cast) -> None:
    service = Mandate.objects.filter(person=cast.agent)[0].service_id
    ServiceEnrolment.objects.all().delete()
    ServiceEnrolment.objects.create(child=cast.lea, service_id=service, school=cast.tilleuls)


def _said(cast: Cast) -> None:
    AafValue.objects.create(
        academy="44",
        kind="E",
        key="1",
        attribute="ENTEleveRegime",
        said=["x"],
        person=cast.lea,
        told_at=clock.now(),
    )


@pytest.mark.parametrize(
    ("made", "tables", "read"),
    [
        (_delivery, ("intake_ondedelivery", "intake_deliveryfile"), HEADS),
        (_planned, ("directory_plannedclass", "directory_plannedpupil"), HEADS),
        (_asked, ("privacy_privacyrequest", "privacy_requesttelling"), {*HEADS, "samira", "paul", "lea"}),
        (_joined, ("directory_personmerge",), OF_TILLEULS | {"academy"}),
        (_told, ("notifications_notice",), OF_TILLEULS),
        (
            _tells,
            (
                "notifications_preference",
                "notifications_pause",
                "notifications_round",
                "privacy_contentobjection",
                "privacy_export",
            ),
            {"samira"},
        ),
        (_enrolled, ("directory_serviceenrolment",), OF_TILLEULS | {"academy"}),
        (_said, ("intake_aafvalue",), {"samira", "paul", "lea"}),
    ],
)
def test_rows_are_read_and_changed_by_whom_they_concern(
    cast: Cast, made: Callable[[Cast], None], tables: tuple[str, ...], read: set[str]
) -> None:
    for table in tables:
        run(f"DELETE FROM {table}")
    made(cast)
    keys = {who: key_of(cast.people[who]) if who else "" for who in WHO}
    for table in tables:
        found = set()
        for who, key in keys.items():
            with session(key):
                if run(f"SELECT 1 FROM {table}"):
                    found.add(who)
                else:
                    assert changes(f"DELETE FROM {table}") == 0
        assert found == read, table
        assert run(f"SELECT 1 FROM {table}"), table
