"""What is written for the schools of a territory: what moves, what is kept, what is told of it, and each act by its
form alone."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content.capabilities import Body
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import kind_of
from eprimo.foundation.content.models import Resource, Share
from eprimo.foundation.content.policies import seen_by
from eprimo.foundation.content.things.rights import rule
from eprimo.foundation.directory.models import Entitlement, Mandate, Person, SchoolCirconscription, Territory
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import Platform, Switch
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice
from eprimo.foundation.privacy.erasure import Reason, person_erase
from eprimo.foundation.privacy.retention_run import retention_run_whole
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.contract.test_pages import fields, page
from tests.contract.things import ABOVE, IN_TURN, KEYS, TEXT, draft, facts_of, in_state, published, target_of
from tests.foundation.privacy import copies
from tests.reference.contents import KINDS, Object
from tests.sizes import FULL


def objects() -> Iterator[Any]:
    """An object for each sort of territory: of the kind of the tests, of the one of the day, or of another that has it.
    In the drill that of every kind."""
    for sort in sorted(ABOVE):
        firsts = {
            key: next((one for one in KINDS[key].objects if one.to == sort), None)
            for key in [*reversed(IN_TURN), *KEYS]
        }
        found = [(key, one) for key, one in firsts.items() if one is not None]
        for key, one in found if FULL else found[:1]:
            yield pytest.param(key, one, id=f"{key}-{sort}")


pytestmark = [pytest.mark.django_db, pytest.mark.parametrize(("key", "one"), list(objects()))]


def sees(cast: Cast, who: str, made: Resource) -> bool:
    """As of the next request."""
    return Resource.objects.filter(seen_by(cast.actor(who), kind_of(made.service)), pk=made.pk).exists()


def readers(one: Object) -> list[str]:
    return [who for who in one.reads.split() if who not in one.manages.split()]


def mandate(cast: Cast, one: Object) -> Mandate:
    return Mandate.objects.get(person=cast.people[one.author])


def colleague(cast: Cast, one: Object) -> Person:
    """Somebody else who acts for the same territory."""
    held = mandate(cast, one)
    person = make.person("Maya", "SECONDE")
    make.account(person)
    place = {one.to: getattr(held, one.to)}
    make.mandate(person, held.role, **place)
    return person


# --- links move ------------------------------------------------------------------------------------------------------


def test_a_school_that_closes_or_leaves_reads_it_no_more(cast: Cast, key: str, one: Object) -> None:
    """At noon, on the next request; and it reads what is written for where it goes."""
    made, here = published(cast, key, one), "director"
    assert sees(cast, here, made)
    noon = NOW + timedelta(hours=2)
    with clock.frozen(noon):
        if one.to == "circonscription":
            SchoolCirconscription.objects.filter(school=cast.tilleuls).update(ends=noon)
            SchoolCirconscription.objects.create(
                school=cast.verne, circonscription=mandate(cast, one).circonscription, starts=noon
            )
            assert not sees(cast, here, made)
            assert sees(cast, "director_verne", made)
            here = "director_verne"
    with clock.frozen(noon + timedelta(hours=1)):
        Entitlement.objects.update(ends=clock.now())
        assert not sees(cast, here, made)
        assert sees(cast, one.author, made)


def test_a_mandate_that_ends_leaves_it_to_the_others(cast: Cast, key: str, one: Object, sign_in: Any) -> None:
    made, other = published(cast, key, one), colleague(cast, one)
    address = reverse(f"{key}:thing", args=[made.public_id])
    client = sign_in(cast.people[one.author])
    assert client.get(address).status_code == 200
    mandate(cast, one).delete()
    assert client.get(address).status_code == 404
    assert sign_in(other).get(reverse(f"{key}:correct", args=[made.public_id])).status_code == 200
    assert sees(cast, readers(one)[0], made)


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_it_is_in_the_copy_of_its_author_and_of_nobody_else(cast: Cast, key: str, one: Object) -> None:
    """With the territory it is of."""
    published(cast, key, one, title="Écrit par moi")
    held = copies.whole(copies.own(cast, one.author))
    assert "Écrit par moi" in held
    assert str(Territory.objects.get(pk=target_of(cast, one.to)[1])) in held
    assert "Écrit par moi" not in copies.whole(copies.own(cast, readers(one)[0]))


def test_an_author_who_is_erased_is_not_named_any_more(
    cast: Cast, key: str, one: Object, sign_in: Any
) -> None:
    """What was published stays, a draft goes."""
    made, begun = published(cast, key, one), draft(cast, key, one)
    person_erase(person=cast.people[one.author], reason=Reason.ASKED)
    assert not Resource.objects.filter(pk=begun.pk).exists()
    text = sign_in(cast.people[readers(one)[0]]).get(reverse(f"{key}:thing", args=[made.public_id])).text
    assert made.title in text
    assert cast.people[one.author].last_name not in text


def test_the_night_erases_it_as_what_a_school_writes(cast: Cast, key: str, one: Object) -> None:
    made, thrown = published(cast, key, one), in_state(cast, key, one, "trashed")
    with clock.frozen(NOW + timedelta(days=31)):
        retention_run_whole()
        assert Resource.objects.filter(pk=made.pk).exists()
        assert not Resource.objects.filter(pk=thrown.pk).exists()
    with clock.frozen(NOW + timedelta(days=720)):
        retention_run_whole()
        assert not Resource.objects.filter(pk=made.pk).exists()
        assert not Share.objects.filter(resource=made).exists()


def test_what_was_taken_back_is_a_stub_or_nothing(cast: Cast, key: str, one: Object, sign_in: Any) -> None:
    made = in_state(cast, key, one, "withdrawn")
    answer = sign_in(cast.people[readers(one)[0]]).get(reverse(f"{key}:thing", args=[made.public_id]))
    if not kind_of(key).withdrawn:
        assert answer.status_code == 404
    else:
        assert made.title in answer.text
        assert "spectacle" not in answer.text


# --- who is told, what stops it, what it costs -----------------------------------------------------------------------


def test_nobody_is_told(cast: Cast, key: str, one: Object) -> None:
    """Families are told of what their school writes alone."""
    published(cast, key, one)
    run_due()
    assert not Notice.objects.exists()


def test_a_switch_of_the_platform_stops_it(cast: Cast, key: str, one: Object) -> None:
    """One of a school says nothing of who is above it."""
    kind = kind_of(key)
    for number, (school, left) in enumerate(((cast.tilleuls.pk, True), (None, False)), 1):
        Switch.objects.create(act=f"{key}.thing.write", reason="x", school_id=school)
        Platform.objects.update(switch_counter=number)
        assert rule(kind, "write")(cast.actor(one.author), kind) is left


def test_pages_cost_the_same_for_three_and_thirty(cast: Cast, key: str, one: Object, sign_in: Any) -> None:
    """Of who writes and of who reads: four statements."""
    clients = [sign_in(cast.people[one.author]), sign_in(cast.people[readers(one)[0]])]
    made = published(cast, key, one)
    for client in clients:
        client.get(reverse(f"{key}:list"))
    counts: dict[tuple[int, str], set[int]] = {}
    for more in (2, 27):
        for number in range(more):
            published(cast, key, one, title=f"Numéro {number}")
        for which, client in enumerate(clients):
            for name, args in (("list", []), ("thing", [made.public_id])):
                with CaptureQueriesContext(connection) as ran:
                    assert client.get(reverse(f"{key}:{name}", args=args)).status_code == 200
                counts.setdefault((which, name), set()).add(len(ran))
    assert all(len(some) == 1 and max(some) <= 4 for some in counts.values()), counts


# --- each act, by its form alone -------------------------------------------------------------------------------------


def test_each_act_is_done_without_a_script(cast: Cast, key: str, one: Object, sign_in: Any) -> None:
    """By a colleague of the same mandate: correct, take back, throw away, put back, copy, hand over, give to others."""
    kind, other = kind_of(key), colleague(cast, one)
    client = sign_in(other)
    made = published(cast, key, one)

    def do(name: str, **typed: object) -> Resource:
        given: dict[str, Any] = {}
        if name not in {"copy", "restore"}:
            asked = page(client, key, name, made)
            assert re.search(r'<form\b[^>]*method="post"', asked), name
            given = fields(asked[asked.rindex("<main") :])
        address = reverse(f"{key}:{name}", args=[made.public_id])
        answer = client.post(address, given | typed)
        if name == "correct":
            assert answer.status_code == 200
            answer = client.post(address, fields(answer.text[answer.text.rindex("<main") :]) | {"sure": "1"})
        assert answer.status_code == 302, (name, answer.text[-2000:])
        made.refresh_from_db()
        return made

    words = {"text": TEXT} if kind.get(Body) is not None else {}
    facts = {name: value for name, value in facts_of(kind).items() if value}
    before = {(target.target, target.readers) for target in made.targets.all()}
    assert do("correct", title="Un titre de plus", **words, **facts).version == 2
    assert {(target.target, target.readers) for target in do("readdress").targets.all()} == before
    assert do("withdraw").state == ResourceState.WITHDRAWN
    assert do("trash").state == ResourceState.TRASHED
    assert do("restore").state == ResourceState.WITHDRAWN
    do("copy")
    copy = Resource.objects.get(service=key, owner=other)
    assert (copy.state, copy.school, copy.territory) == (ResourceState.DRAFT, None, made.territory)
    third = colleague(cast, one)
    people = page(client, key, "hand_over", made)
    assert cast.director.full_name not in people
    assert do("hand_over", person=str(third.public_id)).owner == third
    assert for_person(third.pk).territory_ids == {made.territory_id}
