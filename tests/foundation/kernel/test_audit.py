"""The trail holds: sealed soon, one chain a school and month, a changed byte is found."""

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.models import AuditLine, AuditSeal
from eprimo.foundation.kernel.seals import broken_links, chain_of, line_bytes, seal_pending
from tests.cast import Cast


def _chain(cast: Cast) -> str:
    for number in range(5):
        audit(cast.actor("director"), "test.act", cast.ce1, school_id=cast.tilleuls.pk, number=number)
    assert seal_pending() == 5
    return chain_of(AuditLine.objects.first())


def test_lines_are_sealed_once_in_one_chain_per_school(cast: Cast) -> None:
    chain = _chain(cast)
    audit(None, "test.system")
    assert seal_pending() == 1
    assert seal_pending() == 0
    assert list(AuditSeal.objects.filter(chain=chain).order_by("position").values_list("position", flat=True)) == [
        1, 2, 3, 4, 5,
    ]  # fmt: skip
    assert list(broken_links(chain)) == []


@pytest.mark.attack
@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE kernel_auditline SET details = '{\"number\": 9}' WHERE (details->>'number')::int = 2",
        "UPDATE kernel_auditline SET person_id = person_id + 1 WHERE (details->>'number')::int = 2",
        "UPDATE kernel_auditline SET result = 'refused' WHERE (details->>'number')::int = 2",
        "DELETE FROM kernel_auditline WHERE (details->>'number')::int = 2",
        "UPDATE kernel_auditseal SET position = position + 10 WHERE position = 3",
    ],
)
def test_a_changed_trail_is_found(cast: Cast, tamper: str) -> None:
    chain = _chain(cast)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")  # an intruder with the owner's login
        cursor.execute(tamper)
        cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")
    assert list(broken_links(chain)) != []


def test_details_hold_no_text_of_people(cast: Cast) -> None:
    audit(cast.actor("director"), "test.act", cast.lea, subject_id=cast.lea.pk, count=3)
    line = AuditLine.objects.get()
    stored = f"{line.details} {line.object_type} {line.act}"
    assert "Léa" not in stored
    assert "MARTIN" not in stored


@given(st.text(max_size=40), st.integers())
def test_any_detail_gives_stable_bytes(text: str, number: int) -> None:
    from tests.conftest import NOW

    line = AuditLine(id=1, at=NOW, act="a", details={"text": text, "number": number})
    assert line_bytes(line) == line_bytes(line)
