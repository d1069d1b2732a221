"""Sharing: seeing one and seeing all are two forms of one rule, for every kind."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.content import richtext
from eprimo.foundation.content.actions import (
    Sharing,
    resource_change,
    resource_create,
    shares_derive,
    version_add,
    version_retract,
)
from eprimo.foundation.content.enums import ResourceState, ShareLevel
from eprimo.foundation.content.kinds import Kind, To, Withdrawn, kind_of
from eprimo.foundation.content.models import Resource, Share
from eprimo.foundation.content.policies import manages, seen_by, sees
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import HEADS, Role
from tests.cast import Cast
from tests.conftest import NOW
from tests.sizes import sized

BODY = richtext.parse("Un texte")
WHO = (
    "lea", "noe", "yanis", "samira", "paul", "restricted_1", "restricted_2", "guardian_verne", "teacher", "teacher_cm2",
    "teacher_parent", "teacher_verne", "director", "deputy", "staff", "delegate", "partner", "agent", "inspector",
    "director_ferme", "former_teacher", "former_pupil",
)  # fmt: skip


def moved(*, resource: Resource, state: ResourceState) -> None:
    """In that state, whatever leads there."""
    resource.state = state
    resource_change(resource=resource, columns=["state"])


def _made(cast: Cast, owner: str = "teacher", title: str = "Titre") -> Resource:
    return resource_create(
        service="toy", school_id=cast.tilleuls.pk, owner_id=cast.people[owner].pk, title=title, draft=BODY
    )


def _now() -> Sharing:
    return Sharing(clock.now())


def _rules(cast: Cast) -> list[Any]:
    k, p = AudienceKind, AudienceProfile
    rules = [(k.CLASS, group.pk, profile) for group in (cast.ce1, cast.cm2)
             for profile in (p.PUPIL, p.GUARDIAN, p.TEACHER, p.STAFF, p.DELEGATE)]  # fmt: skip
    rules += [(k.GROUP, cast.chorale.pk, profile) for profile in (p.PUPIL, p.GUARDIAN, p.PARTNER)]
    rules += [
        (k.SCHOOL, cast.tilleuls.pk, profile) for profile in (p.HEAD, p.TEACHER, p.STAFF, p.GUARDIAN, p.PUPIL)
    ]
    rules += [(k.CHILD, cast.lea.pk, p.GUARDIAN), (k.PERSON, cast.teacher_cm2.pk, p.SELF)]
    return rules


def _kinds() -> list[Kind]:
    """What was withdrawn left to all it had reached, to none of them, and to some."""
    toy = kind_of("toy")
    return [
        toy,
        replace(toy, withdrawn=Withdrawn.GONE),
        replace(
            toy,
            withdrawn=frozenset({*HEADS, Role.GUARDIAN}),
            writing=replace(toy.writing, lets_go=frozenset({Role.STAFF, Role.TEACHER})),
        ),
        replace(
            toy,
            withdrawn=frozenset({Role.TEACHER}),
            audience=replace(toy.audience, targets=frozenset({To.TEAM}), pupils=False),
        ),
    ]


@pytest.mark.drill
@pytest.mark.parametrize("seed", range(sized(2, 24)))
def test_the_forms_agree(cast: Cast, seed: int) -> None:
    draw = random.Random(seed)
    rules = _rules(cast)
    for number in range(14):
        resource = _made(
            cast,
            draw.choice(["teacher", "staff", "director", "lea", "agent", "teacher_verne"]),
            f"n° {number}",
        )
        one = Sharing(NOW + timedelta(hours=draw.choice([-1, 0, 0, 1])), draw.choice(list(ShareLevel)))
        wanted = dict.fromkeys(draw.sample(rules, draw.randint(0, 4)), one)
        shares_derive(resource=resource, wanted=wanted)
        moved(resource=resource, state=draw.choice(list(ResourceState)))
    for kind in _kinds():
        for name in WHO:
            actor = cast.actor(name)
            listed = set(Resource.objects.filter(seen_by(actor, kind)).values_list("pk", flat=True))
            asked = {row.pk for row in Resource.objects.order_by("pk") if sees(actor, kind, row)}
            assert listed == asked, (kind, name)
            held = {row.pk for row in Resource.objects.order_by("pk") if manages(actor, kind, row)}
            # Others' drafts alone are managed by a share and not seen.
            drafts = {row.pk for row in Resource.objects.filter(state=ResourceState.DRAFT)}
            assert held - drafts <= listed, (kind, name)


def test_what_was_withdrawn_is_left_to_whom_the_kind_says(cast: Cast) -> None:
    kept, gone, some, _ = _kinds()
    resource = _made(cast, "teacher")
    shares_derive(resource=resource, wanted=dict.fromkeys(_rules(cast)[:5], _now()))
    moved(resource=resource, state=ResourceState.WITHDRAWN)
    reached = {"lea", "samira", "teacher", "delegate"}

    def left(kind: Kind) -> set[str]:
        return {who for who in reached if sees(cast.actor(who), kind, resource)}

    assert left(kept) == reached
    assert left(gone) == {"teacher"}
    # Its author has let go of it; who follows the class up by delegation keeps it.
    assert left(some) == {"samira", "delegate"}


def test_shares_are_those_that_were_derived_last(cast: Cast) -> None:
    """Whatever they were before; deriving the same again changes nothing."""
    resource = _made(cast)
    pupils, heads, families = _rules(cast)[0], _rules(cast)[13], _rules(cast)[1]
    later = Sharing(NOW + timedelta(hours=1), ShareLevel.CONTRIBUTE)
    assert shares_derive(resource=resource, wanted={pupils: _now(), heads: _now()})
    assert shares_derive(resource=resource, wanted={pupils: later, families: _now()})
    with clock.frozen(NOW + timedelta(hours=2)):
        assert not shares_derive(resource=resource, wanted={pupils: later, families: Sharing(NOW)})
    rows = Share.objects.values_list("audience__profile", "visible_from", "level")
    assert set(rows) == {("pupil", later.visible_from, 3), ("guardian", NOW, 1)}
    assert {share.updated_at for share in Share.objects.all()} == {NOW}


def test_a_change_moves_the_shares(cast: Cast) -> None:
    resource = _made(cast)
    shares_derive(
        resource=resource, wanted={(AudienceKind.CLASS, cast.ce1.pk, AudienceProfile.PUPIL): _now()}
    )
    with clock.frozen(NOW + timedelta(hours=1)):
        version_add(resource=resource, author_id=cast.teacher.pk, title="Autre", body=BODY)
    assert Share.objects.get().updated_at == resource.updated_at == NOW + timedelta(hours=1)
    assert (resource.version, resource.draft, resource.title) == (1, None, "Autre")
    version_retract(resource=resource)
    assert (resource.version, resource.draft, resource.versions.count()) == (0, BODY, 0)
    shares_derive(resource=resource, wanted={})
    assert not Share.objects.exists()


def test_an_audience_named_for_the_first_time_reaches_open_sessions(cast: Cast) -> None:
    """The session was read before anybody shared with the class: the new audience must not wait for the next day."""
    _, key = session_open(cast.samira.account)
    before = from_session(key)
    assert before is not None
    assert before.actor.audience_ids == frozenset()
    resource = _made(cast)
    shares_derive(
        resource=resource, wanted={(AudienceKind.CLASS, cast.ce1.pk, AudienceProfile.GUARDIAN): _now()}
    )
    moved(resource=resource, state=ResourceState.PUBLISHED)
    after = from_session(key)
    assert after is not None
    assert sees(after.actor, kind_of("toy"), resource)
