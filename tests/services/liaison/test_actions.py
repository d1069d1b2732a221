"""From the act to the fact: compose, deliver, sign, follow up."""

from eprimo.services.liaison.actions import note_sign
from eprimo.services.liaison.enums import Outcome, OwedState
from eprimo.services.liaison.models import Owed, Recipient
from eprimo.services.liaison.queries.follow_up import rows_of, totals_of
from tests.cast import Cast
from tests.services.liaison.notes import owed, to_sign


def test_a_note_reaches_its_families_and_comes_back_signed(cast: Cast) -> None:
    note = to_sign(cast)
    assert set(Recipient.objects.values_list("child_id", flat=True)) == {cast.lea.pk, cast.yanis.pk}
    assert set(Owed.objects.values_list("guardian_id", "child_id", "may_sign")) == {
        (cast.samira.pk, cast.lea.pk, True),
        (cast.paul.pk, cast.lea.pk, True),
        (cast.no_exercise.pk, cast.yanis.pk, False),
        (cast.in_charge.pk, cast.yanis.pk, True),
        (cast.teacher_parent.pk, cast.yanis.pk, True),
    }
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea, version=1)
    assert owed(note, cast.samira, cast.lea).signed_version == 1
    assert owed(note, cast.paul, cast.lea).state == OwedState.DONE
    rows = rows_of(cast.actor("teacher"), note)
    assert [(row.first_name, row.outcome) for row in rows] == [("Yanis", Outcome.WAITING), ("Léa", Outcome.DONE)]
    totals = totals_of(note, rows)
    assert (totals.children, totals.waiting, totals.done) == (2, 1, 1)
