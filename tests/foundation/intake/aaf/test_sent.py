"""A delivery of the academic directory that an academy sends by its page: read in a child, looked over, applied."""

from pathlib import Path

import pytest

from eprimo.foundation.directory.models import Academy, Affiliation, Mandate, Person
from eprimo.foundation.intake.aaf.delivery_steps import deliveries_carry_on
from eprimo.foundation.intake.aaf.files import AafRefused
from eprimo.foundation.intake.aaf.transcript import Pages
from eprimo.foundation.intake.actions.academy import (
    ArchiveRefused,
    WrongLength,
    academy_delivery_agree,
    academy_delivery_drop,
    academy_delivery_forget,
    academy_delivery_send,
    archive_begin,
    archive_take,
)
from eprimo.foundation.intake.actions.deliveries import TickMissing
from eprimo.foundation.intake.models import AafDelivery, AafDeliveryPart, AafRun
from eprimo.foundation.kernel.errors import Conflict, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine, OutboxEvent
from tests.cast import Cast
from tests.foundation.intake.aaf.sending import sent, tarred, zipped
from tests.foundation.intake.aaf.writing import empty_schools, family, import_aaf

pytestmark = pytest.mark.django_db


def agreed(cast: Cast, one: AafDelivery, *, yes: bool = False) -> AafDelivery:
    academy_delivery_agree(actor=cast.actor("academy"), delivery=one, yes=yes)
    deliveries_carry_on()
    one.refresh_from_db()
    return one


@pytest.mark.parametrize("kind", ["zip", "zip in a folder", "tar.gz"])
def test_a_delivery_is_looked_over_then_applied_as_the_command_does(
    cast: Cast, tmp_path: Path, kind: str
) -> None:
    empty_schools()
    folder = family().write(tmp_path)
    pack = {"zip": zipped, "zip in a folder": lambda one: zipped(one, inside="a/b/"), "tar.gz": tarred}[kind]
    before = Person.objects.count()
    one = sent(cast, pack(folder))
    assert (one.state, one.full, one.needs_yes, one.refusal) == ("checked", True, False, "")
    assert one.report is not None
    assert one.report["counts"]["pupils"]["created"] > 0
    assert Person.objects.count() == before
    assert not AafRun.objects.exists()
    one = agreed(cast, one)
    assert one.state == "applied"
    assert Person.objects.count() > before
    assert AafRun.objects.get().state == "applied"
    # Nothing of the archive is kept, nor of what was made of it.
    assert not AafDeliveryPart.objects.exists()
    lines = AuditLine.objects.filter(act__startswith="intake.academy.").order_by("pk")
    assert [line.act.rpartition(".")[2] for line in lines] == ["sent", "checked", "agreed", "applied"]


def test_what_it_asks_is_ticked_and_asked_again_where_the_directory_moved(
    cast: Cast, imported: None, tmp_path: Path
) -> None:
    """The whole school leaves: the question of the command, on the page."""
    del imported
    many = family()
    for number in range(20):
        many.pupil(str(71_000 + number), first=f"Enfant {number}", by=[])
    import_aaf(many.write(tmp_path / "many"))
    one = sent(cast, zipped(family().write(tmp_path / "few")))
    assert one.needs_yes
    assert one.report is not None
    assert "l’académie" in " ".join(one.report["asks"])
    with pytest.raises(TickMissing):
        academy_delivery_agree(actor=cast.actor("academy"), delivery=one, yes=False)
    live = Affiliation.objects.filter(ends=None, profile="pupil").count()
    AafDelivery.objects.filter(pk=one.pk).update(needs_yes=False)
    one = agreed(cast, one)
    assert (one.state, one.needs_yes, one.agreed_by) == ("checked", True, None)
    assert Affiliation.objects.filter(ends=None, profile="pupil").count() == live
    one = agreed(cast, one, yes=True)
    assert one.state == "applied"
    assert Affiliation.objects.filter(ends=None, profile="pupil").count() == live - 20


def test_each_refusal_is_a_sentence_and_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    empty_schools()
    people = Person.objects.count()
    folder = family().write(tmp_path / "whole")
    whole = zipped(folder)
    delta = family().write(tmp_path / "delta", form="Delta")
    other = family().write(tmp_path / "other")
    for path in other.iterdir():
        path.write_text(path.read_text().replace("codeAcademieExport : 17", "codeAcademieExport : 14"))
    half = family().write(tmp_path / "half")
    next(half.glob("*_Eleve_*")).unlink()
    broken = family().write(tmp_path / "broken")
    path = next(broken.glob("*_Eleve_*"))
    path.write_text(path.read_text()[:-60])
    for content, words in (
        (zipped(delta), "envoyez d’abord la livraison complète"),
        (zipped(other), "de l’académie 14, pas de l’académie 17"),
        (zipped(half), "aucun fichier Eleve"),
        (zipped(broken), "coupé ou abîmé"),
        (whole[: len(whole) // 2], "coupée ou abîmée"),
        (b"%PDF-1.4", "pas une archive ZIP ou TAR.GZ"),
        (zipped(_odd(tmp_path / "odd")), "Aucun fichier de l’annuaire"),
    ):
        one = sent(cast, content)
        assert one.state == "refused"
        assert words in one.refusal
        assert not one.parts.exists()
    assert Person.objects.count() == people
    assert AafDelivery.objects.filter(state="refused").count() == 7


def _odd(folder: Path) -> Path:
    folder.mkdir()
    (folder / "lisez-moi.txt").write_text("bonjour")
    return folder


def test_an_archive_comes_piece_by_piece_and_whole_before_it_is_read(cast: Cast, tmp_path: Path) -> None:
    actor, academy = cast.actor("academy"), Academy.objects.get(code="17")
    content = zipped(family().write(tmp_path))
    one = archive_begin(actor=actor, academy=academy, name="a.zip", length=len(content))
    archive_take(actor=actor, public_id=one.public_id, offset=0, part=content[:1000])
    with pytest.raises(Conflict):
        archive_take(actor=actor, public_id=one.public_id, offset=0, part=content[:1000])
    with pytest.raises(ArchiveRefused):
        academy_delivery_send(actor=actor, delivery=one)
    with pytest.raises(WrongLength):
        archive_take(actor=actor, public_id=one.public_id, offset=1000, part=content)
    # Neither another person's, nor of another academy, nor more than any is.
    with pytest.raises(NotVisible):
        archive_take(actor=cast.actor("platform"), public_id=one.public_id, offset=1000, part=b"x")
    with pytest.raises(ArchiveRefused):
        archive_begin(actor=actor, academy=academy, name="a.zip", length=10**9)
    archive_take(actor=actor, public_id=one.public_id, offset=1000, part=content[1000:])
    for name in ("director", "inspector", "coordinator", "platform"):
        with pytest.raises((Forbidden, NotVisible)):
            academy_delivery_send(actor=cast.actor(name), delivery=one)
    academy_delivery_send(actor=actor, delivery=one)
    with pytest.raises(Conflict, match="conflict"):
        sent(cast, content, carried=False)


def test_it_is_dropped_by_hand_by_time_and_by_another_that_comes(cast: Cast, tmp_path: Path) -> None:
    empty_schools()
    content = zipped(family().write(tmp_path))
    first = sent(cast, content)
    second = sent(cast, content)
    first.refresh_from_db()
    assert (first.state, second.state) == ("dropped", "checked")
    academy_delivery_drop(actor=cast.actor("academy"), delivery=second)
    with pytest.raises(Conflict):
        academy_delivery_drop(actor=cast.actor("academy"), delivery=second)
    third = sent(cast, content)
    for one in (first, second, third):
        academy_delivery_forget(delivery_id=one.pk)
    third.refresh_from_db()
    assert (third.state, AafDeliveryPart.objects.count()) == ("dropped", 0)
    assert OutboxEvent.objects.exists()


def test_who_lost_the_mandate_meanwhile_has_nothing_applied(cast: Cast, tmp_path: Path) -> None:
    empty_schools()
    one = sent(cast, zipped(family().write(tmp_path)))
    academy_delivery_agree(actor=cast.actor("academy"), delivery=one, yes=False)
    Mandate.objects.filter(person=cast.academy, role="academy").delete()
    deliveries_carry_on()
    one.refresh_from_db()
    assert (one.state, "n’a plus de mandat" in one.refusal) == ("refused", True)
    assert not AafRun.objects.exists()


def test_a_step_that_dies_three_times_is_given_up(cast: Cast, tmp_path: Path) -> None:
    one = sent(cast, zipped(family().write(tmp_path)), carried=False)
    AafDelivery.objects.filter(pk=one.pk).update(tries=3)
    deliveries_carry_on()
    one.refresh_from_db()
    assert (one.state, "trois fois" in one.refusal) == ("refused", True)


@pytest.mark.parametrize(
    "said", [None, "x", [0], [0, 1], [-1, "a"], [10**6, "a"], [True, "a"], [0, "a" * 50]]
)
def test_a_child_that_a_file_took_over_writes_nothing_odd(tmp_path: Path, said: object) -> None:
    with pytest.raises(AafRefused):
        Pages(tmp_path, 40).take(said)
    assert list(tmp_path.iterdir()) == []
