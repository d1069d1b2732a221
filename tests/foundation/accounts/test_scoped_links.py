"""What a session that a sheet opened computes: links, counts, copies and acts of the sheet's school alone."""

from datetime import timedelta

import pytest

from eprimo.foundation.access.actors import at_other_positions, for_person, standings
from eprimo.foundation.accounts.account_secrets import hash_secret, reaching_beyond
from eprimo.foundation.accounts.actions.entry import AccountJoined, account_enter
from eprimo.foundation.accounts.models import ScopedSecret, Session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.actions.merges import person_merge
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Guardianship, ServiceSchool
from eprimo.foundation.directory.policies.acts import can_give_consent
from eprimo.foundation.directory.policies.places import audit_visible_to
from eprimo.foundation.directory.queries.arrivals import arrivals_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import MANDATES, Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.notifications.live.badges import badges_of
from eprimo.foundation.notifications.policies import may_be_pushed, may_choose
from eprimo.foundation.privacy.actions import can_decide_contents
from eprimo.foundation.privacy.exports.policies import can_see, may_export_child, may_export_own
from eprimo.foundation.privacy.exports.policies import visible_to as exports_visible_to
from eprimo.foundation.privacy.models import Export, ExportKind, RequestKind
from eprimo.foundation.privacy.requests.rights import may_ask
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.accounts.sheets import (
    CHOSEN,
    HERE,
    actor_of_key,
    both,
    pupil_too,
    scoped_session,
)
from tests.foundation.notifications.told import tell


def test_of_a_child_who_is_elsewhere_too_what_is_of_the_school(cast: Cast) -> None:
    pupil_too(cast.lea, cast.ce1_verne)
    _, key = scoped_session(cast.samira, cast.verne)
    (child,) = actor_of_key(key).children
    assert (child.person_id, child.school_ids, child.class_ids) == (
        cast.lea.pk,
        (cast.verne.pk,),
        (cast.ce1_verne.pk,),
    )
    assert child.elsewhere
    assert child.group_ids == ()
    assert not can_give_consent(actor_of_key(key), cast.lea.pk)


def test_a_right_that_is_taken_away_leaves_a_scoped_session_at_once(cast: Cast) -> None:
    both(cast)
    _, key = scoped_session(cast.samira, cast.verne)
    assert actor_of_key(key).children
    Guardianship.objects.filter(adult=cast.samira, child=cast.lea_verne).update(ends=clock.now())
    assert actor_of_key(key).positions == ()


def test_a_link_that_comes_elsewhere_stays_out(cast: Cast) -> None:
    _, key = scoped_session(cast.paul, cast.tilleuls)
    assert not actor_of_key(key).partial
    make.affiliation(cast.paul, cast.verne, Profile.TEACHER)
    actor = actor_of_key(key)
    assert actor.partial
    assert [one.role for one in actor.positions] == [Role.GUARDIAN]
    assert at_other_positions(actor) == []


def test_a_mandate_is_of_no_school(cast: Cast) -> None:
    """Nor the services of an agent, as long as one of the schools that they serve is another one."""
    make.guardianship(cast.inspector, cast.lea)
    _, key = scoped_session(cast.inspector, cast.tilleuls)
    assert [one.role for one in actor_of_key(key).positions] == [Role.GUARDIAN]
    _, mandated = session_open(cast.inspector.account, scope=[MANDATES])  # type: ignore[attr-defined]
    assert [one.role for one in actor_of_key(mandated).positions] == [Role.INSPECTOR]
    _, serves = scoped_session(cast.agent, cast.tilleuls)
    assert actor_of_key(serves).service_ids == {cast.canteen.pk}
    ServiceSchool.objects.create(service=cast.canteen, school=cast.verne, starts=make.SINCE)
    _, again = scoped_session(cast.agent, cast.tilleuls)
    assert actor_of_key(again).service_ids == frozenset()


def test_who_reaches_beyond(cast: Cast) -> None:
    here, both_of = cast.tilleuls.pk, [cast.tilleuls.pk, cast.verne.pk]
    people = {
        name: cast.people[name].pk for name in ("samira", "guardian_verne", "inspector", "agent", "lea")
    }

    def beyond(*scope: int) -> set[str]:
        found = reaching_beyond(list(people.values()), scope)
        return {name for name, pk in people.items() if pk in found}

    assert beyond(here) == {"guardian_verne", "inspector"}
    assert beyond(*both_of) == {"inspector"}
    assert beyond(MANDATES) == {"samira", "guardian_verne", "lea"}
    both(cast)
    assert beyond(here) == {"samira", "guardian_verne", "inspector"}


def test_what_begins_elsewhere_one_day_is_not_told(cast: Cast) -> None:
    later = NOW + timedelta(days=9)
    for school in (cast.tilleuls, cast.verne):
        make.affiliation(cast.former_guardian, school, Profile.TEACHER, starts=later)
    make.mandate(cast.former_guardian, "academy", academy=make.academy(), starts=later)
    whole = for_person(cast.former_guardian.pk)
    assert len(arrivals_of(whole)) == 3
    _, key = scoped_session(cast.former_guardian, cast.verne)
    assert [one.where for one in arrivals_of(actor_of_key(key))] == [cast.verne.name]


def test_counts_of_a_stream_are_those_of_the_school(cast: Cast) -> None:
    both(cast)
    tell(cast, "samira", child="lea")
    tell(cast, "samira", child="noe")
    tell(cast, "samira", child="lea_verne", school=cast.verne)
    row, key = scoped_session(cast.samira, cast.verne)
    assert badges_of(actor_of_key(key)) == {"todo": 1}
    assert badges_of(for_person(cast.samira.pk)) == {"todo": 3}
    before = standings([row.pk])[row.pk]
    Session.objects.filter(pk=row.pk).update(scope=None)
    assert standings([row.pk])[row.pk] != before


@pytest.mark.attack
def test_copies_and_requests_wait_for_the_own_secret(cast: Cast) -> None:
    """Asked of the policies too: no page is the only door."""
    both(cast)
    export = Export.objects.create(
        kind=ExportKind.OWN, subject=cast.samira, asked_by=cast.samira, asked_at=NOW, language="fr"
    )
    _, key = scoped_session(cast.samira, cast.verne)
    part, whole = actor_of_key(key), for_person(cast.samira.pk)
    for actor, expected in ((part, False), (whole, True)):
        assert may_export_own(actor) is expected
        assert may_export_child(actor, cast.lea_verne.pk) is expected
        assert can_see(actor, export) is expected
        assert Export.objects.filter(exports_visible_to(actor)).exists() is expected
        assert may_ask(actor, RequestKind.RECTIFY, cast.lea_verne.pk) is expected
        assert can_decide_contents(actor, cast.samira.pk) is expected
        assert may_choose(actor) is expected
        assert may_be_pushed(actor) is expected
    # Of who has nothing elsewhere, a sheet chooses how one is told: it is all there is.
    _, all_of_it = scoped_session(cast.paul, cast.tilleuls)
    assert may_choose(actor_of_key(all_of_it))
    assert not may_export_own(actor_of_key(all_of_it))


def test_own_acts_are_those_of_the_school(cast: Cast) -> None:
    make.affiliation(cast.teacher, cast.verne, Profile.TEACHER)
    for school in (cast.tilleuls, cast.verne):
        audit(cast.actor("teacher"), "accounts.comfort.changed", school_id=school.pk)
    _, key = scoped_session(cast.teacher, cast.verne)
    lines = AuditLine.objects.filter(audit_visible_to(actor_of_key(key)))
    assert [one.school_id for one in lines] == [cast.verne.pk]


def test_two_rows_made_one_keep_the_secrets_of_the_account_that_goes_on(cast: Cast) -> None:
    """The other account's are shut with it."""
    twin = make.guardian(cast.lea, first_name="Samira", last_name="MARTIN")
    other = make.account(twin, login="samira2")
    both(cast)
    for account, secret in ((cast.samira.account, CHOSEN), (other, "vitre sable encre moulin")):  # type: ignore[attr-defined]
        ScopedSecret.objects.create(account=account, school=cast.verne, password=hash_secret(account, secret))
    make.affiliation(cast.director, cast.verne, Profile.DIRECTOR)
    person_merge(actor=cast.actor("director", Role.DIRECTOR, cast.tilleuls), kept=cast.samira, absorbed=twin)
    assert account_enter(login="samira", secret=CHOSEN, address=HERE).scope == {cast.verne.pk}
    with pytest.raises(AccountJoined):
        account_enter(login="samira2", secret="vitre sable encre moulin", address=HERE)
