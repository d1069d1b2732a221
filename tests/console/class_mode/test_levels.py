"""« Niveaux des élèves »: who runs a class of several levels says of which each pupil is, and no import undoes it."""

from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.classroom.actions.levels import levels_set
from eprimo.foundation.directory.actions.classes import class_change
from eprimo.foundation.directory.models import ClassGroup, ClassMembership
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from tests.cast import Cast
from tests.foundation.access.walled import done, key_of
from tests.wall import session

pytestmark = pytest.mark.django_db


@pytest.fixture
def several(cast: Cast) -> ClassGroup:
    """CP and CE1; nobody said of which Léa and Yanis are."""
    ClassGroup.objects.filter(pk=cast.ce1.pk).update(levels=["CP", "CE1"])
    cast.ce1.refresh_from_db()
    return cast.ce1


def _level(cast: Cast, name: str) -> str:
    return ClassMembership.objects.get(person=cast.people[name], class_group=cast.ce1).level


@pytest.mark.parametrize("who", ["teacher", "director", "deputy", "substitute"])
def test_who_runs_the_class_says_it_once_for_all(
    cast: Cast, several: ClassGroup, sign_in: Any, who: str
) -> None:
    client, page = sign_in(cast.people[who]), reverse("class_mode:levels", args=[several.public_id])
    assert "2 élèves sans niveau connu" in client.get(page).text.replace("\N{NO-BREAK SPACE}", " ")
    said = {str(cast.lea.public_id): "CE1", str(cast.yanis.public_id): ""}
    assert client.post(page, said).status_code == 302
    assert client.post(page, said).status_code == 302
    assert (_level(cast, "lea"), _level(cast, "yanis")) == ("CE1", "")
    line = AuditLine.objects.get(act="classroom.level.set")
    assert (line.subject_id, line.details) == (cast.lea.pk, {"level": "CE1"})
    assert cast.actor("lea").levels == {"CE1"}
    assert ClassMembership.objects.get(person=cast.lea, class_group=cast.ce1).level_by_hand


def test_what_is_no_level_of_the_class_is_refused(cast: Cast, several: ClassGroup, sign_in: Any) -> None:
    page = reverse("class_mode:levels", args=[several.public_id])
    answer = sign_in(cast.teacher).post(page, {str(cast.lea.public_id): "CM2"})
    assert answer.status_code == 422
    assert "plus dans la classe" in answer.text
    with pytest.raises(DomainError):
        levels_set(actor=cast.actor("teacher"), class_group=several, said={cast.lea.public_id: "CM2"})
    # Of another class: nobody of this one.
    assert levels_set(actor=cast.actor("teacher"), class_group=several, said={cast.zoe.public_id: "CP"}) == 0
    with pytest.raises(Forbidden):
        levels_set(actor=cast.actor("teacher_cm2"), class_group=several, said={cast.lea.public_id: "CP"})
    ClassGroup.objects.filter(pk=several.pk).update(levels=["CE1"])
    with pytest.raises(Conflict):
        levels_set(actor=cast.actor("teacher"), class_group=several, said={cast.lea.public_id: "CE1"})
    assert sign_in(cast.teacher).get(page).status_code == 404


def test_who_is_not_in_the_form_keeps_the_level_and_a_colleague_is_not_undone(
    cast: Cast, several: ClassGroup, sign_in: Any
) -> None:
    """Two pages side by side: each says what its teacher changed, and no more."""
    client, page = sign_in(cast.teacher), reverse("class_mode:levels", args=[several.public_id])
    lea, yanis = str(cast.lea.public_id), str(cast.yanis.public_id)
    assert f'name="vu-{lea}"' in client.get(page).text
    # A pupil who came since the page was shown is in no field of it.
    ClassMembership.objects.filter(person=cast.yanis, class_group=cast.ce1).update(level="CP")
    assert client.post(page, {lea: "CE1", f"vu-{lea}": ""}).status_code == 302
    assert (_level(cast, "lea"), _level(cast, "yanis")) == ("CE1", "CP")
    # Left as the page showed it: the colleague said another level since.
    old = {lea: "", f"vu-{lea}": "", yanis: "CE1", f"vu-{yanis}": "CP"}
    assert client.post(page, old).status_code == 302
    assert (_level(cast, "lea"), _level(cast, "yanis")) == ("CE1", "CE1")
    # Changed here, and by somebody else since.
    answer = client.post(page, {lea: "CP", f"vu-{lea}": ""})
    assert answer.status_code == 409
    assert "a changé entre-temps" in answer.text
    assert f'name="vu-{lea}" value="CE1"' in answer.text
    assert _level(cast, "lea") == "CE1"


def test_a_class_that_loses_a_level_takes_it_from_its_pupils(cast: Cast, several: ClassGroup) -> None:
    """Whoever changes it: who is of no level that the class has sees the work of all."""
    rows = ClassMembership.objects.filter(class_group=several)
    rows.update(level="CP", level_by_hand=True)
    elsewhere = ClassMembership.objects.exclude(class_group=several).first()
    assert elsewhere is not None
    ClassMembership.objects.filter(pk=elsewhere.pk).update(level="CP")
    class_change(
        actor=cast.actor("director"), class_group=several, label=several.label, levels=["CE1", "CE2"], skin=""
    )
    assert set(rows.values_list("level", "level_by_hand")) == {("", False)}
    assert cast.actor("lea").levels == {"CE1", "CE2"}
    # By a page of who directs too: what the database does is not held to what the session may write.
    rows.update(level="CE2", level_by_hand=True)
    with session(key_of(cast.people["director"])):
        assert done(f"UPDATE directory_classgroup SET levels = '{{CE1,CM1}}' WHERE id = {several.pk}")
        assert set(rows.values_list("level", "level_by_hand")) == {("", False)}
    elsewhere.refresh_from_db()
    assert elsewhere.level == "CP"


def test_the_wall_lets_a_teacher_say_the_level_and_nothing_else_of_the_link(
    cast: Cast, several: ClassGroup
) -> None:
    lea = f"person_id = {cast.lea.pk}"
    for who, sql, let in (
        ("teacher", "SET level = 'CP'", True),
        ("teacher", "SET ends = now()", False),
        ("teacher", f"SET class_group_id = {cast.cm2.pk}", False),
        ("director", "SET ends = now()", True),
        ("samira", "SET level = 'CP'", False),
        ("staff", "SET level = 'CP'", False),
    ):
        with session(key_of(cast.people[who])):
            assert bool(done(f"UPDATE directory_classmembership {sql} WHERE {lea}")) == let, (who, sql)
