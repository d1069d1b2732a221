"""What the demo's people find: invented schools, families of every shape, a note in each state."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.urls import Resolver404, resolve

from eprimo.config.settings import base
from eprimo.devtools.demo.academy.load import is_loaded, load_demo
from eprimo.devtools.demo.faces import FACES, person_ids
from eprimo.foundation.access.actors import for_person
from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.accounts.pupil_words import words_open
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Resource, Target
from eprimo.foundation.conversations.enums import Matter
from eprimo.foundation.directory.models import (
    ClassGroup,
    GuardianRestriction,
    Person,
    School,
    ServiceEnrolment,
)
from eprimo.foundation.directory.queries.support import supports_live
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.models import AuditLine, OutboxEvent
from eprimo.foundation.notifications.models import Notice
from eprimo.services.liaison.enums import NoteKind, OwedState
from eprimo.services.liaison.models import Note, Owed
from eprimo.services.messages.actions import card_of
from eprimo.services.messages.queries import waiting
from tests.conftest import NOW
from tests.ground import GROUND


def test_the_doors_of_the_demo_are_in_no_other_settings(client: Any, db: None) -> None:
    assert base.DEMO is False
    assert "eprimo.devtools.demo" not in base.INSTALLED_APPS
    for path in ("/entrer/", "/entrer/director/", "/demo/horloge/"):
        with pytest.raises(Resolver404):
            resolve(path)
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404


@pytest.fixture(scope="module")
def academy(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The smallest academy that holds every face, made once for this file and never kept."""
    folder = override_settings(VAR=tmp_path_factory.mktemp("demo"))
    with django_db_blocker.unblock():
        # A test of another file may have left the cast standing in this process.
        GROUND.clear()
    with django_db_blocker.unblock(), folder, clock.frozen(NOW), transaction.atomic():
        with connection.cursor() as cursor:
            # Plans that the connection kept of other tests, of tables of few rows, made this five times dearer.
            cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        load_demo(schools=3, pupils=30)
        yield
        transaction.set_rollback(True)


def test_it_is_loaded_whole(academy: None) -> None:
    assert is_loaded()
    assert School.objects.count() == 3
    assert set(person_ids()) == {face.key for face in FACES}
    assert any(len(group.levels) > 1 for group in ClassGroup.objects.all())
    assert set(GuardianRestriction.objects.values_list("level", flat=True)) == {1, 2, 3}
    assert ServiceEnrolment.objects.exists()


def test_families_that_never_came_are_there_and_faces_have_all_come(academy: None) -> None:
    states = Account.objects.values_list("state", flat=True)
    assert AccountState.EXPECTED in states
    shown = Account.objects.filter(person__in=person_ids().values())
    assert {account.state for account in shown} == {AccountState.ACTIVE}
    assert all(account.charter_at is not None and account.charter_at <= clock.now() for account in shown)


def test_a_pupil_has_words_that_open(academy: None) -> None:
    account = Account.objects.get(person=person_ids()["pupil"])
    assert len(words_open(account)) == 3


def test_a_note_in_each_state(academy: None) -> None:
    now = clock.now()
    states = set(Resource.objects.values_list("state", flat=True))
    assert states == {ResourceState.DRAFT, ResourceState.PUBLISHED, ResourceState.WITHDRAWN}
    sent = Note.objects.exclude(resource__published_at=None)
    assert set(sent.values_list("kind", flat=True)) == set(NoteKind)
    assert (
        sent.filter(
            delivered_at=None, resource__visible_from__gt=now, resource__published_at__lte=now
        ).count()
        == 1
    )
    # The note that leaves later.
    due = OutboxEvent.objects.filter(state="pending", kind="services.liaison.NoteDue")
    assert due.count() == 1
    # Assistance and a closed school are told when the demo runs; a directory that was sent is forgotten days after.
    late = {
        "foundation.directory.SupportMoved", "foundation.content.things.ClosureMoved",
        "foundation.intake.AafDeliveryForgotten",
    }  # fmt: skip
    rest = OutboxEvent.objects.filter(state="pending").exclude(pk__in=due)
    assert set(rest.values_list("kind", flat=True)) <= late
    assert Resource.objects.filter(version=2).exists()
    assert sent.filter(both_guardians=True).exists()
    assert sent.filter(service__isnull=False).exists()
    assert sent.exclude(archived_at=None).exists()
    assert Target.objects.filter(resource__service="liaison", kind=To.CHILD).exists()
    assert Target.objects.filter(resource__service="liaison", kind=To.GROUP).exists()


def test_families_did_part_of_what_they_owe(academy: None) -> None:
    owed = Owed.objects.all()
    assert set(owed.values_list("state", flat=True)) == set(OwedState)
    assert owed.filter(signed_at__isnull=False).exists()
    assert owed.exclude(answers=[]).exists()
    assert owed.filter(recorded_by__isnull=False).exists()
    acts = owed.filter(read_at__isnull=False)
    assert not acts.filter(read_at__gt=clock.now()).exists()
    never = Account.objects.filter(activated_at=None).values("person")
    assert not acts.filter(guardian__in=never, recorded_by=None).exists()
    assert AuditLine.objects.filter(act="liaison.note.signed").count() > 10


def test_the_parent_of_two_has_something_to_sign(academy: None) -> None:
    parent = Person.objects.get(pk=person_ids()["parent"])
    waiting = Owed.objects.filter(guardian=parent, state=OwedState.EXPECTED)
    assert waiting.values("child").distinct().count() == 2
    assert waiting.values("school").distinct().count() == 2


def test_a_family_waits_for_an_answer_and_each_parent_is_written_to_apart(academy: None) -> None:
    teacher = for_person(person_ids()["teacher"], role=Role.TEACHER)
    assert waiting(teacher).count() == 1
    told = Notice.objects.filter(card__in=[card_of(matter) for matter in Matter])
    assert {one.state for one in told} == {"open", "done"}
    assert not told.filter(ring_at__isnull=False, rang_at=None).exists()
    assert told.filter(child__first_name="Yanis").values("recipient").distinct().count() == 2
    assert not OutboxEvent.objects.filter(kind__endswith="WordsDue").exists()


def test_every_role_of_the_rights_page_is_somebody(academy: None) -> None:
    """One enters as each of them, and nobody's home is that of a stranger."""
    roles = {for_person(pk).role for pk in person_ids().values()}
    assert set(Role) - roles <= {Role.DEPUTY}
    helper = for_person(person_ids()["contractor"])
    assert [one.school_name for one in helper.supports] == ["École maternelle Les Coquelicots"]
    waiting = supports_live(for_person(person_ids()["director"]))
    assert [one.person_id for one in waiting] == [helper.person_id]
