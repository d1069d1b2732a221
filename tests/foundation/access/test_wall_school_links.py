"""What ties people to classes, groups, services and uses, and what opens a school, as a stranger's statement in a page
of somebody else would write it."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.models import (
    Academy,
    Attachment,
    Circonscription,
    ClassMembership,
    Consent,
    Department,
    Mandate,
)
from tests import factories as make
from tests.cast import Cast
from tests.foundation.access.walled import changes, key_of
from tests.ground import lent
from tests.wall import session

pytestmark = pytest.mark.django_db

_LINK = "starts, end_reason, source) VALUES"
_NOW = "now(), '', 'manual')"
WRITTEN = {
    "a class": f"INSERT INTO directory_classmembership (person_id, class_group_id, school_id, {_LINK}"
    f" (%(person)s, %(class)s, %(school)s, {_NOW}",
    "a group": f"INSERT INTO directory_groupmembership (person_id, group_id, school_id, {_LINK}"
    f" (%(person)s, %(group)s, %(school)s, {_NOW}",
    "follows a class": f"INSERT INTO directory_attachment (person_id, class_group_id, school_id, kind, {_LINK}"
    f" (%(person)s, %(class)s, %(school)s, 'teaches', {_NOW}",
    "follows a child": f"INSERT INTO directory_attachment (person_id, child_id, school_id, kind, {_LINK}"
    f" (%(person)s, %(lea)s, %(school)s, 'assists', {_NOW}",
    "a service": f"INSERT INTO directory_serviceenrolment (child_id, service_id, school_id, {_LINK}"
    f" (%(person)s, %(service)s, %(school)s, {_NOW}",
    "a consent of somebody else": "INSERT INTO directory_consent (child_id, school_id, use, scope, decision,"
    " given_by_id, source, starts) VALUES (%(lea)s, %(school)s, 'image', '', 'yes', %(paul)s, 'manual', now())",
    "out of the class": "UPDATE directory_classmembership SET ends = now() WHERE school_id = %(school)s",
    "another class": "UPDATE directory_classmembership SET class_group_id = %(class)s",
    "another follower": "UPDATE directory_attachment SET person_id = %(person)s WHERE school_id = %(school)s",
    "follows longer": "UPDATE directory_attachment SET ends = NULL WHERE person_id = %(teacher)s",
    "another answer": "UPDATE directory_consent SET decision = 'yes' WHERE school_id = %(school)s",
    "no refusal": "UPDATE directory_consent SET ends = now() WHERE given_by_id = %(paul)s",
    "no consent": "DELETE FROM directory_consent",
    "no class": "DELETE FROM directory_classmembership",
    "an open school": "INSERT INTO directory_entitlement (school_id, starts, ends, source, reason)"
    " VALUES (%(school)s, now(), now() + interval '1 year', 'manual', '')",
    "an order": "INSERT INTO directory_entitlement (school_id, starts, ends, source, reason)"
    " VALUES (%(school)s, now(), now() + interval '1 year', 'order', '')",
    "open for ever": "UPDATE directory_entitlement SET ends = 'infinity'",
    "closed": "DELETE FROM directory_entitlement",
}
OF_A_HEAD = {
    "a class", "a group", "follows a class", "follows a child", "a service", "a consent of somebody else",
    "out of the class", "follows longer", "no refusal",
}  # fmt: skip


@lent
def held(cast: Cast) -> dict[str, Any]:
    """Numbers that statements name."""
    Consent.objects.create(
        child=cast.lea, school=cast.tilleuls, use="image", decision="no", given_by=cast.paul, source="manual"
    )
    return {
        # Who is of the school, and in no class of it.
        "person": cast.former_pupil.pk, "lea": cast.lea.pk, "paul": cast.paul.pk, "teacher": cast.teacher.pk,
        "school": cast.tilleuls.pk, "class": cast.ce1.pk, "group": make.group(cast.tilleuls, "Théâtre").pk,
        "service": Mandate.objects.filter(person=cast.agent)[0].service_id,
    }  # fmt: skip


def let(cast: Cast, held: dict[str, Any], who: str, statements: dict[str, str]) -> set[str]:
    """Those of these statements that went through."""
    with session(key_of(cast.people[who]) if who else ""):
        return {name for name, sql in statements.items() if _written(sql, held)}


def _written(sql: str, held: dict[str, Any]) -> bool:
    try:
        with transaction.atomic():
            rows = changes(sql % {key: repr(value) for key, value in held.items()})
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return rows > 0


@pytest.mark.parametrize(
    ("who", "written"),
    [
        ("teacher", set()),
        ("samira", set()),
        ("lea", set()),
        ("partner", set()),
        ("agent", set()),
        ("inspector", set()),
        ("director_verne", set()),
        ("", set()),
        ("platform", set()),
        ("director", OF_A_HEAD),
        ("deputy", OF_A_HEAD),
        ("coordinator", {"an open school"}),
        ("contractor", {"an order"}),
        # For a head who may not, or a change of year of many schools.
        ("academy", {*OF_A_HEAD, "an open school"}),
    ],
)
def test_links_are_written_by_who_directs_the_school(
    cast: Cast, held: dict[str, Any], who: str, written: set[str]
) -> None:
    assert let(cast, held, who, WRITTEN) == written


def test_a_guardian_decides_of_the_own_child_alone(cast: Cast, held: dict[str, Any]) -> None:
    given = (
        "INSERT INTO directory_consent (child_id, school_id, use, scope, decision, given_by_id, source, starts)"
        " VALUES ({child}, {school}, 'image', '', 'yes', {giver}, 'manual', now())"
    )
    own, there = cast.samira.pk, cast.verne.pk
    asked = {
        "own": given.format(child=cast.lea.pk, school=cast.tilleuls.pk, giver=own),
        "of a classmate": given.format(child=cast.yanis.pk, school=cast.tilleuls.pk, giver=own),
        "for the other parent": given.format(child=cast.lea.pk, school=cast.tilleuls.pk, giver=cast.paul.pk),
        "elsewhere": given.format(child=cast.lea.pk, school=there, giver=own),
    }
    assert let(cast, held, "samira", asked) == {"own"}


def test_two_made_one_are_in_no_other_class(cast: Cast, held: dict[str, Any]) -> None:
    """Inside that transaction their links move, where they were."""
    pair = f"ARRAY[{cast.teacher.pk}, {cast.teacher_cm2.pk}]::bigint[]"
    there = held | {"person": cast.teacher.pk, "class": cast.ce1_verne.pk, "school": cast.verne.pk}
    with session(key_of(cast.director)), transaction.atomic():
        changes(f"SELECT wall.widen({pair})")
        assert changes(
            "UPDATE directory_attachment SET person_id = %s WHERE person_id = %s AND class_group_id = %s",
            cast.teacher.pk, cast.teacher_cm2.pk, Attachment.objects.filter(person=cast.teacher_cm2)[0].class_group_id,
        )  # fmt: skip
        for sql in (
            f"UPDATE directory_attachment SET person_id = {held['person']} WHERE person_id = {cast.teacher.pk}",
            WRITTEN["a class"],
        ):
            assert not _written(sql, there), sql


def test_an_academy_gives_mandates_in_its_territory_alone(cast: Cast, held: dict[str, Any]) -> None:
    own = Mandate.objects.filter(person=cast.inspector)[0].circonscription_id
    there = Department.objects.create(
        code="75", name="Paris", academy=Academy.objects.create(code="01", name="Paris")
    )
    other = Circonscription.objects.create(name="Paris 1", department=there)
    given = (
        "INSERT INTO directory_mandate (person_id, role, level, function, reason, academy_id, department_id,"
        f" circonscription_id, {_LINK} (%(person)s, '{{role}}', '', '', '', {{academy}}, {{department}}, {{district}},"
        f" {_NOW}"
    )
    none = {"academy": "NULL", "department": "NULL", "district": "NULL"}

    def of(role: MandateRole, **grounds: Any) -> str:
        return given.format(role=role.value, **none | grounds)

    asked = {
        "here": of(MandateRole.INSPECTOR, district=own),
        "elsewhere": of(MandateRole.INSPECTOR, district=other.pk),
        "a whole academy beside": of(MandateRole.INSPECTOR, district=own, academy=make.academy().pk),
        "a department of elsewhere beside": of(MandateRole.INSPECTOR, district=own, department=there.pk),
        "of nothing": of(MandateRole.MEMBER_REP),
    }
    assert let(cast, held, "academy", asked) == {"here"}
    # As a test writes, outside of any session, none is refused for what it says wrong.
    assert all(_written(sql, held) for name, sql in asked.items() if name != "of nothing")


def test_what_is_tried_here_would_be_there(cast: Cast, held: dict[str, Any]) -> None:
    for name, sql in WRITTEN.items():
        if name not in {"another class", "another follower"}:
            assert _written(sql, held), name
    assert ClassMembership.objects.exists()
