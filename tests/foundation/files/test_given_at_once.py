"""The same bytes given twice at the same instant: one file, looked at once, on both things."""

from functools import partial

from django.db import transaction

from eprimo.foundation.files.actions import Given, attach
from eprimo.foundation.files.models import Attachment, Blob, Piece
from eprimo.foundation.kernel.models import Lane
from eprimo.foundation.kernel.outbox import run_due
from tests.at_once import done
from tests.cast import build_cast
from tests.foundation.files import corpus
from tests.services.liaison.notes import draft


def test_a_file_given_twice_at_once_is_one_file_and_stands_on_both(transactional_db: None) -> None:
    cast = build_cast()
    notes = [draft(cast), draft(cast, by="director")]
    content = corpus.photograph(400, 300)

    def give(note: object, who: int) -> None:
        with transaction.atomic():
            attach(resource=note, given=[Given("Plan.jpg", content)], by_id=who, reserved=False)  # type: ignore[arg-type]

    first, second = notes
    done(partial(give, first.resource, cast.teacher.pk), partial(give, second.resource, cast.director.pk))
    [blob] = Blob.objects.all()
    assert [one.blob_id for one in Attachment.objects.all()] == [blob.pk] * 2
    run_due(lanes=[Lane.FILES])
    blob.refresh_from_db()
    assert blob.state == "ready"
    sizes = sorted(Piece.objects.values_list("size", flat=True))
    assert len(sizes) == len(set(sizes)) > 0
