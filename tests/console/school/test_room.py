"""Who directs a school sees what its files take, by what carries them, and is told before there is no room left."""

from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.models import School
from eprimo.foundation.files.models import Blob
from eprimo.foundation.files.quotas import parts_column, parts_read
from tests.cast import Cast
from tests.foundation.files.ready import joined
from tests.services.liaison import notes

pytestmark = pytest.mark.django_db


def test_the_room_of_files_is_shown_and_told_at_eighty_per_cent(
    cast: Cast, sign_in: Any, settings: Any
) -> None:
    file = joined(notes.draft(cast).resource)
    other = joined(notes.draft(cast, title="Autre").resource)
    other.blob = file.blob
    other.save(update_fields=["blob"])
    Blob.objects.filter(pk=file.blob_id).update(weight=7_000)
    joined(notes.draft(cast, title="Un plus léger").resource)
    row: Any = School.objects.annotate(parts=parts_column()).get(pk=cast.tilleuls.pk)
    room, parts = parts_read(row.parts)
    # Carried twice, counted once; the one that nothing carries stands apart.
    assert [(one.service, one.files) for one in parts] == [("liaison", 2), ("", 1)]
    assert room.taken == sum(one.weight for one in parts) > 7_000
    client = sign_in(cast.director)
    told = "Les fichiers de l’école tiennent"
    assert told not in client.get(reverse("home:home")).content.decode()
    desk = client.get(reverse("school:home")).content.decode()
    assert "La place des fichiers" in desk
    assert "2\u00a0fichiers" in desk
    settings.FILES_MOST_OF_SCHOOL = room.taken * 100 // 85
    assert f"{told} 85\u00a0%" in client.get(reverse("home:home")).content.decode()
    # A teacher of the school is told nothing of it, nor the head of another one.
    for who in (cast.teacher, cast.director_verne):
        assert told not in sign_in(who).get(reverse("home:home")).content.decode()
