"""For the kinds of the day: what is left of a thing in an archive, a copy, an erasure; and a switch that
takes an act away."""

from itertools import count
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import Body
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.drafts import facts_of as stored
from eprimo.foundation.content.things.life import thing_correct, thing_withdraw
from eprimo.foundation.content.things.rights import rule
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import Platform, Switch
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.foundation.notifications.queries import open_notices
from eprimo.foundation.privacy.erasure import Reason, contents_erase, person_erase
from eprimo.foundation.privacy.models import ContentObjection
from tests.cast import Cast
from tests.contract.things import IN_TURN, TEXT, draft, facts_of, in_state, published
from tests.foundation.directory.school_year import summer
from tests.foundation.privacy import copies
from tests.reference.contents import KINDS, Object

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("key", IN_TURN)]


def to_class(key: str) -> Object:
    return next(one for one in KINDS[key].objects if one.to == "class" and not one.pupils)


def test_a_closed_class_leaves_it_to_those_who_were_there(cast: Cast, key: str, sign_in: Any) -> None:
    """K9: in the archive, and no longer among the things of now."""
    made = published(cast, key, to_class(key))
    taken = in_state(cast, key, to_class(key), "withdrawn")
    with summer(cast) as school:
        school.switched(unplaced_agreed=True)
        place = f"/annees/{cast.ce1.public_id}/"
        reader = sign_in(cast.paul)
        assert reader.get(f"{place}{made.public_id}/").status_code == 200
        assert reader.get(f"{place}{taken.public_id}/").status_code == 404
        assert reader.get(reverse(f"{key}:thing", args=[made.public_id])).status_code == 404
        assert sign_in(cast.noe).get(f"{place}{made.public_id}/").status_code == 404


def test_a_copy_of_ones_own_data_holds_what_one_wrote(cast: Cast, key: str) -> None:
    """K11; and nothing that others wrote."""
    one = KINDS[key].objects[0]
    published(cast, key, one, title="Écrit par moi")
    mine = copies.whole(copies.own(cast, one.author))
    assert "Écrit par moi" in mine
    assert (TEXT in mine) is (kind_of(key).get(Body) is not None)
    assert "Écrit par moi" not in copies.whole(copies.own(cast, "paul"))


def test_an_author_who_is_erased_is_not_named_any_more(cast: Cast, key: str, sign_in: Any) -> None:
    """What was published stays, a draft goes."""
    one = to_class(key)
    made, begun = published(cast, key, one), draft(cast, key, one)
    person_erase(person=cast.people[one.author], reason=Reason.ASKED)
    assert not Resource.objects.filter(pk=begun.pk).exists()
    page = sign_in(cast.paul).get(reverse(f"{key}:thing", args=[made.public_id]))
    assert page.status_code == 200
    assert cast.people[one.author].last_name not in page.content.decode()


def test_an_author_who_wants_so_takes_the_words_along(cast: Cast, key: str, sign_in: Any) -> None:
    """Every version, the own columns and what a home says of it; who managed it finds an empty thing taken back."""
    one = to_class(key)
    made = published(cast, key, one, title="Le spectacle d’Anna")
    kind = kind_of(key)
    thing_correct(
        actor=cast.actor(one.author), kind=kind, resource=made, title="Le spectacle d’Anna et de Zoé",
        body=made.versions.get().body,
    )  # fmt: skip
    run_due()
    author = cast.people[one.author]
    ContentObjection.objects.create(person=author)
    for _ in range(2):
        contents_erase([author.pk])
        run_due()
    made.refresh_from_db()
    assert (made.state, made.draft) == (ResourceState.WITHDRAWN, None)
    kept = [
        made.title,
        *made.versions.values_list("title", flat=True),
        *made.versions.values_list("facts", flat=True),
    ]
    assert "Anna" not in str(kept)
    assert {str(one) for one in made.versions.values_list("body", flat=True)} == {str(richtext.EMPTY)}
    given = facts_of(kind)
    assert all(one != given.get(name) for name, one in stored(kind, made).items() if isinstance(one, str))
    assert not Notice.objects.filter(resource=made, state=NoticeState.OPEN).exists()
    for reader in (cast.paul, cast.director):
        page = sign_in(reader).get(reverse(f"{key}:thing", args=[made.public_id]))
        assert "Anna" not in page.text


def test_a_switch_takes_an_act_away_and_leaves_the_reading(cast: Cast, key: str, sign_in: Any) -> None:
    one = to_class(key)
    made = published(cast, key, one)
    Switch.objects.create(act=f"{key}.thing.withdraw", reason="x")
    Platform.objects.update(switch_counter=1)
    client = sign_in(cast.people[one.author])
    assert client.get(reverse(f"{key}:withdraw", args=[made.public_id])).status_code == 403
    assert client.get(reverse(f"{key}:thing", args=[made.public_id])).status_code == 200
    with pytest.raises(Forbidden):
        thing_withdraw(actor=cast.actor(one.author), kind=kind_of(key), resource=made)


def test_a_switch_takes_an_act_from_the_roles_and_the_school_it_names(cast: Cast, key: str) -> None:
    """By role, in one school, everywhere; the head keeps what the head may lift."""
    kind, rows = kind_of(key), KINDS[key]
    here, elsewhere = set(rows.writes.split()), set(rows.writes_elsewhere.split())
    heads = {who for who in here if cast.actor(who).heads}
    counter = count(1)

    def left(**fields: Any) -> set[str]:
        row = Switch.objects.create(act=f"{key}.thing.write", reason="x", **fields)
        Platform.objects.update(switch_counter=next(counter))
        found = {who for who in here | elsewhere if rule(kind, "write")(cast.actor(who), kind)}
        row.delete()
        return found

    assert left(school_id=cast.ferme.pk) == here | elsewhere
    assert left(school_id=cast.tilleuls.pk) == heads | elsewhere
    assert left() == set()
    for role in kind.writing.authors:
        named = {who for who in here | elsewhere if cast.actor(who).role == role}
        assert named, f"nobody of the rows is {role}"
        assert left(roles=[role.value]) == (here | elsewhere) - named


def test_its_notices_take_no_place_of_what_a_home_draws(cast: Cast, key: str) -> None:
    """They are counted by digests alone: sixty of them hide no card of anybody."""
    published(cast, key, to_class(key))
    run_due()
    assert bool(Notice.objects.filter(resource__service=key)) is bool(kind_of(key).lane)
    assert [one.card for one in open_notices(cast.actor("paul")) if one.card.startswith(f"{key}.")] == []
