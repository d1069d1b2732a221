"""Actors: what each person of the cast may act as, and that a right taken away is gone at once."""

from datetime import timedelta

import pytest
from django.db import connection

from eprimo.foundation.access.actors import for_person, from_session
from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import ClassMembership, Entitlement, GuardianRestriction, Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

ROLES = {
    "lea": Role.PUPIL, "samira": Role.GUARDIAN, "teacher": Role.TEACHER, "teacher_parent": Role.TEACHER,
    "director": Role.DIRECTOR, "deputy": Role.DEPUTY, "staff": Role.STAFF, "agent": Role.COMMUNE_AGENT,
    "partner": Role.PARTNER, "inspector": Role.INSPECTOR, "academy": Role.ACADEMY, "platform": Role.PLATFORM,
}  # fmt: skip


@pytest.mark.parametrize(("name", "role"), ROLES.items())
def test_role_in_use(cast: Cast, name: str, role: Role) -> None:
    assert cast.actor(name).role == role


def test_guardian_has_every_child_and_no_restricted_one(cast: Cast) -> None:
    assert [child.first_name for child in cast.actor("samira").children] == ["Léa", "Noé"]
    assert cast.actor("restricted_1").children[0].restriction == 1
    assert cast.actor("restricted_2").children == ()
    assert cast.actor("restricted_3").children == ()
    assert cast.actor("contact").children == ()


def test_a_decision_shuts_the_account_of_who_was_made_a_contact_since(cast: Cast) -> None:
    """« No account » stands against the person, whatever kind of guardian is left."""
    _, key = session_open(cast.restricted_3.account)
    assert from_session(key) is None
    Guardianship.objects.filter(adult=cast.restricted_3).update(kind="contact")
    assert from_session(key) is None
    GuardianRestriction.objects.update(lifted_at=NOW)
    assert from_session(key) is not None


def test_a_child_of_a_closed_school_gives_its_guardian_nothing(cast: Cast) -> None:
    """Nor does the closed school of a child who is in an open one too."""
    there = make.class_group(cast.ferme, "CP", ("CP",))
    child = make.pupil(cast.ferme, there, "Fanny", "FERMEE")
    make.guardianship(cast.paul, child)
    alone = make.guardian(child, first_name="Fabrice", last_name="FERME")
    assert for_person(alone.pk).children == ()
    assert for_person(alone.pk).audience_ids == frozenset()
    assert [one.first_name for one in cast.actor("paul").children] == ["Léa"]
    make.affiliation(cast.lea, cast.ferme, Profile.PUPIL)
    ClassMembership.objects.create(person=cast.lea, class_group=there, school=cast.ferme, starts=make.SINCE)
    (lea,) = cast.actor("paul").children
    assert lea.school_ids == (cast.tilleuls.pk,)


def test_links_of_staff(cast: Cast) -> None:
    assert cast.actor("teacher").class_ids == {cast.ce1.pk}
    assert cast.actor("staff").pupil_ids == {cast.lea.pk}
    assert cast.actor("delegate").delegated_class_ids == {cast.ce1.pk}
    assert cast.actor("delegate").class_ids == frozenset()
    assert cast.actor("partner").group_ids == {cast.chorale.pk}
    assert cast.actor("agent").service_ids == {cast.canteen.pk}
    assert cast.actor("director_ferme").closed


def test_a_closed_school_gives_who_works_there_nothing(cast: Cast) -> None:
    """No class, group, service, audience of work, nor archive; what one is elsewhere stays."""
    there = make.class_group(cast.tilleuls, "CP", ("CP",))
    make.attach(cast.director, there)
    make.join_group(cast.teacher, cast.chorale)
    names = ("teacher", "director", "staff", "delegate", "partner", "agent", "lea")
    before = {name: cast.actor(name) for name in names}
    assert all(_links(actor) for actor in before.values())
    Entitlement.objects.filter(school=cast.tilleuls).update(ends=NOW)
    assert {name: _links(cast.actor(name)) for name in names} == dict.fromkeys(names, frozenset())


def _links(actor: Actor) -> frozenset[int]:
    """All that the position in use gives at its school."""
    return (
        actor.class_ids | actor.group_ids | actor.service_ids | actor.pupil_ids | actor.delegated_class_ids
        | actor.work_audience_ids | actor.delegate_audience_ids
    )  # fmt: skip


def test_audiences_follow_the_links(cast: Cast) -> None:
    rule = (AudienceKind.CLASS, cast.ce1.pk, AudienceProfile.GUARDIAN)
    audience = audiences_for([rule], cast.tilleuls.pk)[rule]
    assert audience.pk in cast.actor("samira").audience_ids
    assert audience.pk not in cast.actor("guardian_verne").audience_ids
    assert audience.pk not in cast.actor("teacher").audience_ids
    ClassMembership.objects.filter(person=cast.lea).update(ends=clock.now())
    assert audience.pk not in cast.actor("paul").audience_ids


def _audience_of_ce1(cast: Cast) -> int:
    rule = (AudienceKind.CLASS, cast.ce1.pk, AudienceProfile.GUARDIAN)
    return audiences_for([rule], cast.tilleuls.pk)[rule].pk


def test_right_taken_away_is_gone_on_the_next_request(cast: Cast) -> None:
    audience = _audience_of_ce1(cast)
    _, key = session_open(cast.paul.account)
    signed_in = from_session(key)
    assert signed_in is not None
    assert audience in signed_in.actor.audience_ids
    Guardianship.objects.filter(adult=cast.paul).update(ends=clock.now(), end_reason="left")
    again = from_session(key)
    assert again is not None
    assert audience not in again.actor.audience_ids


def test_actor_costs_one_statement_whatever_moved(cast: Cast, django_assert_num_queries) -> None:
    _, key = session_open(cast.samira.account)
    with django_assert_num_queries(1):
        from_session(key)
    with django_assert_num_queries(1):
        from_session(key)
    make.pupil(cast.tilleuls, cast.ce1)
    with django_assert_num_queries(1):
        from_session(key)


def test_a_dated_link_ends_by_itself(cast: Cast) -> None:
    _, key = session_open(cast.deputy.account)
    first = from_session(key)
    assert first is not None
    assert first.actor.role == Role.DEPUTY
    end = make.SINCE + timedelta(days=200)
    row = cast.deputy.account.sessions.get()
    row.expires_at = end + timedelta(days=2)
    row.save(update_fields=["expires_at"])
    with clock.frozen(end + timedelta(seconds=1)):
        later = from_session(key)
    assert later is not None
    assert later.actor.role != Role.DEPUTY


def test_session_opened_for_a_future_link(cast: Cast) -> None:
    newcomer = make.person("Futur", "PARENT")
    make.account(newcomer)
    make.guardianship(newcomer, cast.lea, starts=NOW + timedelta(hours=1))
    _, key = session_open(newcomer.account)
    before = from_session(key)
    assert before is not None
    assert before.actor.children == ()
    with clock.frozen(NOW + timedelta(hours=1)):
        after = from_session(key)
    assert after is not None
    assert [child.first_name for child in after.actor.children] == ["Léa"]


def test_new_school_of_a_child_reaches_the_guardian(cast: Cast) -> None:
    _, key = session_open(cast.samira.account)
    from_session(key)
    make.affiliation(cast.noe, cast.verne, "pupil")
    ClassMembership.objects.create(person=cast.noe, class_group=cast.ce1_verne, school=cast.verne)
    after = from_session(key)
    assert after is not None
    assert cast.verne.pk in next(c for c in after.actor.children if c.first_name == "Noé").school_ids


def test_audit_lines_cannot_be_changed(cast: Cast) -> None:
    from django.db import ProgrammingError, transaction

    from eprimo.foundation.kernel.audit import audit
    from eprimo.foundation.kernel.models import AuditLine

    audit(cast.actor("director"), "test.act", cast.ce1)
    assert AuditLine.objects.filter(act="test.act").count() == 1
    for statement in ("UPDATE kernel_auditline SET act = 'x'", "DELETE FROM kernel_auditline"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_for_person_without_account(cast: Cast) -> None:
    stranger = make.person()
    actor = for_person(stranger.pk)
    assert actor.positions == ()
    assert actor.audience_ids == frozenset()


@pytest.mark.attack
def test_a_family_session_does_not_carry_rights_at_work(cast: Cast) -> None:
    """Opened for two weeks by a guardian, who is then made a teacher: over after a working day, for all roles."""
    _, key = session_open(cast.samira.account)
    later = NOW + timedelta(hours=13)
    with clock.frozen(later):
        assert from_session(key) is not None
        make.affiliation(cast.samira, cast.tilleuls, Profile.TEACHER, starts=later)
    with clock.frozen(later + timedelta(minutes=1)):
        assert from_session(key) is None
        _, fresh = session_open(cast.samira.account)
        signed_in = from_session(fresh)
        assert signed_in is not None
        assert signed_in.actor.role == Role.TEACHER


def test_the_links_of_a_person_are_planned_once_a_connection(cast: Cast) -> None:
    """Their statement is two hundred lines: to plan it each time took the server ten times as long as to run it."""
    for _ in range(3):
        for_person(cast.samira.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans >= 3, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
            ["%kid_school%"],
        )
        assert cursor.fetchall() == [(True, 0)]
