"""The yearly report of activity: drawn from what is there, written around, sent once to the members."""

import io
from datetime import date
from typing import Any

import pytest
from django.core import mail
from pypdf import PdfReader

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.outbox import run_due
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.states import BOUND, in_states
from eprimo.steering.governance.actions.meetings import attendance_note
from eprimo.steering.governance.actions.minutes import minutes_publish, minutes_write
from eprimo.steering.governance.actions.news import news_publish, news_write
from eprimo.steering.governance.actions.reports import (
    report_correct,
    report_drop,
    report_prepare,
    report_send,
    report_write,
)
from eprimo.steering.governance.chapters import chapters
from eprimo.steering.governance.errors import AlreadySent, WrongReport
from eprimo.steering.governance.models import ActivityReport
from eprimo.steering.governance.queries import report_read, reports_of
from eprimo.steering.governance.report_paper import told_of
from tests.steering.consortium.group import Made, manager, signed
from tests.steering.governance.test_decisions import OPEN
from tests.steering.governance.test_figures import counted
from tests.steering.governance.test_invitations import text_of
from tests.steering.governance.test_meetings import AFTER, convened

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 8)


def facts_of(report: ActivityReport, key: str) -> dict[str, str]:
    (one,) = [told for told, chapter in zip(told_of(report), chapters(), strict=True) if chapter.key == key]
    return dict(one.facts)


def _corrected(group: Made, by: Any, report: ActivityReport) -> None:
    # Another version says why; the first stays, and its words go on.
    with pytest.raises(WrongReport, match="dit pourquoi"):
        report_correct(actor=by, report=report, reason=" ")
    second = report_correct(actor=by, report=report, reason="Un nombre d’écoles")
    with pytest.raises(AlreadySent, match="attend déjà"):
        report_correct(actor=by, report=report, reason="Encore")
    assert second.texts == report.texts
    report_send(actor=by, report=second)
    seen = reports_of(group.cast.actor("commission"), group.market)
    assert [one.version for one in seen] == [2, 1]
    for who in ("academy", "contractor", "inspector"):
        with pytest.raises(NotVisible):
            reports_of(group.cast.actor(who), group.market)
    with pytest.raises(Forbidden):
        report_prepare(
            actor=group.cast.actor("member_rep"), market=group.market, starts_on=FIRST, ends_on=LAST
        )


def test_a_report_says_what_the_group_did_between_two_days_and_is_sent_once(group: Made) -> None:
    signed(group)
    by, meeting = manager(group.cast), convened(group)
    counted(group.cast.tilleuls)
    with clock.frozen(AFTER):
        attendance_note(actor=by, meeting=meeting, said={group["valmarais"].pk: ("present", "")})
        minutes_write(actor=by, meeting=meeting, text="Dit.", decisions=[OPEN])
        minutes_publish(actor=by, meeting=meeting)
        news_publish(
            actor=by,
            news=news_write(actor=by, market=group.market, title="Les écoles ouvrent", text="En mai."),
        )
        report = report_prepare(actor=by, market=group.market, starts_on=FIRST, ends_on=LAST)
        with pytest.raises(NotVisible):
            report_read(group.cast.actor("member_rep"), report.public_id)
        assert facts_of(report, "members")["Membres engagés"] == "1"
        assert facts_of(report, "schools")["Familles jointes"] == "66\u00a0%"
        meetings = facts_of(report, "meetings")
        assert meetings["Réunions du comité de pilotage"] == "1"
        assert meetings["Participations, présentes ou représentées"] == "1 sur 1"
        assert meetings["Décisions\u00a0: à faire"] == "1"
        assert facts_of(report, "orders") == {"Bons de commande envoyés": "0", "Factures émises": "0"}
        assert "Écoles publiques des membres signataires" in facts_of(report, "coverage")
        report = report_write(
            actor=by,
            report=report,
            texts={"opening": "Une année de débuts.", "members": "Un membre.", "x": "Non"},
        )
        # Written again in part: the other words stay.
        report = report_write(actor=by, report=report, texts={"outlook": "La suite."})
        assert set(report.texts) == {"opening", "members", "outlook"}
        assert report_send(actor=by, report=report) == in_states(Member.objects.all(), BOUND).count() == 1
        for act in (report_send, report_drop):
            with pytest.raises(AlreadySent):
                act(actor=by, report=report)
        run_due()
        (letter,) = [one for one in mail.outbox if "rapport" in one.subject]
        assert letter.to == ["mairie@valmarais.exemple"]
        assert letter.attachments[0][1].startswith(b"%PDF-")
        assert "http" not in letter.body
        read = report_read(group.cast.actor("member_rep"), report.public_id)
        words = text_of(bytes(read.content or b""))
        for found in ("Une année de débuts.", "Les écoles ouvrent", "La suite.", "66 %"):
            assert found in words
        # PDF/UA: tagged, titled, in French, and it says so.
        pdf = PdfReader(io.BytesIO(bytes(read.content or b"")))
        root: Any = pdf.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"].startswith("fr")
        assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode("utf-8", "replace")
        _corrected(group, by, read)


def test_a_report_covers_days_that_are_past_and_that_no_other_covers(group: Made) -> None:
    by = manager(group.cast)
    for first, last, words in (
        (date(2026, 6, 1), date(2026, 6, 1), "après le premier"),
        (date(2026, 6, 1), date(2027, 6, 1), "à venir"),
        (date(2025, 6, 1), date(2026, 7, 1), "un an au plus"),
    ):
        with pytest.raises(WrongReport, match=words):
            report_prepare(actor=by, market=group.market, starts_on=first, ends_on=last)
    made = report_prepare(
        actor=by, market=group.market, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30)
    )
    with pytest.raises(WrongReport, match="déjà une partie"):
        report_prepare(actor=by, market=group.market, starts_on=date(2026, 6, 30), ends_on=date(2026, 9, 1))
    report_drop(actor=by, report=made)
    report_prepare(actor=by, market=group.market, starts_on=date(2026, 6, 30), ends_on=date(2026, 9, 1))
