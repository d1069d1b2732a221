"""Merges drawn at random: no restriction is lost, and parting gives back every row."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.directory.actions.merges import person_merge, person_unmerge
from eprimo.foundation.directory.models import (
    Person,
)
from tests import factories as make
from tests import sizes
from tests.cast import Cast
from tests.foundation.directory.merged import everything, level_of
from tests.foundation.directory.placed import misplaced

ADULTS = ("a", "b", "c", "d")
CHILDREN = ("lea", "noe", "yanis")
_links = st.lists(
    st.tuples(
        st.sampled_from(ADULTS), st.sampled_from(CHILDREN), st.integers(0, 40), st.none() | st.integers(1, 90),
        st.sampled_from(["exercises", "unknown", "no_exercise", "contact"]), st.integers(0, 3),
    ),
    max_size=9,
)  # fmt: skip


def _world(cast: Cast, drawn: Any) -> dict[str, Person]:
    """Adults whose links never overlap, some of them restricted; each has a link of today."""
    people = {name: make.person("Alix", f"HASARD{name}") for name in ADULTS}
    for adult in people.values():
        make.guardianship(adult, cast.zoe)
    until: dict[tuple[str, str], int] = {}
    for adult, child, start, length, kind, level in drawn:
        begins = max(start, until.get((adult, child), 0))
        if begins > 80:
            continue
        until[adult, child] = begins + length if length else 1_000
        ends = (
            {"ends": make.SINCE + timedelta(days=begins + length), "end_reason": "absent"} if length else {}
        )
        link = make.guardianship(
            people[adult], cast.people[child], kind=kind, starts=make.SINCE + timedelta(days=begins), **ends
        )
        if level:
            make.restrict(link, cast.tilleuls, level)
    return people


@pytest.mark.django_db
@sizes.drawn(2, 300)
@given(drawn=_links, pairs=st.lists(st.tuples(st.sampled_from(ADULTS), st.sampled_from(ADULTS)), max_size=3))
def test_random_merges_lose_no_restriction_and_come_back_whole(cast: Cast, drawn: Any, pairs: Any) -> None:
    with transaction.atomic():
        people = _world(cast, drawn)
        head = cast.actor("director")
        before = everything()
        asked = {
            (name, child): level_of(head, people[name], cast.people[child])
            for name in ADULTS
            for child in CHILDREN
        }
        image = {name: name for name in ADULTS}
        merges = []
        for one, other in pairs:
            kept, absorbed = image[one], image[other]
            if kept == absorbed:
                continue
            merges.append(
                person_merge(actor=head, kept=people[kept], absorbed=people[absorbed], restrictions_seen=True)
            )
            image = {name: kept if at == absorbed else at for name, at in image.items()}
        assert misplaced() == {}
        for (name, child), level in asked.items():
            now = level_of(head, people[image[name]], cast.people[child])
            if level:
                assert now is not None
                assert now >= level
        for merge in reversed(merges):
            person_unmerge(actor=head, merge=merge)
        assert everything() == before
        assert misplaced() == {}
        transaction.set_rollback(True)
