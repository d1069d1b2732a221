"""What a director changes by hand: rights, constraints, the trace, and access that ends by itself."""

from datetime import date, time

import pytest

from eprimo.foundation.directory.actions import classes, groups, guardians, schools, services
from eprimo.foundation.directory.enums import (
    AttachmentKind,
    EndReason,
    RestrictionLevel,
)
from eprimo.foundation.directory.errors import AlreadyThere
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassMembership,
    Entitlement,
    Guardianship,
    Mandate,
    SchoolSettings,
    ServiceEnrolment,
)
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.directory.acting import NOT_HEADS, TODAY, acts_of, sees

# --- classes ---


@pytest.mark.parametrize("who", ["director", "deputy"])
def test_class_lives_and_closes(cast: Cast, who: str) -> None:
    actor = cast.actor(who)
    made = classes.class_create(actor=actor, school_id=cast.tilleuls.pk, label=" CP ", levels=["CE1", "CP"])
    assert (made.label, made.levels) == ("CP", ["CP", "CE1"])
    with pytest.raises(AlreadyThere):
        classes.class_create(actor=actor, school_id=cast.tilleuls.pk, label="cp", levels=[])
    classes.class_change(actor=actor, class_group=made, label="CP bleu", levels=["CP"], skin="petits")
    classes.class_close(actor=actor, class_group=cast.ce1)
    assert (
        ClassMembership.objects.filter(class_group=cast.ce1).values_list("end_reason", flat=True)[0]
        == "year_closed"
    )
    assert cast.actor("teacher").class_ids == frozenset()
    assert not sees(cast.paul, cast.teacher)  # Léa was his only child, and has no class any more
    with pytest.raises(Conflict):
        classes.class_close(actor=actor, class_group=cast.ce1)
    assert acts_of(cast) == ["directory.class.created", "directory.class.changed", "directory.class.closed"]


@pytest.mark.parametrize("who", NOT_HEADS)
def test_others_change_no_class(cast: Cast, who: str) -> None:
    actor = cast.actor(who)
    with pytest.raises(Forbidden):
        classes.class_create(actor=actor, school_id=cast.tilleuls.pk, label="CP", levels=[])
    with pytest.raises(Forbidden):
        classes.pupil_move(actor=actor, pupil=cast.lea, to=cast.cm2)
    with pytest.raises(Forbidden):
        classes.class_close(actor=actor, class_group=cast.ce1)
    assert acts_of(cast) == []


@pytest.mark.attack
def test_c06_pupil_who_moves_at_noon(cast: Cast) -> None:
    assert sees(cast.teacher, cast.samira)
    classes.pupil_move(actor=cast.actor("director"), pupil=cast.lea, to=cast.cm2)
    old = ClassMembership.objects.get(person=cast.lea, class_group=cast.ce1)
    assert (old.ends, old.end_reason) == (NOW, EndReason.MOVED)
    # On the next request: the old class is gone, the new one is there.
    assert not sees(cast.teacher, cast.samira)
    assert sees(cast.teacher_cm2, cast.samira)
    assert sees(cast.lea, cast.zoe)
    assert not sees(cast.lea, cast.yanis)
    with pytest.raises(AlreadyThere):
        classes.pupil_move(actor=cast.actor("director"), pupil=cast.lea, to=cast.cm2)


def test_move_takes_pupils_of_the_school_only(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        classes.pupil_move(actor=cast.actor("director"), pupil=cast.lea_verne, to=cast.cm2)
    with pytest.raises(Forbidden):
        classes.pupil_move(actor=cast.actor("director"), pupil=cast.lea, to=cast.ce1_verne)


def test_attachments(cast: Cast) -> None:
    director = cast.actor("director")
    made = classes.attachment_add(actor=director, adult=cast.teacher_cm2, class_group=cast.ce1)
    assert cast.actor("teacher_cm2").class_ids == {cast.ce1.pk, cast.cm2.pk}
    with pytest.raises(AlreadyThere):
        classes.attachment_add(actor=director, adult=cast.teacher_cm2, class_group=cast.ce1)
    with pytest.raises(NotVisible):
        classes.attachment_add(actor=director, adult=cast.teacher_verne, class_group=cast.ce1)
    with pytest.raises(NotVisible):
        classes.attachment_add(
            actor=director, adult=cast.staff, child=cast.lea_verne, kind=AttachmentKind.ASSISTS
        )
    classes.attachment_end(actor=director, attachment=made)
    assert cast.actor("teacher_cm2").class_ids == {cast.cm2.pk}
    classes.attachment_end(actor=director, attachment=made)
    assert len(acts_of(cast)) == 2


def test_delegation_is_the_directors_alone(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        classes.follow_up_delegate(actor=cast.actor("deputy"), adult=cast.staff, class_group=cast.cm2)
    classes.follow_up_delegate(actor=cast.actor("director"), adult=cast.staff, class_group=cast.cm2)
    assert cast.actor("staff").delegated_class_ids == {cast.cm2.pk}
    with pytest.raises(NotVisible):
        classes.attachment_add(
            actor=cast.actor("deputy"), adult=cast.staff, class_group=cast.ce1, kind=AttachmentKind.DELEGATE
        )


# --- groups, services ---


def test_groups(cast: Cast) -> None:
    director = cast.actor("director")
    group = groups.group_create(actor=director, school_id=cast.tilleuls.pk, label="Échecs")
    with pytest.raises(AlreadyThere):
        groups.group_create(actor=director, school_id=cast.tilleuls.pk, label="echecs")
    assert groups.group_set_members(
        actor=director, group=group, members=[cast.lea, cast.noe, cast.partner]
    ) == (
        3,
        0,
    )
    assert groups.group_set_members(actor=director, group=group, members=[cast.noe]) == (0, 2)
    with pytest.raises(NotVisible):
        groups.group_set_members(actor=director, group=group, members=[cast.lea_verne])
    groups.group_rename(actor=director, group=group, label="Jeux")
    groups.group_close(actor=director, group=group)
    assert group.pk not in cast.actor("noe").group_ids
    with pytest.raises(Forbidden):
        groups.group_create(actor=cast.actor("teacher"), school_id=cast.tilleuls.pk, label="X")


def test_services_and_enrolments(cast: Cast) -> None:
    director = cast.actor("director")
    service = services.service_open(actor=director, school_id=cast.tilleuls.pk, kind="etude", name="Étude")
    with pytest.raises(AlreadyThere):
        services.service_open(actor=director, school_id=cast.tilleuls.pk, kind="etude", name="étude")
    enrol = {"actor": director, "school_id": cast.tilleuls.pk}
    assert services.service_set_enrolled(**enrol, service=service, children=[cast.noe, cast.zoe]) == (2, 0)
    assert services.service_set_enrolled(**enrol, service=service, children=[cast.zoe]) == (0, 1)
    with pytest.raises(NotVisible):
        services.service_set_enrolled(**enrol, service=service, children=[cast.lea_verne])
    with pytest.raises(NotVisible):
        services.service_set_enrolled(**enrol, service=make.commune_service(cast.verne), children=[])
    services.service_close(actor=director, service=service, school_id=cast.tilleuls.pk)
    assert not ServiceEnrolment.objects.in_force().filter(service=service).exists()
    with pytest.raises(Forbidden):
        services.service_set_enrolled(
            actor=cast.actor("agent"), school_id=cast.tilleuls.pk, service=cast.canteen, children=[]
        )


@pytest.mark.attack
def test_c04_right_is_of_the_link(cast: Cast) -> None:
    """A namesake, or an ex-partner without rights, reads nothing of the child."""
    namesake = make.guardian(cast.zoe, first_name="Samira", last_name="MARTIN")
    assert not sees(namesake, cast.lea)
    link = Guardianship.objects.get(adult=cast.paul, child=cast.lea)
    guardians.restriction_set(
        actor=cast.actor("director"),
        link=link,
        level=RestrictionLevel.NO_INFORMATION,
        ends=None,
        reason="Jugement",
    )
    assert not sees(cast.paul, cast.lea)
    assert not sees(cast.paul, cast.samira)
    assert sees(cast.samira, cast.lea)


def test_settings_of_the_school(cast: Cast) -> None:
    row = SchoolSettings.objects.get(school=cast.tilleuls)
    given = {
        "families_see_classmates": True, "staff_write_notes": False, "commune_writes_notes": True,
        "study_reads_homework": False, "image_needs_both": False, "quiet_from": row.quiet_from,
        "quiet_until": row.quiet_until,
    }  # fmt: skip
    schools.settings_change(actor=cast.actor("director"), school_id=cast.tilleuls.pk, **given)
    assert AuditLine.objects.get().details == {"moved": ["families_see_classmates"]}
    for who in NOT_HEADS:
        with pytest.raises(Forbidden):
            schools.settings_change(actor=cast.actor(who), school_id=cast.tilleuls.pk, **given)


@pytest.mark.parametrize(
    ("starts", "ends", "wrong"),
    [
        # Put the wrong way round, families would be told at night only.
        ("07:00", "20:00", "quiet_from"),
        ("00:00", "00:01", "quiet_from"),
        ("12:00", "13:00", "quiet_from"),
        ("20:00", "03:59", "quiet_until"),
        ("20:00", "19:59", "quiet_until"),
        ("17:00", "10:00", ""),
        ("23:59", "04:00", ""),
    ],
)
def test_the_hours_of_the_school_are_those_of_a_night(cast: Cast, starts: str, ends: str, wrong: str) -> None:
    given = dict.fromkeys(
        (
            "families_see_classmates",
            "staff_write_notes",
            "commune_writes_notes",
            "study_reads_homework",
            "image_needs_both",
        ),
        False,
    )
    hours = {"quiet_from": time.fromisoformat(starts), "quiet_until": time.fromisoformat(ends)}
    everything = {"actor": cast.actor("director"), "school_id": cast.tilleuls.pk, **given, **hours}
    if wrong:
        with pytest.raises(DomainError) as raised:
            schools.settings_change(**everything)
        assert raised.value.field == wrong
        return
    row = schools.settings_change(**everything)
    assert {"quiet_from": row.quiet_from, "quiet_until": row.quiet_until} == hours


def test_entitlement_opens_the_school(cast: Cast) -> None:
    given = {"school": cast.ferme, "starts": TODAY, "ends": date(2027, 11, 24), "reason": "Essai"}
    assert cast.actor("director_ferme").closed
    for who in ("director", "director_ferme", "inspector", "coordinator", "platform", "member_rep"):
        with pytest.raises(DomainError):
            schools.entitlement_grant(actor=cast.actor(who), **given)
    schools.entitlement_grant(actor=cast.actor("academy"), **given)
    assert not cast.actor("director_ferme").closed
    Mandate.objects.filter(person=cast.coordinator).update(level="manage")
    schools.entitlement_grant(actor=cast.actor("coordinator"), **given)
    assert Entitlement.objects.filter(school=cast.ferme).count() == 2


@pytest.mark.attack
def test_c05_teacher_who_left_keeps_no_sight(cast: Cast) -> None:
    assert sees(cast.teacher, cast.lea)
    Affiliation.objects.filter(person=cast.teacher).update(ends=NOW, end_reason=EndReason.LEFT)
    assert not sees(cast.teacher, cast.lea)
    assert not sees(cast.teacher, cast.director)
