"""For the kinds of the day: who writes in two schools goes on where the form was opened, whatever
school was chosen since."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from eprimo.foundation.content.kinds import kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.enums import Profile
from tests import factories as make
from tests.cast import Cast
from tests.contract.things import IN_TURN, TEXT, facts_of

pytestmark = pytest.mark.parametrize("key", IN_TURN)


def desk(page: Any) -> str:
    found = re.search(r'name="desk" value="(\w+)"', page.text)
    assert found
    return found[1]


def posted(key: str, **more: Any) -> dict[str, Any]:
    facts = {name: value for name, value in facts_of(kind_of(key)).items() if value}
    return {"title": "Piscine", "text": TEXT, "base": "0", "draft_key": str(uuid4()), **facts, **more}


def test_a_draft_is_kept_where_it_was_begun(cast: Cast, key: str, sign_in: Any) -> None:
    make.affiliation(cast.director, cast.verne, Profile.DIRECTOR)
    new, role = reverse(f"{key}:new"), "director"
    begun = desk(sign_in(cast.director, role, cast.tilleuls).get(new))
    there = sign_in(cast.director, role, cast.verne)
    # Sent by the device, once the network is back: nothing else moves.
    assert there.post(reverse(f"{key}:autosave"), posted(key, desk=begun)).status_code == 200
    assert desk(there.get(new)) != begun
    # Posted by its author from the tab of before: its school is the one in use again, and the page says so.
    page = there.post(new, posted(key, desk=begun, do="keep", title="Patinoire"), follow=True)
    assert page.status_code == 200
    assert cast.tilleuls.name in page.text
    assert desk(there.get(new)) == begun
    assert set(Resource.objects.filter(service=key).values_list("title", "school")) == {
        ("Piscine", cast.tilleuls.pk), ("Patinoire", cast.tilleuls.pk),
    }  # fmt: skip


@pytest.mark.attack
@pytest.mark.parametrize("mark", ["0" * 20, "of another"])
def test_a_desk_that_is_not_ones_own_is_refused(cast: Cast, key: str, mark: str, sign_in: Any) -> None:
    if mark == "of another":
        make.affiliation(cast.teacher_verne, cast.verne, Profile.DIRECTOR)
        mark = desk(sign_in(cast.teacher_verne, "director", cast.verne).get(reverse(f"{key}:new")))
    client = sign_in(cast.director, "director", cast.tilleuls)
    for name in ("autosave", "new"):
        assert client.post(reverse(f"{key}:{name}"), posted(key, desk=mark)).status_code == 403
    assert not Resource.objects.filter(service=key).exists()
