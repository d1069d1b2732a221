"""Erased at the latest three months after the last right: nowhere a trace, the facts whole, the trail unbroken."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, ExternalKey, Guardianship, Person
from eprimo.foundation.directory.queries.people import people_search
from eprimo.foundation.intake.models import OndeDelivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine, AuditSeal
from eprimo.foundation.kernel.seals import broken_links, seal_pending
from eprimo.foundation.kernel.services import retentions
from eprimo.foundation.privacy.erasure import Reason, person_erase
from eprimo.foundation.privacy.models import ContentObjection, ErasedPerson, RetentionRun
from eprimo.foundation.privacy.retention_run import retention_run_whole, retention_work
from eprimo.foundation.privacy.states import State, standing_of
from eprimo.services.liaison.models import Note, Owed
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.faults import killed_at
from tests.foundation.directory.placed import misplaced
from tests.foundation.privacy.canaries import canary_of, plant, singing
from tests.foundation.privacy.furnished import furnish, leave, multiply, report_names
from tests.sizes import sized
from tests.wall import session

LEAVERS = (
    "lea", "yanis", "paul", "no_exercise", "in_charge", "contact", "teacher", "staff", "delegate", "partner", "agent",
    "inspector",
)  # fmt: skip
STAYERS = ("noe", "samira", "director", "teacher_cm2", "guardian_verne")
# Families and teachers beside the cast.
COPIES = sized(1, 60)
AFTER = NOW + timedelta(days=92)


@pytest.fixture(autouse=True)
def _journal(settings: Any, tmp_path: Path) -> None:
    settings.ERASED_JOURNAL = tmp_path / "erased.jsonl"


def _leavers(cast: Cast) -> list[Person]:
    return [cast.people[name] for name in LEAVERS]


@pytest.mark.drill
def test_canaries_of_who_left_are_nowhere_after_92_days(cast: Cast, tmp_path: Path) -> None:
    furnish(cast)
    crowd = multiply(cast, COPIES)
    for one in crowd:
        plant(one)
        one.refresh_from_db()
    # A guardian's session keeps the first names of the children among its links.
    reached: set[str] = set()
    for name in (*LEAVERS, *STAYERS):
        reached |= plant(cast.people[name])
        cast.people[name].refresh_from_db()
    report = report_names(cast, *_leavers(cast))
    with session(session_open(cast.samira.account)[1]):
        pass
    assert "wall.reach" in singing(canary_of(cast.lea))
    _every_kind_is_planted(reached)
    assert all(singing(canary_of(cast.people[name])) for name in (*LEAVERS, *STAYERS))

    leave(*_leavers(cast), *crowd)
    with clock.frozen(NOW + timedelta(days=89)):
        retention_run_whole()
    assert Person.objects.filter(erased_at__isnull=False).count() == 0
    with clock.frozen(AFTER):
        retention_run_whole()
        seal_pending()

    assert [one.pk for one in crowd if singing(canary_of(one))] == []
    assert {name: found for name in LEAVERS if (found := singing(canary_of(cast.people[name])))} == {}
    assert [
        name for name in STAYERS if "public.directory_person" not in singing(canary_of(cast.people[name]))
    ] == []
    assert _files_that_sing(tmp_path, [canary_of(one) for one in _leavers(cast)]) == []
    lines = people_search(cast.actor("director"), "zq0")
    assert {line.person.pk for line in lines}.isdisjoint(one.pk for one in _leavers(cast))
    assert OndeDelivery.objects.get(pk=report.pk).report is None
    assert {found for chain in _chains() for found in broken_links(chain)} == set()
    assert misplaced() == {}


def _every_kind_is_planted(reached: set[str]) -> None:
    """A model that names people and is not in the scene proves nothing: add it to `furnish`."""
    named = {line.model for line in retentions() if any(f.goes or f.blank for f in line.persons.values())}
    assert named - reached <= {"privacy.ContentObjection"} | _LATER
    assert {"accounts.Session", "accounts.SignInCode", "notifications.PushDevice"} <= reached


# Models of other apps that have a scene of their own.
_LATER = {"privacy.Export", "directory.PersonMerge", "directory.NotTheSame"}


def _chains() -> set[str]:
    return set(AuditSeal.objects.values_list("chain", flat=True))


def _files_that_sing(folder: Path, canaries: list[str]) -> list[str]:
    kept = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    folders = [""]
    while folders:
        here = folders.pop()
        inner, files = default_storage.listdir(here)
        folders += [f"{here}/{name}".lstrip("/") for name in inner]
        kept += [default_storage.open(f"{here}/{name}".lstrip("/")).read() for name in files]
    return [canary for canary in canaries if any(canary.encode() in content for content in kept)]


def test_facts_stay_without_the_name(cast: Cast) -> None:
    note = furnish(cast)["sign"]
    leave(cast.lea)
    with clock.frozen(AFTER):
        retention_run_whole()
    row = Owed.objects.get(note=note, guardian=cast.paul)
    assert (row.signed_at, row.state, row.comment) == (NOW, "done", "")
    assert row.guardian.full_name == row.child.full_name == "personne effacée"
    # Words between one family and the school are no fact: they go with the family.
    assert not Conversation.objects.filter(resource=note.pk).exists()
    assert not Message.objects.filter(guardian=row.guardian).exists()


def test_what_an_author_shared_stays_without_the_name(cast: Cast) -> None:
    notes = furnish(cast)
    leave(cast.teacher)
    with clock.frozen(AFTER):
        retention_run_whole()
    resource = Note.objects.get(pk=notes["sign"].pk).resource
    assert resource.title == "Sortie au château"
    assert resource.owner is not None
    assert resource.owner.full_name == "personne effacée"
    # What nobody else had seen goes.
    assert not Note.objects.filter(pk=notes["draft"].pk).exists()


def test_what_an_author_objected_to_loses_its_words_and_keeps_the_facts(cast: Cast) -> None:
    note = furnish(cast)["sign"]
    ContentObjection.objects.create(person=cast.teacher)
    type(note.resource).objects.filter(pk=note.pk).update(title="zq-titre", updated_at=NOW)
    note.resource.versions.update(title="zq-titre", body={"type": "doc", "text": "zq-texte"})
    Note.objects.filter(pk=note.pk).update(summary="zq-resume", place="zq-lieu", bring=["zq-chose"])
    leave(cast.teacher)
    with clock.frozen(AFTER):
        retention_run_whole()
    assert singing("zq-") == []
    assert Owed.objects.filter(note=note, signed_at__isnull=False).count() == 1
    assert Note.objects.get(pk=note.pk).resource.withdrawn_at == AFTER


def test_a_note_to_erased_children_alone_goes(cast: Cast) -> None:
    notes = furnish(cast)
    leave(cast.lea)
    with clock.frozen(AFTER):
        retention_run_whole()
    assert not Note.objects.filter(pk=notes["alone"].pk).exists()
    assert Note.objects.filter(pk=notes["sign"].pk).exists()


def test_who_comes_back_inside_the_delay_keeps_everything(cast: Cast) -> None:
    furnish(cast)
    plant(cast.teacher)
    leave(cast.teacher)
    make.affiliation(cast.teacher, cast.tilleuls, Profile.TEACHER, starts=NOW + timedelta(days=80))
    before = singing(canary_of(cast.teacher))
    with clock.frozen(AFTER):
        retention_run_whole()
    still = set(singing(canary_of(cast.teacher)))
    # Doors that have their own clock, shorter than that, are all that goes.
    assert set(before) - still <= {
        "public.accounts_session", "public.classroom_classdevice", "public.notifications_pushdevice",
        "public.liaison_pile", "public.liaison_pileslip", "public.liaison_pilephoto", "public.accounts_knownaddress",
            "public.files_upload",
    }  # fmt: skip


def test_who_never_came_goes_the_night_after(cast: Cast) -> None:
    Account.objects.filter(person=cast.teacher).update(activated_at=None, state="expected")
    leave(cast.teacher)
    with clock.frozen(NOW + timedelta(days=1)):
        retention_run_whole()
    assert standing_of(cast.teacher.pk).state == State.ERASED
    assert ErasedPerson.objects.get().reason == Reason.NEVER_CAME


def test_a_file_that_names_an_erased_person_again_makes_a_new_one(cast: Cast) -> None:
    """No resurrection: neither the key nor the number, the name nor the birth date lead to the row that is left."""
    furnish(cast)
    key = ExternalKey.objects.get(person=cast.lea).key
    person_erase(person=cast.lea, reason=Reason.ASKED)
    assert not ExternalKey.objects.filter(key=key).exists()
    left = Person.objects.get(pk=cast.lea.pk)
    assert (left.sort_key.strip(), left.birth_date) == ("", None)
    assert left.public_id != cast.lea.public_id
    assert not Affiliation.objects.filter(person=left).exists()
    assert Guardianship.objects.filter(child=left, ends=None).count() == 0


def test_erasing_twice_does_nothing(cast: Cast) -> None:
    assert person_erase(person=cast.teacher, reason=Reason.ASKED)["directory.Person"] == 1
    assert person_erase(person=cast.teacher, reason=Reason.ASKED) == {}
    line = AuditLine.objects.get(act="privacy.person.erased")
    assert (line.subject_id, line.school_id, line.details) == (
        cast.teacher.pk, cast.tilleuls.pk, {"reason": "asked"},
    )  # fmt: skip


def test_a_run_writes_one_line_a_school_and_is_done_for_the_day(cast: Cast) -> None:
    leave(cast.teacher, cast.lea)
    with clock.frozen(AFTER):
        assert retention_run_whole() > 1
        assert retention_run_whole() == 0
        assert retention_work() == 0
    lines = AuditLine.objects.filter(act="privacy.retention.done", school_id=cast.tilleuls.pk)
    # Former ones of the cast went with them.
    assert lines.get().details["people"] >= 4
    assert all("MARTIN" not in str(line.details) for line in AuditLine.objects.all())


def test_the_night_begins_at_two_and_goes_on_batch_by_batch(cast: Cast) -> None:
    with clock.frozen(NOW.replace(hour=0)):
        assert retention_work() == 0
    with clock.frozen(NOW.replace(hour=1)):
        assert retention_work(batches=3) == 3
        run = RetentionRun.objects.get()
        assert run.step
        assert run.finished_at is None
    # The next one goes on with it, a day later too.
    with clock.frozen(NOW + timedelta(days=1)):
        while retention_work():
            pass
    assert RetentionRun.objects.filter(finished_at=None).count() == 0


def test_killed_in_the_middle_of_a_batch_it_goes_on_and_ends_the_same(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a batch did goes with it, the one before stays; the trail counts everybody once."""
    monkeypatch.setattr("eprimo.foundation.privacy.retention_run.PEOPLE", 3)
    gone = [make.teacher(cast.tilleuls, ends=NOW).pk for _ in range(8)]

    def erased() -> int:
        return len(gone) - Person.objects.filter(pk__in=gone, erased_at=None).count()

    def told() -> list[Any]:
        lines = AuditLine.objects.filter(act="privacy.retention.done").order_by("school_id")
        return list(lines.values_list("school_id", "details"))

    with clock.frozen(AFTER):
        with transaction.atomic():
            retention_run_whole()
            wanted = told()
            transaction.set_rollback(True)
        settings.ERASED_JOURNAL.unlink(missing_ok=True)
        with killed_at("retention.batch", 3):
            retention_run_whole()
        stood = RetentionRun.objects.get()
        assert (0 < erased() < 8, stood.finished_at, stood.counts != {}) == (True, None, True)
        with killed_at("retention.batch"):
            retention_run_whole()
        again = RetentionRun.objects.get()
        assert (again.step, again.cursor, again.counts) == (stood.step, stood.cursor, stood.counts)
        retention_run_whole()
    assert erased() == 8
    assert ErasedPerson.objects.filter(person_id__in=gone).count() == 8
    assert told() == wanted
    assert dict(wanted)[cast.tilleuls.pk]["people"] >= 8


def test_a_restored_backup_is_erased_again(
    cast: Cast, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """The database goes back to before the erasure; the journal beside it did not."""
    gone = [make.teacher(cast.tilleuls, ends=NOW, first_name="Canari").pk for _ in range(3)]

    def there() -> int:
        return Person.objects.filter(pk__in=gone, first_name="Canari").count()

    def said() -> str:
        out = StringIO()
        call_command("erase_again", "--journal", str(settings.ERASED_JOURNAL), stdout=out)
        return out.getvalue().strip()

    with clock.frozen(AFTER):
        with transaction.atomic():
            with django_capture_on_commit_callbacks(execute=True):
                retention_run_whole()
            assert there() == 0
            transaction.set_rollback(True)
        assert there() == 3
        text = settings.ERASED_JOURNAL.read_text(encoding="utf-8")
        assert "Canari" not in text
        # One of the numbers was given to somebody else after the backup.
        Person.objects.filter(pk=gone[0]).update(public_id=uuid4())
        assert said() == f"{len({*text.splitlines()}) - 1} personnes effacées de nouveau."
        assert there() == 1
        assert said().startswith("0 personne ")


def test_one_night_erases_everybody_whose_time_has_come(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """More are due among those looked at than one transaction erases: the next ones go on where it ended."""
    monkeypatch.setattr("eprimo.foundation.privacy.retention_run.PEOPLE", 3)
    gone = [make.teacher(cast.tilleuls, ends=NOW).pk for _ in range(8)]
    with clock.frozen(AFTER):
        retention_run_whole()
    assert Person.objects.filter(pk__in=gone, erased_at=None).count() == 0
    assert Person.objects.filter(pk=cast.director.pk, erased_at=None).exists()


def test_stubs_go_once_nothing_names_them(cast: Cast) -> None:
    note = furnish(cast)["sign"]
    person_erase(person=cast.former_teacher, reason=Reason.ASKED)
    person_erase(person=cast.paul, reason=Reason.ASKED)
    retention_run_whole()
    assert not Person.objects.filter(pk=cast.former_teacher.pk).exists()
    assert Person.objects.filter(pk=cast.paul.pk).exists()
    assert Owed.objects.filter(note=note, guardian=cast.paul).exists()


def test_statements_do_not_grow_with_people(cast: Cast) -> None:
    """Ten more who leave cost no statement more."""

    def cost() -> int:
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            retention_run_whole()
        return len(seen)

    for number in range(2):
        make.account(make.teacher(cast.tilleuls, ends=NOW), login=f"un.{number}")
    with clock.frozen(AFTER):
        few = cost()
    for number in range(12):
        make.account(make.teacher(cast.tilleuls, ends=NOW), login=f"deux.{number}")
    with clock.frozen(AFTER + timedelta(days=1)):
        assert cost() <= few + 2
