"""For the kinds of the day: the states of a thing, what time and links change, what is kept of it: the cases
of all kinds."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content.capabilities import LastDay
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import To, kind_of
from eprimo.foundation.content.models import Resource, Share
from eprimo.foundation.content.policies import seen_by
from eprimo.foundation.content.things.addressing import derive_shares
from eprimo.foundation.content.things.life import (
    thing_copy,
    thing_hand_over,
    thing_publish,
    thing_readdress,
    thing_restore,
    thing_trash,
    thing_withdraw,
)
from eprimo.foundation.directory.models import ClassMembership, Entitlement
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.foundation.privacy.retention_run import retention_run_whole
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.contract.things import IN_TURN, draft, first, in_state, mark, published
from tests.reference.contents import KINDS, Object

pytestmark = pytest.mark.parametrize("key", IN_TURN)


def sees(cast: Cast, who: str, made: Resource, key: str) -> bool:
    """As of the next request."""
    return Resource.objects.filter(seen_by(cast.actor(who), kind_of(key)), pk=made.pk).exists()


def object_to(key: str, *to: str) -> Object:
    """An object of its rows addressed so; a kind that has none is not asked."""
    found = next((one for one in KINDS[key].objects if one.to in to and not one.pupils), None)
    if found is None:
        pytest.skip("it is never addressed so")
    return found


# --- shares follow from targets ------------------------------------------------------------------------------------


def test_shares_rebuilt_from_targets_are_the_same(cast: Cast, key: str) -> None:
    kind = kind_of(key)
    for one in KINDS[key].objects:
        made = published(cast, key, one)
        held = {
            (s.audience.kind, s.audience.target, s.audience.profile): s.level
            for s in Share.objects.filter(resource=made).select_related("audience")
        }
        assert held == derive_shares(kind, made.school_id, made.targets.all()), one.name


def test_a_draft_has_no_share(cast: Cast, key: str) -> None:
    assert not Share.objects.filter(resource=draft(cast, key, first(key))).exists()


# --- K4, K5, K13: links move -----------------------------------------------------------------------------------------


def test_a_child_who_changes_class_at_noon_gains_and_loses_on_the_next_request(cast: Cast, key: str) -> None:
    made = published(cast, key, object_to(key, "class"))
    assert sees(cast, "paul", made, key)
    noon = NOW + timedelta(hours=2)
    with clock.frozen(noon):
        ClassMembership.objects.filter(person=cast.lea).update(ends=noon, end_reason="moved")
        make.ClassMembership.objects.create(
            person=cast.lea, class_group=cast.cm2, school=cast.tilleuls, starts=noon
        )
        assert not sees(cast, "paul", made, key)
        ClassMembership.objects.filter(person=cast.noe).update(ends=noon, end_reason="moved")
        make.ClassMembership.objects.create(
            person=cast.noe, class_group=cast.ce1, school=cast.tilleuls, starts=noon
        )
        assert sees(cast, "samira", made, key)


def test_a_substitute_has_the_dates_of_the_link(cast: Cast, key: str) -> None:
    made = published(cast, key, object_to(key, "class"))
    assert sees(cast, "substitute", made, key)
    with clock.frozen(make.SINCE + timedelta(days=121)):
        assert not sees(cast, "substitute", made, key)


def test_a_school_that_closes_shows_nothing(cast: Cast, key: str, sign_in: Any) -> None:
    made = published(cast, key, first(key))
    Entitlement.objects.filter(school=cast.tilleuls).update(ends=NOW)
    director = sign_in(cast.director)
    assert director.get(reverse(f"{key}:thing", args=[made.public_id])).status_code == 403
    for who in first(key).reads.split():
        assert not sees(cast, who, made, key), who


# --- K6: when ------------------------------------------------------------------------------------------------------


def test_what_is_to_come_is_seen_by_who_manages_it_and_then_by_all(cast: Cast, key: str) -> None:
    one = first(key)
    later = NOW + timedelta(hours=20)
    made = published(cast, key, one, at=later)
    reader = one.reads.split()[-1]
    assert not sees(cast, reader, made, key)
    assert all(sees(cast, who, made, key) for who in one.manages.split())
    with clock.frozen(later):
        assert sees(cast, reader, made, key)


def test_after_its_last_day_it_is_found_in_the_past_alone(cast: Cast, key: str, sign_in: Any) -> None:
    if kind_of(key).get(LastDay) is None:
        pytest.skip("it has no last day")
    one = object_to(key, "class", "school")
    made = published(cast, key, one, until=NOW.date())
    client = sign_in(cast.samira)
    assert made.title in client.get(reverse(f"{key}:list")).content.decode()
    with clock.frozen(NOW + timedelta(days=1)):
        assert made.title not in client.get(reverse(f"{key}:list")).content.decode()
        assert made.title in client.get(f"{reverse(f'{key}:list')}?voir=passe").content.decode()
        assert client.get(reverse(f"{key}:thing", args=[made.public_id])).status_code == 200
    # What would be over the moment it is there is not published.
    over = draft(cast, key, one, until=NOW.date())
    with clock.frozen(over.ends_at), pytest.raises(DomainError, match="dernier jour"):
        thing_publish(actor=cast.actor(one.author), kind=kind_of(key), resource=over)


# --- K8: taken back, thrown away -------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", [thing_publish, thing_withdraw, thing_trash, thing_restore])
def test_a_second_press_is_once(cast: Cast, key: str, act: Any) -> None:
    one = first(key)
    before = {thing_publish: "draft", thing_restore: "trashed"}.get(act, "out")
    made = in_state(cast, key, one, before)
    given = {"actor": cast.actor(one.author), "kind": kind_of(key), "resource": made}
    given |= {"confirmed": mark(key, made)} if act is thing_publish else {}
    act(**given)
    lines = AuditLine.objects.count()
    made.refresh_from_db()
    state = made.state
    act(**given)
    made.refresh_from_db()
    assert (made.state, AuditLine.objects.count()) == (state, lines)


def test_what_was_taken_back_is_a_stub_or_nothing(cast: Cast, key: str, sign_in: Any) -> None:
    one = first(key)
    made = in_state(cast, key, one, "withdrawn")
    reader = sign_in(cast.people[one.reads.split()[-1]])
    page = reader.get(reverse(f"{key}:thing", args=[made.public_id]))
    if not kind_of(key).withdrawn:
        assert page.status_code == 404
    else:
        assert page.status_code == 200
        assert made.title in page.content.decode()
        assert "spectacle" not in page.content.decode()
        assert reader.get(reverse(f"{key}:version", args=[made.public_id, 1])).status_code == 404
    assert made.title not in reader.get(reverse(f"{key}:list")).content.decode()
    assert Share.objects.filter(resource=made).exists()


def test_taken_back_before_it_is_seen_it_is_a_draft_again(cast: Cast, key: str) -> None:
    one = first(key)
    made = published(cast, key, one, at=NOW + timedelta(days=1))
    thing_withdraw(actor=cast.actor(one.author), kind=kind_of(key), resource=made)
    made.refresh_from_db()
    assert (made.state, made.version, made.published_at) == (ResourceState.DRAFT, 0, None)
    assert not Share.objects.filter(resource=made).exists()


@pytest.mark.parametrize("before", ["out", "withdrawn"])
def test_the_trash_gives_back_what_was_there(cast: Cast, key: str, before: str) -> None:
    one, kind = first(key), kind_of(key)
    made = in_state(cast, key, one, before)
    actor = cast.actor(one.author)
    thing_trash(actor=actor, kind=kind, resource=made)
    assert not sees(cast, one.reads.split()[-1], made, key)
    thing_restore(actor=actor, kind=kind, resource=made)
    made.refresh_from_db()
    assert made.state == (ResourceState.PUBLISHED if before == "out" else ResourceState.WITHDRAWN)


def test_the_trash_is_emptied_after_thirty_days(cast: Cast, key: str) -> None:
    """K12: the night run does it, with everything beside the thing."""
    made = in_state(cast, key, first(key), "trashed")
    for days, left in ((29, True), (31, False)):
        with clock.frozen(NOW + timedelta(days=days)):
            retention_run_whole()
            assert Resource.objects.filter(pk=made.pk).exists() is left


def test_it_is_erased_on_its_day(cast: Cast, key: str) -> None:
    kind = kind_of(key)
    made = published(cast, key, first(key), **({"until": NOW.date()} if kind.kept.after else {}))
    lasts = kind.kept.after or timedelta(days=660)
    with clock.frozen(NOW + lasts - timedelta(days=30)):
        retention_run_whole()
        assert Resource.objects.filter(pk=made.pk).exists()
    with clock.frozen(NOW + lasts + timedelta(days=60)):
        retention_run_whole()
        assert not Resource.objects.filter(pk=made.pk).exists()


# --- others ----------------------------------------------------------------------------------------------------------


def test_given_to_others_it_leaves_those_it_was_for(cast: Cast, key: str) -> None:
    one = object_to(key, "class", "school")
    made = published(cast, key, one)
    kind = kind_of(key)
    with clock.frozen(NOW + timedelta(minutes=1)):
        thing_readdress(
            actor=cast.actor("director"), kind=kind, resource=made, targets=[(To.CLASS, cast.cm2.pk)]
        )
    # Feeds and devices ask for what changed since.
    assert set(made.shares.values_list("updated_at", flat=True)) == {NOW + timedelta(minutes=1)}
    assert not sees(cast, "paul", made, key)
    assert sees(cast, "teacher_cm2", made, key)


def test_a_copy_is_a_draft_of_who_copies(cast: Cast, key: str) -> None:
    one, press = first(key), uuid4()
    made = published(cast, key, one)
    given = {"actor": cast.actor("director"), "kind": kind_of(key), "resource": made, "key": press}
    copy = thing_copy(**given)
    assert (copy.state, copy.owner_id, copy.title) == ("draft", cast.director.pk, made.title)
    assert copy.targets.count() == 1
    assert thing_copy(**given).pk == copy.pk


def test_what_is_handed_over_is_the_colleagues(cast: Cast, key: str) -> None:
    one, kind = first(key), kind_of(key)
    made = draft(cast, key, one)
    to = for_person(cast.deputy.pk, role=Role.DEPUTY, school_id=cast.tilleuls.pk)
    if one.author == "deputy":
        to = cast.actor("director")
    thing_hand_over(actor=cast.actor(one.author), kind=kind, resource=made, to=to)
    made.refresh_from_db()
    assert made.owner_id == to.person_id
    thing_publish(actor=to, kind=kind, resource=made, confirmed=mark(key, made))


def test_each_act_writes_its_line(cast: Cast, key: str) -> None:
    in_state(cast, key, first(key), "trashed")
    acts = set(AuditLine.objects.filter(act__startswith=f"{key}.").values_list("act", flat=True))
    assert acts == {f"{key}.thing.{act}" for act in ("drafted", "published", "trashed")}


def test_the_page_says_why_one_sees_it_and_names_no_other_child(cast: Cast, key: str, sign_in: Any) -> None:
    one = object_to(key, "class", "school")
    made = published(cast, key, one)
    page = sign_in(cast.paul).get(reverse(f"{key}:thing", args=[made.public_id])).content.decode()
    assert "de Léa." in page
    assert "Yanis" not in page
    assert "Gardé" in page


# --- K10: statements -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["samira", "director"])
def test_lists_and_things_take_four_statements_whatever_the_rows(
    cast: Cast, key: str, who: str, sign_in: Any
) -> None:
    one = object_to(key, "class", "school")
    client = sign_in(cast.people[who])
    counts: dict[str, set[int]] = {"list": set(), "thing": set()}
    made = published(cast, key, one, title="Le premier")
    client.get(reverse(f"{key}:list"))
    for more in (2, 27):
        for number in range(more):
            published(cast, key, one, title=f"Numéro {number}")
        for page, address in (("list", f"{key}:list"), ("thing", f"{key}:thing")):
            args = [made.public_id] if page == "thing" else []
            with CaptureQueriesContext(
                connection,
            ) as ran:
                assert client.get(reverse(address, args=args)).status_code == 200
            counts[page].add(len(ran))
    assert len(counts["list"]) == len(counts["thing"]) == 1, counts
    assert max(*counts["list"], *counts["thing"]) <= 4, counts


def test_what_it_has_and_its_titles_are_found_by_words(cast: Cast, key: str, sign_in: Any) -> None:
    one = object_to(key, "class", "school")
    published(cast, key, one, title="La fête d’été")
    published(cast, key, one, title="Autre chose")
    client = sign_in(cast.samira)
    page = client.post(reverse(f"{key}:list"), {"mots": "fete"}).content.decode()
    assert "La fête" in page
    assert "Autre chose" not in page


# --- who is told ---------------------------------------------------------------------------------------------------


def test_families_are_told_once_and_no_more_when_it_is_taken_back(cast: Cast, key: str) -> None:
    kind = kind_of(key)
    if not kind.lane:
        pytest.skip("nobody is told")
    one = object_to(key, "class")
    made = published(cast, key, one)
    run_due()
    rows = Notice.objects.filter(resource=made)
    told = set(rows.values_list("recipient__first_name", flat=True))
    assert told == {"Samira", "Paul", "Karim", "Anne", "Nadia"}
    assert set(rows.values_list("lane", flat=True)) == {kind.lane.value}
    assert not rows.exclude(ring_at=None).exists()
    thing_withdraw(actor=cast.actor(one.author), kind=kind, resource=made)
    run_due()
    assert set(rows.values_list("state", flat=True)) == {NoticeState.WITHDRAWN}


def test_who_is_restricted_is_not_told(cast: Cast, key: str) -> None:
    if not kind_of(key).lane:
        pytest.skip("nobody is told")
    made = published(cast, key, object_to(key, "school"))
    run_due()
    told = set(Notice.objects.filter(resource=made).values_list("recipient_id", flat=True))
    assert cast.restricted_1.pk in told
    assert not told & {cast.restricted_2.pk, cast.restricted_3.pk, cast.contact.pk}
    assert Notice.objects.filter(resource=made, recipient=cast.samira).count() == 1
