"""Seals are made with keys of a file: who has the database, even as its owner, changes no line without being found."""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.management.commands import worker
from eprimo.foundation.kernel.models import AuditLine, AuditSeal
from eprimo.foundation.kernel.owner import as_owner
from eprimo.foundation.kernel.seal_keys import NoSealKey, SealKey, seal_key_add, seal_keys
from eprimo.foundation.kernel.seals import broken_links, late_lines, link, seal_pending
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.access.walled import done, key_of, run
from tests.wall import session

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def keys(tmp_path: Path, settings: Any) -> Path:
    settings.SEAL_KEYS_FILE = tmp_path / "sealer" / "seal-keys"
    return settings.SEAL_KEYS_FILE


def _sealed(cast: Cast, at: datetime, count: int = 3) -> str:
    with clock.frozen(at):
        for number in range(count):
            audit(cast.actor("director"), "test.act", school_id=cast.tilleuls.pk, number=number)
        assert seal_pending() == count
    return f"{cast.tilleuls.pk}/{at:%Y-%m}"


def _forged(chain: str, key: SealKey | None) -> None:
    """Somebody with the owner's login changes a line of today and seals the whole month again."""
    with as_owner():
        run("UPDATE kernel_auditline SET act = 'test.other' WHERE at = %s", NOW)
        previous = b""
        for seal in AuditSeal.objects.filter(chain=chain).order_by("position"):
            previous = link(key, previous, AuditLine.objects.get(id=seal.audit_id))
            name = key.name if key else ""
            AuditSeal.objects.filter(pk=seal.pk).update(hash=previous, key=name)


def _said() -> tuple[int, str]:
    out, code = StringIO(), 0
    try:
        call_command("check_audit", stdout=out, stderr=out)
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    return code, out.getvalue()


@pytest.mark.attack
def test_who_seals_the_month_again_without_the_key_is_found(cast: Cast, keys: Path) -> None:
    chain = _sealed(cast, NOW - 3 * DAY)
    with clock.frozen(NOW - 2 * DAY):
        first = seal_key_add()
    with clock.frozen(NOW - DAY):
        _sealed(cast, NOW - DAY)
        second = seal_key_add()
    _sealed(cast, NOW)
    # Without a key, then with the one, then with the other.
    assert list(AuditSeal.objects.filter(chain=chain).order_by("position").values_list("key", flat=True)) == [
        *[""] * 3, *[first.name] * 3, *[second.name] * 3,
    ]  # fmt: skip
    assert (_said()[0], list(broken_links(chain))) == (0, [])
    # Who knows none, and who knows the one that was replaced.
    for known, hour in ((None, "23/11/2026, 10 h"), (first, "24/11/2026, 10 h")):
        _forged(chain, known)
        code, text = _said()
        assert code == 1
        assert f"Rompue depuis\u00a0: le {hour}" in text, text


def test_the_hour_of_a_line_that_is_gone_is_that_of_the_one_before(cast: Cast, keys: Path) -> None:
    seal_key_add()
    chain = _sealed(cast, NOW + 2 * DAY)
    _sealed(cast, NOW + 3 * DAY, 1)
    with as_owner():
        run("DELETE FROM kernel_auditline WHERE at > %s", NOW + 2 * DAY)
    with clock.frozen(NOW + 3 * DAY):
        assert [link.since for link in broken_links(chain)] == [NOW + 2 * DAY]


def test_nothing_is_sealed_without_a_key_again(cast: Cast, keys: Path, caplog: Any) -> None:
    """The worker goes on all the same, and what waits is told."""
    seal_key_add()
    _sealed(cast, NOW)
    keys.unlink()
    audit(None, "test.act")
    with pytest.raises(NoSealKey):
        seal_pending()
    worker.seal()
    assert "the trail is not sealed" in caplog.text
    assert late_lines() == 0
    with clock.frozen(NOW + timedelta(minutes=2)):
        assert late_lines() == 1
        code, text = _said()
    assert code == 1
    assert "attendent leur sceau" in text
    assert "pas dans le fichier" in text


def test_the_file_is_the_owners_and_keeps_the_keys_of_before(keys: Path, settings: Any) -> None:
    out = StringIO()
    call_command("rotate_seal_key", stdout=out)
    call_command("rotate_seal_key", stdout=out)
    first, second = seal_keys()
    assert first.secret != second.secret
    assert first.name in out.getvalue()
    assert keys.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in keys.parent.iterdir()] == ["seal-keys"]
    keys.write_text(f"{keys.read_text()}20261124-abcdef {NOW.isoformat()} c2hvcnQ=\n")
    with pytest.raises(NoSealKey, match="no-seal-key") as refused:
        seal_keys()
    assert "line 3" in refused.value.sentence
    settings.SEAL_KEYS_FILE = None
    with pytest.raises(NoSealKey):
        seal_key_add()


def test_no_page_reads_a_seal_nor_makes_one(cast: Cast) -> None:
    _sealed(cast, NOW, 1)
    made = (
        "INSERT INTO kernel_auditseal (audit_id, chain, position, hash, key)"
        " VALUES (9, 'platform/2026-11', 1, 'x', '')"
    )
    for who in ("director", "platform", ""):
        with session(key_of(cast.people[who]) if who else ""):
            assert (run("SELECT 1 FROM kernel_auditseal"), done(made)) == ([], 0)
