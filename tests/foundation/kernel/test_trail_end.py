"""The trail is kept a year: whole months go, by their owner alone, and what is left still verifies."""

from datetime import UTC, datetime

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.audit_purge import audit_purge, is_purged
from eprimo.foundation.kernel.models import AuditLine, AuditSeal
from eprimo.foundation.kernel.seals import broken_links, seal_pending
from tests.cast import Cast

OLD, LATER = datetime(2025, 11, 10, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)


def _lines(cast: Cast, at: datetime, count: int) -> str:
    with clock.frozen(at):
        for _ in range(count):
            audit(None, "test.act", school_id=cast.tilleuls.pk)
        assert seal_pending() == count
    return f"{cast.tilleuls.pk}/{at:%Y-%m}"


def test_months_over_for_a_year_go_and_their_last_seal_stays(cast: Cast) -> None:
    old, recent = _lines(cast, OLD, 3), _lines(cast, datetime(2025, 12, 31, tzinfo=UTC), 2)
    with clock.frozen(datetime(2026, 11, 30, tzinfo=UTC)):
        assert audit_purge() == 0
    with clock.frozen(LATER):
        assert audit_purge() == 3
        assert is_purged(old)
        assert not is_purged(recent)
        assert list(broken_links(old)) == list(broken_links(recent)) == []
        assert audit_purge() == 0
    assert AuditLine.objects.count() == 2
    assert list(AuditSeal.objects.filter(chain=old).values_list("position", flat=True)) == [3]


def test_a_line_outside_of_every_month_goes_too(cast: Cast) -> None:
    _lines(cast, datetime(2019, 5, 1, tzinfo=UTC), 1)
    assert audit_purge() == 1
