"""Rows that were made one are erased together, with the journal that could part them; none for lack of links."""

from datetime import timedelta
from typing import Any

import pytest

from eprimo.foundation.directory.actions.merges import person_merge, person_unmerge
from eprimo.foundation.directory.models import Affiliation, ContactDetails, Guardianship, Person, PersonMerge
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.privacy.erasure import Reason, person_erase
from eprimo.foundation.privacy.models.requests import PrivacyRequest, RequestKind, RequestTelling
from eprimo.foundation.privacy.requests.queries import told_requests
from eprimo.foundation.privacy.requests.rights import may_speak
from eprimo.foundation.privacy.retention_run import retention_run_whole
from eprimo.services.liaison.models import Owed
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.directory.merged import everything
from tests.services.liaison.notes import to_sign


@pytest.fixture
def merge(cast: Cast) -> PersonMerge:
    twin = make.guardian(cast.lea, first_name="Samira", last_name="CANARI")
    cast.people["twin"] = twin
    note = to_sign(cast)
    run_due()
    Owed.objects.filter(note=note, guardian=twin).update(comment="mot secret")
    return person_merge(actor=cast.actor("director"), kept=cast.samira, absorbed=twin)


def _said() -> str:
    return str(list(PersonMerge.objects.values_list("journal", flat=True)))


def test_erasing_the_kept_person_erases_the_other_row_and_the_journal(cast: Cast, merge: PersonMerge) -> None:
    assert "mot secret" in _said()
    person_erase(person=cast.samira, reason=Reason.ASKED)
    assert not PersonMerge.objects.exists()
    assert Person.objects.get(pk=cast.twin.pk).full_name == "personne effacée"
    assert not ContactDetails.objects.filter(person__in=[cast.samira, cast.twin]).exists()
    assert not Person.objects.filter(last_name="CANARI").exists()


def test_erasing_the_child_empties_the_journal_of_it(cast: Cast, merge: PersonMerge) -> None:
    person_erase(person=cast.lea, reason=Reason.ASKED)
    assert "mot secret" not in _said()
    person_unmerge(actor=cast.actor("director"), merge=PersonMerge.objects.get())
    assert not Guardianship.objects.in_force().filter(adult=cast.twin).exists()


def test_the_night_leaves_a_row_that_is_one_with_another(cast: Cast, merge: PersonMerge) -> None:
    with clock.frozen(NOW + timedelta(days=120)):
        retention_run_whole()
    cast.twin.refresh_from_db()
    assert cast.twin.erased_at is None


def test_after_a_year_a_merge_is_final_and_the_empty_row_goes(cast: Cast, merge: PersonMerge) -> None:
    Affiliation.objects.filter(ends=None).update(source="manual")
    for days in (366, 367):
        with clock.frozen(NOW + timedelta(days=days)):
            retention_run_whole()
    assert not PersonMerge.objects.exists()
    assert Person.objects.filter(pk=cast.twin.pk, erased_at=None).count() == 0
    assert Person.objects.get(pk=cast.samira.pk).erased_at is None


def _request(cast: Cast, by: Person, **fields: Any) -> PrivacyRequest:
    return PrivacyRequest.objects.create(
        kind=RequestKind.values[0],
        subject=cast.lea,
        asked_by=by,
        school=cast.tilleuls,
        due_on=NOW.date(),
        **fields,
    )


def test_requests_of_both_rows_are_one_and_a_refusal_stands(cast: Cast) -> None:
    """What was decided stays beside what waits; what each guardian said of a double is not lost."""
    twin = make.guardian(cast.lea, first_name="Samira", last_name="CANARI")
    closed = _request(cast, twin, state="withdrawn", closed_at=NOW)
    mine, other, of_paul = (_request(cast, one) for one in (cast.samira, twin, cast.paul))
    RequestTelling.objects.create(request=mine, person=cast.paul)
    RequestTelling.objects.create(request=other, person=cast.paul, spoke_at=NOW, agrees=False, words="Non")
    RequestTelling.objects.create(request=of_paul, person=cast.samira, spoke_at=NOW, agrees=True)
    RequestTelling.objects.create(request=of_paul, person=twin, spoke_at=NOW, agrees=False)
    before = everything()
    merge = person_merge(actor=cast.actor("director"), kept=cast.samira, absorbed=twin)
    of_samira = set(PrivacyRequest.objects.filter(asked_by=cast.samira).values_list("pk", flat=True))
    assert of_samira == {closed.pk, mine.pk}
    assert set(RequestTelling.objects.values_list("request", "person", "agrees")) == {
        (mine.pk, cast.paul.pk, False), (of_paul.pk, cast.samira.pk, False),
    }  # fmt: skip
    person_unmerge(actor=cast.actor("director"), merge=merge)
    assert everything() == before


def test_nobody_is_asked_for_a_word_about_the_own_request(cast: Cast) -> None:
    """The other row was told of it, and has nothing to say of what it asks itself now."""
    twin = make.guardian(cast.lea, first_name="Samira", last_name="CANARI")
    row = _request(cast, twin)
    RequestTelling.objects.create(request=row, person=cast.samira)
    assert told_requests(cast.actor("samira")) == [row]
    person_merge(actor=cast.actor("director"), kept=cast.samira, absorbed=twin)
    row.refresh_from_db()
    assert told_requests(cast.actor("samira")) == []
    assert not may_speak(cast.actor("samira"), row)
