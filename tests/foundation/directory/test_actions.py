"""What a director changes by hand: rights, constraints, the trace, and access that ends by itself."""

from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory import actions as act
from eprimo.foundation.directory.enums import (
    AttachmentKind,
    ConsentDecision,
    ConsentUse,
    EndReason,
    GuardianKindChoice,
    Profile,
    RestrictionLevel,
    StaffFunction,
)
from eprimo.foundation.directory.errors import AlreadyThere, ReasonMissing, WrongDates
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassMembership,
    Entitlement,
    GuardianRestriction,
    Guardianship,
    Mandate,
    Person,
    SchoolSettings,
    ServiceEnrolment,
)
from eprimo.foundation.directory.policies import people_visible_to
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

TODAY, LATER = date(2026, 11, 24), date(2026, 12, 18)
NOT_HEADS = (
    "teacher",
    "staff",
    "lea",
    "samira",
    "partner",
    "agent",
    "inspector",
    "academy",
    "director_verne",
    "platform",
)


def acts_of(cast: Cast) -> list[str]:
    return list(AuditLine.objects.order_by("id").values_list("act", flat=True))


def sees(who: Person, whom: Person) -> bool:
    return Person.objects.filter(people_visible_to(for_person(who.pk)), pk=whom.pk).exists()


# --- classes ---


@pytest.mark.parametrize("who", ["director", "deputy"])
def test_class_lives_and_closes(cast: Cast, who: str) -> None:
    actor = cast.actor(who)
    made = act.class_create(actor=actor, school_id=cast.tilleuls.pk, label=" CP ", levels=["CE1", "CP"])
    assert (made.label, made.levels) == ("CP", ["CP", "CE1"])
    with pytest.raises(AlreadyThere):
        act.class_create(actor=actor, school_id=cast.tilleuls.pk, label="cp", levels=[])
    act.class_change(actor=actor, class_group=made, label="CP bleu", levels=["CP"], skin="petits")
    act.class_close(actor=actor, class_group=cast.ce1)
    assert (
        ClassMembership.objects.filter(class_group=cast.ce1).values_list("end_reason", flat=True)[0]
        == "year_closed"
    )
    assert cast.actor("teacher").class_ids == frozenset()
    assert not sees(cast.paul, cast.teacher)  # Léa was his only child, and has no class any more
    with pytest.raises(Conflict):
        act.class_close(actor=actor, class_group=cast.ce1)
    assert acts_of(cast) == ["directory.class.created", "directory.class.changed", "directory.class.closed"]


@pytest.mark.parametrize("who", NOT_HEADS)
def test_others_change_no_class(cast: Cast, who: str) -> None:
    actor = cast.actor(who)
    with pytest.raises(Forbidden):
        act.class_create(actor=actor, school_id=cast.tilleuls.pk, label="CP", levels=[])
    with pytest.raises(Forbidden):
        act.pupil_move(actor=actor, pupil=cast.lea, to=cast.cm2)
    with pytest.raises(Forbidden):
        act.class_close(actor=actor, class_group=cast.ce1)
    assert acts_of(cast) == []


@pytest.mark.attack
def test_c06_pupil_who_moves_at_noon(cast: Cast) -> None:
    assert sees(cast.teacher, cast.samira)
    act.pupil_move(actor=cast.actor("director"), pupil=cast.lea, to=cast.cm2)
    old = ClassMembership.objects.get(person=cast.lea, class_group=cast.ce1)
    assert (old.ends, old.end_reason) == (NOW, EndReason.MOVED)
    # On the next request: the old class is gone, the new one is there.
    assert not sees(cast.teacher, cast.samira)
    assert sees(cast.teacher_cm2, cast.samira)
    assert sees(cast.lea, cast.zoe)
    assert not sees(cast.lea, cast.yanis)
    with pytest.raises(AlreadyThere):
        act.pupil_move(actor=cast.actor("director"), pupil=cast.lea, to=cast.cm2)


def test_move_takes_pupils_of_the_school_only(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        act.pupil_move(actor=cast.actor("director"), pupil=cast.lea_verne, to=cast.cm2)
    with pytest.raises(Forbidden):
        act.pupil_move(actor=cast.actor("director"), pupil=cast.lea, to=cast.ce1_verne)


def test_attachments(cast: Cast) -> None:
    director = cast.actor("director")
    made = act.attachment_add(actor=director, adult=cast.teacher_cm2, class_group=cast.ce1)
    assert cast.actor("teacher_cm2").class_ids == {cast.ce1.pk, cast.cm2.pk}
    with pytest.raises(AlreadyThere):
        act.attachment_add(actor=director, adult=cast.teacher_cm2, class_group=cast.ce1)
    with pytest.raises(NotVisible):
        act.attachment_add(actor=director, adult=cast.teacher_verne, class_group=cast.ce1)
    with pytest.raises(NotVisible):
        act.attachment_add(
            actor=director, adult=cast.staff, child=cast.lea_verne, kind=AttachmentKind.ASSISTS
        )
    act.attachment_end(actor=director, attachment=made)
    assert cast.actor("teacher_cm2").class_ids == {cast.cm2.pk}
    act.attachment_end(actor=director, attachment=made)
    assert len(acts_of(cast)) == 2


def test_delegation_is_the_directors_alone(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        act.follow_up_delegate(actor=cast.actor("deputy"), adult=cast.staff, class_group=cast.cm2)
    act.follow_up_delegate(actor=cast.actor("director"), adult=cast.staff, class_group=cast.cm2)
    assert cast.actor("staff").delegated_class_ids == {cast.cm2.pk}
    with pytest.raises(NotVisible):
        act.attachment_add(
            actor=cast.actor("deputy"), adult=cast.staff, class_group=cast.ce1, kind=AttachmentKind.DELEGATE
        )


# --- adults by hand ---


def add(cast: Cast, who: str = "director", **fields: object) -> Affiliation:
    given = {
        "school_id": cast.tilleuls.pk, "function": StaffFunction.SUBSTITUTE, "starts": TODAY, "ends": LATER,
        "newcomer": act.Newcomer("Tanguy", "Lebreton"), "places": act.Places(classes=[cast.ce1]),
        "reason": "Remplace Mme Le Gall",
    }  # fmt: skip
    return act.adult_add(actor=cast.actor(who), **{**given, **fields})  # type: ignore[arg-type]


def test_substitute_comes_and_goes_by_itself(cast: Cast) -> None:
    link = add(cast)
    person = link.person
    assert person.full_name == "Tanguy LEBRETON"
    actor = for_person(person.pk)
    assert (actor.role, actor.class_ids) == (Role.TEACHER, {cast.ce1.pk})
    with clock.frozen(NOW + timedelta(days=24)):  # 18 December: the last day
        assert for_person(person.pk).class_ids
    with clock.frozen(NOW + timedelta(days=25)):
        assert for_person(person.pk).positions == ()
        assert not sees(person, cast.lea)
    line = AuditLine.objects.get()
    assert (line.subject_id, line.details["until"]) == (person.pk, "2026-12-18")
    assert "Lebreton".lower() not in str(line.details).lower()


def test_dates_and_reason(cast: Cast) -> None:
    with pytest.raises(WrongDates):
        add(cast, starts=LATER, ends=TODAY)
    with pytest.raises(WrongDates):
        add(cast, starts=date(2026, 9, 1), ends=date(2026, 10, 1))
    with pytest.raises(ReasonMissing):
        add(cast, reason="  ")
    with pytest.raises(WrongDates):
        add(cast, function=StaffFunction.PARTNER, places=act.Places(), ends=date(2027, 11, 26))
    assert not Person.objects.filter(last_name="LEBRETON").exists()


def test_places_of_the_school_only(cast: Cast) -> None:
    for places in (
        act.Places(classes=[cast.ce1_verne]),
        act.Places(children=[cast.lea_verne]),
        act.Places(groups=[make.group(cast.verne)]),
    ):
        with pytest.raises(NotVisible):
            add(cast, places=places)
    with pytest.raises(NotVisible):
        add(cast, function=StaffFunction.PARTNER)  # a partner is invited to groups, never to a class


def test_aesh_for_a_child_and_partner_for_a_group(cast: Cast) -> None:
    aesh = add(cast, function=StaffFunction.AESH, places=act.Places(children=[cast.noe]))
    assert for_person(aesh.person_id).pupil_ids == {cast.noe.pk}
    partner = add(
        cast, function=StaffFunction.PARTNER, places=act.Places(groups=[cast.chorale]),
        newcomer=act.Newcomer("Paule", "CHANT"),
    )  # fmt: skip
    assert for_person(partner.person_id).group_ids == {cast.chorale.pk}


def test_nobody_is_merged_by_name_alone(cast: Cast) -> None:
    known = make.person("Tanguy", "LEBRETON", birth_date=date(1980, 1, 2))
    by_name = add(cast)
    assert by_name.person != known
    newcomer = act.Newcomer("tanguy", "Le-breton", birth_date=date(1980, 1, 2))
    other = act.Newcomer("Tanguy", "Lebreton", birth_date=date(1980, 1, 2))
    assert add(cast, newcomer=newcomer).person != known
    with pytest.raises(act.KnownPerson) as told:
        add(cast, newcomer=other)
    assert told.value.candidates == [known]
    same = add(cast, newcomer=other, same_as=known.public_id)
    assert same.person == known
    assert add(cast, newcomer=other, somebody_else=True).person != known
    with pytest.raises(NotVisible):
        add(cast, newcomer=other, same_as=cast.teacher_verne.public_id)


def test_prolong_and_end_take_the_ties_along(cast: Cast) -> None:
    director = cast.actor("director")
    link = add(cast)
    act.adult_prolong(actor=director, link=link, ends=date(2027, 1, 31))
    assert Attachment.objects.get(person=link.person).ends == link.ends
    act.adult_end(actor=director, link=link)
    assert for_person(link.person_id).positions == ()
    assert Attachment.objects.get(person=link.person).end_reason == EndReason.ENDED_BY_HAND
    onde = Affiliation.objects.get(person=cast.teacher)
    Affiliation.objects.filter(pk=onde.pk).update(source="onde")
    onde.refresh_from_db()
    with pytest.raises(Forbidden):
        act.adult_end(actor=director, link=onde)


@pytest.mark.parametrize("who", NOT_HEADS)
def test_others_add_nobody(cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        add(cast, who)


@pytest.mark.attack
def test_c03_no_role_comes_with_the_form(cast: Cast) -> None:
    """Functions decide the profile; none of them gives a school to direct."""
    for function in StaffFunction:
        places = act.Places(groups=[cast.chorale])
        link = add(cast, function=function, places=places, newcomer=act.Newcomer(f"A{function}", "NOUVEAU"))
        assert link.profile in {Profile.TEACHER, Profile.STAFF, Profile.PARTNER}
        assert link.school == cast.tilleuls


def test_deputy(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        act.deputy_name(
            actor=cast.actor("deputy"),
            school_id=cast.tilleuls.pk,
            adult=cast.teacher,
            ends=LATER,
            reason="Stage",
        )
    with pytest.raises(Forbidden):  # the school has a director
        act.deputy_name(
            actor=cast.actor("academy"),
            school_id=cast.tilleuls.pk,
            adult=cast.teacher,
            ends=LATER,
            reason="Stage",
        )
    link = act.deputy_name(
        actor=cast.actor("director"),
        school_id=cast.tilleuls.pk,
        adult=cast.teacher,
        ends=LATER,
        reason="Stage",
    )
    assert for_person(cast.teacher.pk, role=Role.DEPUTY, school_id=cast.tilleuls.pk).heads
    act.deputy_end(actor=cast.actor("director"), link=link)
    assert not for_person(cast.teacher.pk, role=Role.DEPUTY, school_id=cast.tilleuls.pk).heads
    Affiliation.objects.filter(person=cast.director).update(ends=NOW)
    act.deputy_name(
        actor=cast.actor("academy"),
        school_id=cast.tilleuls.pk,
        adult=cast.teacher,
        ends=LATER,
        reason="Vacance",
    )


def test_agents(cast: Cast) -> None:
    given = {
        "service": cast.canteen, "newcomer": act.Newcomer("Jo", "CANTINE"), "starts": TODAY, "ends": LATER,
        "reason": "Renfort",
    }  # fmt: skip
    by_director = act.agent_add(actor=cast.actor("director"), **given)
    assert for_person(by_director.person_id).role == Role.COMMUNE_AGENT
    by_body = act.agent_add(
        actor=cast.actor("member_rep"), **{**given, "newcomer": act.Newcomer("Al", "CANTINE")}
    )
    assert (by_director.school_id, by_body.school_id) == (cast.tilleuls.pk, None)
    for who in ("director_verne", "teacher", "academy", "agent"):
        with pytest.raises(Forbidden):
            act.agent_add(actor=cast.actor(who), **given)
    with pytest.raises(Forbidden):  # the commune named this one
        act.agent_end(actor=cast.actor("director"), mandate=by_body)
    act.agent_prolong(actor=cast.actor("director"), mandate=by_director, ends=date(2027, 1, 8))
    act.agent_end(actor=cast.actor("member_rep"), mandate=by_director)
    assert for_person(by_director.person_id).positions == ()
    stranger = make.commune("44998", "Ailleurs")
    elsewhere = make.commune_service(make.school("0440009Z", "Ailleurs", commune=stranger))
    with pytest.raises(Forbidden):
        act.agent_add(actor=cast.actor("member_rep"), **{**given, "service": elsewhere})
    assert Mandate.objects.filter(service=elsewhere).count() == 0


# --- groups, services ---


def test_groups(cast: Cast) -> None:
    director = cast.actor("director")
    group = act.group_create(actor=director, school_id=cast.tilleuls.pk, label="Échecs")
    with pytest.raises(AlreadyThere):
        act.group_create(actor=director, school_id=cast.tilleuls.pk, label="echecs")
    assert act.group_set_members(actor=director, group=group, members=[cast.lea, cast.noe, cast.partner]) == (
        3,
        0,
    )
    assert act.group_set_members(actor=director, group=group, members=[cast.noe]) == (0, 2)
    with pytest.raises(NotVisible):
        act.group_set_members(actor=director, group=group, members=[cast.lea_verne])
    act.group_rename(actor=director, group=group, label="Jeux")
    act.group_close(actor=director, group=group)
    assert group.pk not in cast.actor("noe").group_ids
    with pytest.raises(Forbidden):
        act.group_create(actor=cast.actor("teacher"), school_id=cast.tilleuls.pk, label="X")


def test_services_and_enrolments(cast: Cast) -> None:
    director = cast.actor("director")
    service = act.service_open(actor=director, school_id=cast.tilleuls.pk, kind="etude", name="Étude")
    with pytest.raises(AlreadyThere):
        act.service_open(actor=director, school_id=cast.tilleuls.pk, kind="etude", name="étude")
    enrol = {"actor": director, "school_id": cast.tilleuls.pk}
    assert act.service_set_enrolled(**enrol, service=service, children=[cast.noe, cast.zoe]) == (2, 0)
    assert act.service_set_enrolled(**enrol, service=service, children=[cast.zoe]) == (0, 1)
    with pytest.raises(NotVisible):
        act.service_set_enrolled(**enrol, service=service, children=[cast.lea_verne])
    with pytest.raises(NotVisible):
        act.service_set_enrolled(**enrol, service=make.commune_service(cast.verne), children=[])
    act.service_close(actor=director, service=service, school_id=cast.tilleuls.pk)
    assert not ServiceEnrolment.objects.in_force().filter(service=service).exists()
    with pytest.raises(Forbidden):
        act.service_set_enrolled(
            actor=cast.actor("agent"), school_id=cast.tilleuls.pk, service=cast.canteen, children=[]
        )


@pytest.mark.attack
def test_c04_right_is_of_the_link(cast: Cast) -> None:
    """A namesake, or an ex-partner without rights, reads nothing of the child."""
    namesake = make.guardian(cast.zoe, first_name="Samira", last_name="MARTIN")
    assert not sees(namesake, cast.lea)
    link = Guardianship.objects.get(adult=cast.paul, child=cast.lea)
    act.restriction_set(
        actor=cast.actor("director"),
        link=link,
        level=RestrictionLevel.NO_INFORMATION,
        ends=None,
        reason="Jugement",
    )
    assert not sees(cast.paul, cast.lea)
    assert not sees(cast.paul, cast.samira)
    assert sees(cast.samira, cast.lea)


# --- restrictions ---


def test_restriction_is_for_who_directs(cast: Cast) -> None:
    link = Guardianship.objects.get(adult=cast.paul, child=cast.lea)
    given = {"link": link, "level": RestrictionLevel.NO_INFORMATION, "ends": LATER}
    for who in ("director_verne",):
        with pytest.raises(NotVisible):
            act.restriction_set(actor=cast.actor(who), reason="x", **given)
    for who in ("teacher", "staff", "partner"):
        with pytest.raises(Forbidden):
            act.restriction_set(actor=cast.actor(who), reason="x", **given)
    with pytest.raises(ReasonMissing):
        act.restriction_set(actor=cast.actor("director"), reason=" ", **given)
    row = act.restriction_set(actor=cast.actor("director"), reason="Jugement", **given)
    assert cast.actor("paul").children == ()
    changed = act.restriction_change(
        actor=cast.actor("director"),
        restriction=row,
        level=RestrictionLevel.PROTECTED_CONTACT,
        ends=None,
        reason="Appel",
    )
    assert cast.actor("paul").children[0].restriction == 1
    act.restriction_lift(actor=cast.actor("director"), restriction=changed, reason="Levée")
    assert cast.actor("paul").children[0].restriction == 0
    with pytest.raises(Conflict):
        act.restriction_lift(actor=cast.actor("director"), restriction=changed, reason="Levée")
    assert "Jugement" not in str(list(AuditLine.objects.values_list("details", flat=True)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    last=st.integers(0, 60),
    steps=st.lists(
        st.tuples(st.integers(0, 90), st.sampled_from(["look", "confirm", "lift", "level"])), max_size=5
    ),
)
def test_restriction_stays_until_confirmed_and_15_days_at_most(
    cast: Cast, last: int, steps: list[tuple[int, str]]
) -> None:
    """Against a small model of the sentence: in force to the end date, then until confirmed, 15 days at most."""
    GuardianRestriction.objects.filter(guardianship__adult=cast.paul).delete()
    link = Guardianship.objects.get(adult=cast.paul, child=cast.lea)
    ends_day = TODAY + timedelta(days=last)
    ends_at = NOW.replace(hour=23, minute=0) + timedelta(days=last)  # midnight in Paris, in winter
    row = act.restriction_set(
        actor=cast.actor("director"),
        link=link,
        level=RestrictionLevel.NO_INFORMATION,
        ends=ends_day,
        reason="x",
    )
    until, lifted, level = ends_at + timedelta(days=15), False, 2
    for day, step in sorted(steps, key=lambda pair: pair[0]):
        at = NOW + timedelta(days=day, hours=1)
        with clock.frozen(at):
            expected = not lifted and at < until
            kids = for_person(cast.paul.pk).children
            assert (kids == () if level == 2 else kids[0].restriction == 1) == expected or (
                not expected and kids
            )
            try:
                if step == "confirm":
                    row = act.restriction_confirm_end(actor=cast.actor("director"), restriction=row)
                    assert expected
                    until = max(ends_at, at)
                elif step == "lift":
                    act.restriction_lift(actor=cast.actor("director"), restriction=row, reason="x")
                    assert expected
                    lifted = True
                elif step == "level":
                    row = act.restriction_change(
                        actor=cast.actor("director"), restriction=row, level=RestrictionLevel.PROTECTED_CONTACT,
                        ends=ends_day, reason="x",
                    )  # fmt: skip
                    assert expected
                    level, until = 1, ends_at + timedelta(days=15)
            except DomainError:
                assert not expected or (step == "level" and at >= ends_at)
    with clock.frozen(NOW + timedelta(days=120)):
        assert for_person(cast.paul.pk).children[0].restriction == 0


# --- guardians, consents, settings, entitlements ---


def test_kind_of_a_guardian(cast: Cast) -> None:
    link = Guardianship.objects.get(adult=cast.paul, child=cast.lea)
    act.guardianship_change_kind(actor=cast.actor("director"), link=link, kind=GuardianKindChoice.NO_EXERCISE)
    assert not cast.actor("paul").children[0].may_sign
    with pytest.raises(NotVisible):
        act.guardianship_change_kind(
            actor=cast.actor("director_verne"), link=link, kind=GuardianKindChoice.EXERCISES
        )
    with pytest.raises(Forbidden):
        act.guardianship_change_kind(
            actor=cast.actor("teacher"), link=link, kind=GuardianKindChoice.EXERCISES
        )


def test_consents(cast: Cast) -> None:
    yes, no = ConsentDecision.YES, ConsentDecision.NO
    act.consent_give(actor=cast.actor("samira"), child=cast.lea, use=ConsentUse.IMAGE, decision=yes)
    paper = {
        "actor": cast.actor("director"),
        "school_id": cast.tilleuls.pk,
        "use": ConsentUse.IMAGE,
        "decision": no,
    }
    act.consent_record(**paper, child=cast.lea, guardian=cast.paul)
    for who in ("no_exercise", "in_charge", "teacher", "director", "restricted_2"):
        with pytest.raises(Forbidden):
            act.consent_give(actor=cast.actor(who), child=cast.yanis, use=ConsentUse.IMAGE, decision=yes)
    with pytest.raises(Forbidden):
        act.consent_record(**paper, child=cast.yanis, guardian=cast.no_exercise)
    with pytest.raises(NotVisible):
        act.consent_record(**paper, child=cast.lea, guardian=cast.guardian_verne)
    with pytest.raises(Forbidden):
        act.consent_record(**{**paper, "actor": cast.actor("teacher")}, child=cast.lea, guardian=cast.paul)


def test_settings_of_the_school(cast: Cast) -> None:
    row = SchoolSettings.objects.get(school=cast.tilleuls)
    given = {
        "families_see_classmates": True, "staff_write_notes": False, "commune_writes_notes": True,
        "image_needs_both": False, "quiet_from": row.quiet_from, "quiet_until": row.quiet_until,
    }  # fmt: skip
    act.settings_change(actor=cast.actor("director"), school_id=cast.tilleuls.pk, **given)
    assert AuditLine.objects.get().details == {"moved": ["families_see_classmates"]}
    for who in NOT_HEADS:
        with pytest.raises(Forbidden):
            act.settings_change(actor=cast.actor(who), school_id=cast.tilleuls.pk, **given)


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
        ("families_see_classmates", "staff_write_notes", "commune_writes_notes", "image_needs_both"), False
    )
    hours = {"quiet_from": time.fromisoformat(starts), "quiet_until": time.fromisoformat(ends)}
    everything = {"actor": cast.actor("director"), "school_id": cast.tilleuls.pk, **given, **hours}
    if wrong:
        with pytest.raises(DomainError) as raised:
            act.settings_change(**everything)
        assert raised.value.field == wrong
        return
    row = act.settings_change(**everything)
    assert {"quiet_from": row.quiet_from, "quiet_until": row.quiet_until} == hours


def test_entitlement_opens_the_school(cast: Cast) -> None:
    given = {"school": cast.ferme, "starts": TODAY, "ends": date(2027, 11, 24), "reason": "Essai"}
    assert cast.actor("director_ferme").closed
    for who in ("director", "director_ferme", "inspector", "coordinator", "platform", "member_rep"):
        with pytest.raises(DomainError):
            act.entitlement_grant(actor=cast.actor(who), **given)
    act.entitlement_grant(actor=cast.actor("academy"), **given)
    assert not cast.actor("director_ferme").closed
    Mandate.objects.filter(person=cast.coordinator).update(level="manage")
    act.entitlement_grant(actor=cast.actor("coordinator"), **given)
    assert Entitlement.objects.filter(school=cast.ferme).count() == 2


@pytest.mark.attack
def test_c05_teacher_who_left_keeps_no_sight(cast: Cast) -> None:
    assert sees(cast.teacher, cast.lea)
    Affiliation.objects.filter(person=cast.teacher).update(ends=NOW, end_reason=EndReason.LEFT)
    assert not sees(cast.teacher, cast.lea)
    assert not sees(cast.teacher, cast.director)
