"""The register of a month: what it holds, the visa, and what is corrected afterwards."""

import hashlib
import io
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.directory.models import ClassMembership
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.presence.actions.absences import AbsenceNotice, absence_declare
from eprimo.foundation.presence.actions.calls import call_take, half_day_correct
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.actions.registers import register_sign
from eprimo.foundation.presence.enums import Half, Reason, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import HalfDay, Register
from eprimo.foundation.presence.queries.registers import month_of
from eprimo.foundation.presence.register_paper import register_pdf
from tests import factories as make
from tests.cast import Cast

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 1)
THE_12TH = date(2026, 11, 12)
IN_NOVEMBER = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
IN_DECEMBER = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
LIST = reverse("attendance:registers")


def page(name: str, cast: Cast, month: str = "2026-11") -> str:
    return reverse(f"attendance:{name}", args=[cast.ce1.public_id, month])


def call(cast: Cast, day: date, half: Half = Half.MORNING, *, of: Any = None, **said: CallEntry) -> None:
    hour = 8 if half == Half.MORNING else 13
    with clock.frozen(datetime(day.year, day.month, day.day, hour, tzinfo=UTC)):
        told = {cast.people[name].pk: words for name, words in said.items()}
        call_take(actor=cast.actor("director"), class_group=of or cast.ce1, one=HalfOf(day, half), said=told)


def sign(cast: Cast, at: datetime = IN_DECEMBER, month: date = NOVEMBER) -> Register:
    """By who read of the half-days that nobody called."""
    with clock.frozen(at):
        actor = cast.actor("director")
        missing = len(month_of(cast.ce1, month, actor).missing)
        return register_sign(actor=actor, class_group=cast.ce1, month=month, missing=missing)


def words_of(pdf: bytes) -> str:
    text = "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.replace("\u00a0", " ").split())


def test_it_counts_half_days_and_says_which_absences_have_no_legitimate_reason(cast: Cast) -> None:
    with clock.frozen(datetime(2026, 11, 12, 6, tzinfo=UTC)):
        absence_declare(
            actor=cast.actor("samira"), child=cast.lea, school=cast.tilleuls,
            told=AbsenceNotice(HalfOf(THE_12TH, Half.MORNING), HalfOf(THE_12TH, Half.MORNING), Reason.ILL),
        )  # fmt: skip
    call(cast, THE_12TH, lea=CallEntry(State.ABSENT), yanis=CallEntry(State.ABSENT))
    call(cast, THE_12TH, Half.AFTERNOON, yanis=CallEntry(State.LATE))
    with clock.frozen(IN_NOVEMBER):
        found = month_of(cast.ce1, NOVEMBER, cast.actor("teacher"))
    counts = {
        row.child.first_name: (row.expected, row.absent, row.without_reason, row.late) for row in found.rows
    }
    assert counts == {"Léa": (2, 1, 0, 0), "Yanis": (2, 1, 1, 1)}
    assert (found.expected, found.absent, found.attendance) == (4, 2, 50.0)
    assert HalfOf(date(2026, 11, 13), Half.MORNING) in found.missing
    assert HalfOf(THE_12TH, Half.MORNING) not in found.missing


def test_it_is_signed_once_the_month_is_over_and_its_hash_is_in_the_trail(cast: Cast) -> None:
    call(cast, THE_12TH, yanis=CallEntry(State.ABSENT))
    with clock.frozen(IN_NOVEMBER), pytest.raises(DomainError, match="pas fini"):
        register_sign(actor=cast.actor("director"), class_group=cast.ce1, month=NOVEMBER)
    with CaptureQueriesContext(connection) as asked:
        made = sign(cast)
    # Of two signatures at once the second waits, and finds that nothing changed.
    texts = [one["sql"] for one in asked.captured_queries]
    held = next(
        n for n, sql in enumerate(texts) if "FOR NO KEY UPDATE" in sql and '"directory_classgroup"' in sql
    )
    assert any('FROM "presence_register"' in sql for sql in texts[held:])
    assert made.hash == hashlib.sha256(bytes(made.pdf)).hexdigest()
    line = AuditLine.objects.get(act="presence.register.signed")
    assert line.details["sha256"] == made.hash
    said = words_of(bytes(made.pdf))
    assert "Registre d’appel, novembre 2026" in said
    assert "BELKACEM Yanis" in said
    assert "Visé par Mme GUILBAUD" in said
    assert b"pdfaid" in bytes(made.pdf)
    with pytest.raises(DomainError, match="rien n’a changé"):
        sign(cast)
    with clock.frozen(IN_DECEMBER), pytest.raises(Forbidden):
        register_sign(actor=cast.actor("teacher"), class_group=cast.ce1, month=NOVEMBER)


def test_nothing_is_signed_of_a_month_without_a_call(cast: Cast, sign_in: Any) -> None:
    """The page says so once, with the half-days that may still be called, and of no visa."""
    with pytest.raises(DomainError, match="rien à viser"):
        sign(cast)
    with clock.frozen(IN_DECEMBER):
        page = (
            sign_in(cast.director)
            .get(reverse("attendance:register", args=[cast.ce1.public_id, "2026-11"]))
            .text.replace("\N{NO-BREAK SPACE}", " ")
        )
    assert page.count("rien à viser") == 1
    assert "demi-journées sans appel" in page
    assert "le visa imprime" not in page


def test_c8_corrected_after_the_visa_both_lines_stand_with_the_reason(cast: Cast) -> None:
    call(cast, THE_12TH, lea=CallEntry(State.ABSENT))
    first = sign(cast)
    with clock.frozen(IN_DECEMBER + timedelta(days=1)):
        half_day_correct(
            actor=cast.actor("teacher"), child=cast.lea, class_group=cast.ce1, one=HalfOf(THE_12TH, Half.MORNING),
            said=CallEntry(State.PRESENT), reason="Elle était à l’infirmerie.",
        )  # fmt: skip
    second = sign(cast, IN_DECEMBER + timedelta(days=2))
    assert [one.version for one in Register.objects.order_by("version")] == [1, 2]
    assert Register.objects.get(version=1).hash == first.hash
    assert (first.absent, second.absent) == (1, 0)
    said = words_of(bytes(second.pdf))
    assert "Léa MARTIN, jeudi 12 novembre, matin : « absent » puis « présent »" in said
    assert "Elle était à l’infirmerie." in said
    assert "infirmerie" not in words_of(bytes(Register.objects.get(version=1).pdf))


def test_c9_a_child_who_moves_at_noon_is_in_both_registers(cast: Cast) -> None:
    call(cast, THE_12TH)
    noon = datetime(2026, 11, 12, 11, tzinfo=UTC)
    ClassMembership.objects.filter(person=cast.lea).update(ends=noon)
    ClassMembership.objects.create(person=cast.lea, class_group=cast.cm2, school=cast.tilleuls, starts=noon)
    for group in (cast.ce1, cast.cm2):
        call(cast, THE_12TH, Half.AFTERNOON, of=group)
    with clock.frozen(IN_NOVEMBER):
        actor = cast.actor("director")
        halves = {
            group.label: [cell.half.half for row in month_of(group, NOVEMBER, actor).rows
                          if row.child == cast.lea for cell in row.cells if cell]
            for group in (cast.ce1, cast.cm2)
        }  # fmt: skip
    assert halves == {"CE1-A": ["am"], "CM2": ["pm"]}


def test_c10_a_register_of_a_closed_year_opens_to_the_director_with_a_reason(
    cast: Cast, sign_in: Any
) -> None:
    call(cast, THE_12TH)
    made = sign(cast)
    make.school_year(2027)
    cast.tilleuls.running_year_id = 2027
    cast.tilleuls.save()
    sealed = reverse("attendance:register_sealed", args=[made.public_id])
    director = sign_in(cast.director)
    asked = director.get(sealed)
    assert "demande" in asked.text or "avec un motif" in asked.text
    assert asked.headers["Content-Type"].startswith("text/html")
    assert director.post(sealed, {"why": "  "}).status_code == 422
    assert not AuditLine.objects.filter(act="presence.register.opened").exists()
    opened = director.post(sealed, {"why": "inspection"})
    assert opened.content == bytes(made.pdf)
    Session.objects.update(second_factor_at=None, trusted_until=None)
    assert director.post(sealed, {"why": "inspection"}).status_code == 403
    director = sign_in(cast.director)
    line = AuditLine.objects.get(act="presence.register.opened")
    assert line.details["why"] == "inspection"
    assert "2026-2027" in director.get(LIST).text
    # The month itself, with its absences, is in no page any more.
    assert director.get(page("register", cast)).status_code == 404
    assert sign_in(cast.teacher).get(sealed).status_code == 404


def test_the_director_signs_from_the_page_and_opens_what_is_sealed(cast: Cast, sign_in: Any) -> None:
    call(cast, THE_12TH, lea=CallEntry(State.ABSENT))
    with clock.frozen(IN_NOVEMBER):
        client = sign_in(cast.director)
        assert "pas fini" in client.get(page("register", cast)).text
        client.post(page("register_sign", cast))
        assert not Register.objects.exists()
    with clock.frozen(IN_DECEMBER):
        client = sign_in(cast.director)
        assert "à viser" in client.get(LIST).text
        assert "Viser le registre de novembre" in client.get(page("register", cast)).text
        missing = len(month_of(cast.ce1, NOVEMBER, cast.actor("director")).missing)
        _asks_of_what_nobody_called(client, cast, missing)
        done = client.post(page("register_sign", cast), {"sans-appel": missing}, follow=True)
        assert "scellée" in done.text
        made = Register.objects.get()
        assert AuditLine.objects.get(act="presence.register.signed").details["missing"] == missing
        said = words_of(bytes(made.pdf))
        assert f"avec {missing} demi-journées sans appel." in said
        uncalled = said.partition(f"Demi-journées sans appel : {missing}")[2]
        assert all(day in uncalled for day in ("lundi 2 novembre", "lundi 30 novembre"))
        sealed = client.get(reverse("attendance:register_sealed", args=[made.public_id]))
        assert sealed.content == bytes(made.pdf)
        assert "visé le 1er décembre" in client.get(LIST).text.replace("\u00a0", " ")


def _asks_of_what_nobody_called(client: Any, cast: Cast, missing: int) -> None:
    """Who signs says that the half-days without a roll call were read: none, or others, is refused."""
    assert missing > 1
    shown = client.get(page("register", cast)).text.replace("\u00a0", " ")
    assert f"tel qu’il est, avec {missing} demi-journées sans appel" in shown
    assert "demi=am" in shown
    # Many are folded on the page; the paper lists them.
    folded = shown.partition('<details class="pli">')[2].partition("</details>")[0]
    assert folded.count("<li>") == missing
    for read in ({}, {"sans-appel": missing - 1}, {"sans-appel": "beaucoup"}):
        refused = client.post(page("register_sign", cast), read, follow=True)
        assert f"a {missing} demi-journées sans appel" in refused.text.replace("\u00a0", " ")
    assert not Register.objects.exists()


def test_a_teacher_reads_the_own_month_before_the_visa_and_signs_nothing(cast: Cast, sign_in: Any) -> None:
    call(cast, THE_12TH, lea=CallEntry(State.ABSENT))
    with clock.frozen(IN_DECEMBER):
        client = sign_in(cast.teacher)
        shown = client.get(page("register", cast)).text
        assert "Léa MARTIN" in shown
        assert "Viser le registre" not in shown
        assert client.get(page("register_draft", cast)).content.startswith(b"%PDF")
        assert client.post(page("register_sign", cast)).status_code == 403
        other = reverse("attendance:register", args=[cast.cm2.public_id, "2026-11"])
        assert client.get(other).status_code == 404
        assert "CM2" not in client.get(LIST).text


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "x", "20261-01", "9999-99"])
def test_what_is_no_month_is_no_page(cast: Cast, sign_in: Any, month: str) -> None:
    assert sign_in(cast.director).get(page("register", cast, month)).status_code == 404


def _full(cast: Cast, children: int) -> None:
    for number in range(children - 2):
        make.pupil(cast.tilleuls, cast.ce1, f"Prénom-{number}", f"DE LA FAMILLE {number}")
    for number in range(1, 31):
        for half in Half:
            day = date(2026, 11, number)
            if day.weekday() in {0, 1, 3, 4}:
                call(cast, day, half, lea=CallEntry(State.ABSENT), yanis=CallEntry(State.LATE))


def test_twenty_five_children_and_forty_half_days_are_made_in_three_tenths_of_a_second(cast: Cast) -> None:
    _full(cast, 25)
    with clock.frozen(IN_DECEMBER):
        actor = cast.actor("director")
        register_pdf(month_of(cast.ce1, NOVEMBER, actor), signed="Projet")
        times = []
        for _ in range(3):
            began = perf_counter()
            found = month_of(cast.ce1, NOVEMBER, actor)
            pdf = register_pdf(found, signed="Projet, pas visé.")
            times.append(perf_counter() - began)
    assert len(found.rows) == 25
    assert len(PdfReader(io.BytesIO(pdf)).pages) <= 2
    # Three times what was measured on two shared cores.
    assert min(times) < 1


def test_statements_do_not_grow_with_the_class(cast: Cast) -> None:
    def asked() -> int:
        with clock.frozen(IN_DECEMBER), CaptureQueriesContext(connection) as caught:
            month_of(cast.ce1, NOVEMBER, actor)
        return len(caught)

    actor = cast.actor("director")
    call(cast, THE_12TH, lea=CallEntry(State.ABSENT))
    few = asked()
    for number in range(20):
        make.pupil(cast.tilleuls, cast.ce1, f"Enfant{number}", "AUTRE")
    call(cast, date(2026, 11, 13))
    assert asked() == few <= 8


def test_a_call_that_was_on_its_way_when_the_month_was_signed_is_signed_again(cast: Cast) -> None:
    """Touched before the visa, arrived after it: the hour of a touch says nothing of what the visa holds."""
    call(cast, THE_12TH)
    with clock.frozen(IN_DECEMBER):
        sign(cast)
    HalfDay.objects.filter(child=cast.lea).update(state=State.ABSENT)
    with clock.frozen(IN_DECEMBER):
        assert month_of(cast.ce1, NOVEMBER, cast.actor("director")).changed
        assert sign(cast).version == 2
        assert not month_of(cast.ce1, NOVEMBER, cast.actor("director")).changed
