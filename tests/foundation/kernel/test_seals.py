"""Seals are made with keys of a file: who has the database, even as its owner, changes no line without being found."""

import hashlib
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.audit_checkpoints import head_line, make_head, merkle_root
from eprimo.foundation.kernel.audit_purge import audit_purge
from eprimo.foundation.kernel.management.commands import worker
from eprimo.foundation.kernel.models import AuditHead, AuditLine, AuditSeal
from eprimo.foundation.kernel.owner import as_owner
from eprimo.foundation.kernel.seal_keys import NoSealKey, SealKey, seal_key_add, seal_keys
from eprimo.foundation.kernel.seals import broken_links, late_lines, link, seal_pending
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.access.walled import done, key_of, run
from tests.wall import session

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


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


def _said(*words: str) -> tuple[int, str]:
    out, code = StringIO(), 0
    try:
        call_command("check_audit", *words, stdout=out, stderr=out)
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
    head = (
        "INSERT INTO kernel_audithead (at, last_seal, chains, lines, root, previous, signer, signature)"
        " VALUES (now(), 9, 0, 0, 'x', 'x', 'x', 'x')"
    )
    for who in ("director", "platform", ""):
        with session(key_of(cast.people[who]) if who else ""):
            assert (run("SELECT 1 FROM kernel_auditseal"), done(made), done(head)) == ([], 0, 0)


@pytest.fixture
def hours(cast: Cast, keys: Path) -> str:
    """The heads of four hours: of nothing, then of three lines each. Returns them as they are published."""
    seal_key_add()
    with clock.frozen(NOW):
        assert make_head() == 1
    for hour in (1, 2, 3):
        _sealed(cast, NOW + hour * HOUR - timedelta(minutes=20))
        with clock.frozen(NOW + hour * HOUR):
            # Once an hour, however often the worker looks.
            assert (make_head(), make_head()) == (1, 0)
    heads = AuditHead.objects.order_by("pk")
    assert [(head.chains, head.lines) for head in heads] == [(0, 0), (1, 3), (1, 3), (1, 3)]
    return "".join(f"{head_line(head)}\n" for head in heads)


def test_heads_of_hours_hold_and_outlive_the_lines(hours: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text(f"Reçu par courriel\n\n{hours}")
    assert _said("--heads", str(kept)) == (
        0,
        "1 chaîne(s), 4 tête(s) d’heure vérifiée(s), rien n’a été changé.\n",
    )
    with clock.frozen(NOW + 400 * DAY):
        assert audit_purge() == 9
        assert _said("--heads", str(kept))[0] == 0


@pytest.mark.attack
def test_the_end_of_a_chain_that_is_cut_off_with_its_seals_is_found(hours: str) -> None:
    """What is left of it holds in itself."""
    with as_owner():
        run(
            "DELETE FROM kernel_auditline WHERE id IN (SELECT audit_id FROM kernel_auditseal WHERE position > 4)"
        )
        run("DELETE FROM kernel_auditseal WHERE position > 4")
    assert _said() == (1, "2 tête(s) d’heure ne tiennent pas, à partir de celle du 24/11/2026, 12 h.\n")


@pytest.mark.attack
def test_who_has_the_keys_too_makes_no_head_that_somebody_kept(
    cast: Cast, hours: str, tmp_path: Path
) -> None:
    """Lines, seals and heads made again: everything holds, but is not what was published."""
    with as_owner():
        run("UPDATE kernel_auditline SET act = 'test.other'")
        run("DELETE FROM kernel_auditseal")
        run("DELETE FROM kernel_audithead")
    for hour in (0, 1, 2, 3):
        with clock.frozen(NOW + hour * HOUR):
            make_head()
            seal_pending()
    assert _said()[0] == 0
    kept = tmp_path / "kept"
    kept.write_text(hours)
    code, text = _said("--heads", str(kept))
    assert code == 1
    # The first one spoke of nothing yet.
    assert "3 tête(s) publiée(s) ne sont pas dans la base, à partir de 2026-11-24T10:00:00+00:00" in text


def test_a_head_of_another_key_or_with_another_figure_does_not_hold(hours: str) -> None:
    with as_owner():
        run("UPDATE kernel_audithead SET lines = lines + 1 WHERE at = %s", NOW + 2 * HOUR)
    # Its own signature, and the link of the one after it.
    assert "2 tête(s) d’heure ne tiennent pas" in _said()[1]


def test_the_root_is_that_of_the_standard() -> None:
    """RFC 6962 over the leaves of its reference tree, hashed as leaves are."""
    leaves = [
        hashlib.sha256(b"\0" + bytes.fromhex(leaf)).digest()
        for leaf in (
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        )
    ]
    assert merkle_root(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    assert merkle_root([]).hex() == hashlib.sha256().hexdigest()
