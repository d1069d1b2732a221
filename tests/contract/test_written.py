"""For each kind: it is written, read over and corrected; for those of the day: it is kept while it is typed."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import Body
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import Kind, kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.pages import editor
from eprimo.foundation.content.things.drafts import StaleDraft, draft_save
from eprimo.foundation.content.things.life import (
    thing_correct,
)
from eprimo.foundation.content.things.protected_contact import mark_of, words_of
from eprimo.foundation.kernel.errors import Conflict
from tests.cast import Cast
from tests.conftest import NOW
from tests.contract.things import IN_TURN, KEYS, TEXT, first, key_of, mark, published, said
from tests.reference.contents import Object

# Of each kind: what its form takes, and what a correction of it says. Drafts and versions are the kernel's.
OF_EACH = pytest.mark.parametrize("key", KEYS)
OF_THE_DAY = pytest.mark.parametrize("key", IN_TURN)


# --- K7: corrections -------------------------------------------------------------------------------------------------


@OF_EACH
def test_a_correction_says_what_changed_and_keeps_what_was_written(
    cast: Cast, key: str, sign_in: Any
) -> None:
    one, kind = first(key), kind_of(key)
    made = published(cast, key, one)
    body = richtext.parse(TEXT.replace("8 h 30", "8 h 45")) if kind.get(Body) is not None else richtext.EMPTY
    facts = said(cast, kind, one).facts
    thing_correct(
        actor=cast.actor(one.author), kind=kind, resource=made, title="Un autre titre", body=body, facts=facts,
        base=made.revision, confirmed=mark_of(words_of("Un autre titre", body, facts)),
    )  # fmt: skip
    # The last of those who read it may be a family that reads no hour.
    reader = sign_in(cast.people[one.reads.split()[0]])
    page = reader.get(reverse(f"{key}:thing", args=[made.public_id])).content.decode()
    assert f"au lieu de «\u00a0Un {key}\u00a0»" in page
    if kind.get(Body) is not None:
        # An hour stays whole.
        assert re.search(r"45\b.{0,60}au lieu de.{0,60}30\b", page, re.DOTALL)
    before = reader.get(reverse(f"{key}:version", args=[made.public_id, 1])).content.decode()
    assert f"Un {key}" in before


@OF_THE_DAY
@pytest.mark.parametrize("waits", [False, True])
def test_two_corrections_of_one_version_are_not_laid_over_each_other(
    cast: Cast, key: str, *, waits: bool
) -> None:
    """Also before it is seen, when the second text is the first version again."""
    one, kind = first(key), kind_of(key)
    made = published(cast, key, one, at=NOW + timedelta(days=1) if waits else None)
    body = said(cast, kind, one).body
    given = {
        "actor": cast.actor(one.author),
        "kind": kind,
        "resource": made,
        "body": body,
        "base": made.revision,
    }
    thing_correct(**given, title="La première")
    with pytest.raises(Conflict):
        thing_correct(**given, title="La seconde")


@OF_THE_DAY
def test_before_it_is_seen_a_correction_leaves_no_trace(cast: Cast, key: str) -> None:
    one, kind = first(key), kind_of(key)
    made = published(cast, key, one, at=NOW + timedelta(days=1))
    thing_correct(
        actor=cast.actor(one.author),
        kind=kind,
        resource=made,
        title="Mieux dit",
        body=said(cast, kind, one).body,
    )
    begins = made.visible_from
    made.refresh_from_db()
    assert (made.version, made.state, made.title) == (1, ResourceState.PUBLISHED, "Mieux dit")
    assert made.visible_from == begins


# --- drafts: two tabs, a lost session, no script ---------------------------------------------------------------------


def _posted(cast: Cast, kind: Kind, one: Object, **more: Any) -> dict[str, Any]:
    given = said(cast, kind, one)
    return {
        "title": given.title, "text": TEXT, "to": [key_of(cast, one.to)], "base": 0,
        "readers": sorted(given.readers),
        **{name: value for name, value in given.facts.items() if value}, **more,
    }  # fmt: skip


@OF_THE_DAY
def test_two_tabs_do_not_overwrite_each_other(cast: Cast, key: str) -> None:
    one, kind, mine = first(key), kind_of(key), uuid4()
    actor = cast.actor(one.author)
    given = {"actor": actor, "kind": kind, "key": mine}
    draft_save(**given, said=said(cast, kind, one, title="Un"), base=0)
    draft_save(**given, said=said(cast, kind, one, title="Deux"), base=1)
    with pytest.raises(StaleDraft):
        draft_save(**given, said=said(cast, kind, one, title="Trois"), base=1)
    # The same request twice is once.
    assert draft_save(**given, said=said(cast, kind, one, title="Deux"), base=1).revision == 2


@OF_THE_DAY
def test_what_is_typed_is_kept_once_whoever_sends_it_again(cast: Cast, key: str, sign_in: Any) -> None:
    one, kind = first(key), kind_of(key)
    client, posted = sign_in(cast.people[one.author]), _posted(cast, kind, one, draft_key=str(uuid4()))
    answer = json.loads(client.post(reverse(f"{key}:autosave"), posted).content)
    assert answer["revision"] == 1
    # The session is lost and found again: the form goes with the same key.
    client = sign_in(cast.people[one.author])
    assert json.loads(client.post(reverse(f"{key}:autosave"), posted).content)["url"] == answer["url"]
    assert Resource.objects.filter(service=key).count() == 1
    other = client.post(reverse(f"{key}:autosave"), posted | {"title": "Ailleurs"})
    assert other.status_code == 409
    assert json.loads(other.content)["title"] == posted["title"]


@OF_THE_DAY
def test_what_a_sign_out_overtakes_asks_to_sign_in(
    cast: Cast, key: str, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signed out in another tab while the draft was on its way: nothing is written, and nothing fails."""
    one, own_draft = first(key), editor.own_draft

    def late(*given: Any) -> Resource | None:
        Session.objects.all().delete()
        return own_draft(*given)

    monkeypatch.setattr(editor, "own_draft", late)
    client = sign_in(cast.people[one.author])
    posted = _posted(cast, kind_of(key), one, draft_key=str(uuid4()))
    assert client.post(reverse(f"{key}:autosave"), posted).status_code == 401
    assert not Resource.objects.filter(service=key).exists()


@OF_EACH
def test_it_is_written_read_over_and_published_without_a_script(cast: Cast, key: str, sign_in: Any) -> None:
    """K15: form, look, publication, reading."""
    one, kind = first(key), kind_of(key)
    client = sign_in(cast.people[one.author])
    kept = client.post(reverse(f"{key}:new"), _posted(cast, kind, one, do="preview"))
    made = Resource.objects.get(service=key)
    assert kept["Location"] == reverse(f"{key}:publish", args=[made.public_id])
    look = client.get(kept["Location"]).content.decode()
    assert "Le verront" in look
    assert client.post(kept["Location"], {"when": "now", "words": mark(key, made)}).status_code == 302
    reader = sign_in(cast.people[one.reads.split()[-1]])
    listed = reader.get(reverse(f"{key}:list")).content.decode()
    assert made.title in listed
    assert (
        "Pourquoi je vois ceci" in reader.get(reverse(f"{key}:thing", args=[made.public_id])).content.decode()
    )
