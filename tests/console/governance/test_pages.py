"""The pages of the meetings, from their preparation to what members read."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.models import Member
from eprimo.steering.governance.actions.invitations import guest_add
from eprimo.steering.governance.actions.meetings import meeting_convene, meeting_plan, members_invite
from eprimo.steering.governance.actions.news import news_write
from eprimo.steering.governance.models import ActivityReport, Attendance, Guest, Meeting, MeetingDecision
from tests.cast import Cast
from tests.conftest import NOW
from tests.steering.consortium.group import PDF, group_of, manager
from tests.steering.governance.test_meetings import AFTER, SAID

pytestmark = pytest.mark.django_db

MEETING = {
    "body": "44", "stage": "follow_up", "subject": "Les usages", "day": "2026-12-08", "start": "14:00",
    "until": "13:00", "place": "Salle Erdre", "agenda": "Les chiffres",
}  # fmt: skip


def _follow(sign_in: Any, keeps: Any, reads: Any) -> None:
    """A decision until it ends: the list, its page, and what is left to do for the coordinator."""
    decision = MeetingDecision.objects.get()
    address = reverse("governance:decision", args=[decision.public_id])

    def read(who: Any, url: str) -> str:
        return str(sign_in(who).get(url).content.decode())

    def decide(route: str, **data: Any) -> int:
        url = reverse(f"governance:{route}", args=[decision.public_id])
        return int(sign_in(keeps).post(url, data).status_code)

    assert "Aider ces écoles" in read(reads, reverse("governance:decisions"))
    assert "DRANE" in read(reads, address)
    assert "Suivre une décision" in read(keeps, reverse("consortium:todo"))
    assert decide("decision_end", state="dropped", on="2026-12-08") == 422
    assert decide("decision_put_off", who="DRASI", until="2027-01-15", reason="Autre service") == 302
    assert decide("decision_end", state="done", on="2026-12-08") == 302
    assert "Suivre une décision" not in read(keeps, reverse("consortium:todo"))
    assert decide("decision_reopen", reason="Une école reste") == 302
    half = {"text": "Une aide.", "reason": "Un oubli", "text_0": "Écrire", "who_0": "DRANE"}
    wrong = sign_in(keeps).post(reverse("governance:minutes_write", args=[decision.meeting.public_id]), half)
    assert wrong.status_code == 422
    assert "qui et jusqu’à quand" in wrong.content.decode()
    page = read(reads, address)
    for words in ("Autre service", "Une école reste", "DRASI", "Fait"):
        assert words in page


def test_r042_r045_a_meeting_from_its_preparation_to_what_the_members_read(cast: Cast, sign_in: Any) -> None:
    """R042, R045: convened, held, minuted; members read it, the territory reads the calendar alone."""
    group = group_of(cast)
    manager(cast)
    keeps, reads = cast.coordinator, cast.people["member_rep"]
    client: Client = sign_in(keeps)

    def go(name: str, **data: Any) -> Any:
        return sign_in(keeps).post(reverse(f"governance:{name}", args=[made.public_id]), data)

    def read(who: Any, address: str, **asked: str) -> str:
        answer = sign_in(who).get(address, asked)
        assert answer.status_code == 200
        return answer.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")

    home = reverse("governance:meetings")
    page = read(keeps, home)
    assert "Initialisation, Évaluation" in page
    assert "Aucune réunion à venir" in page
    wrong = client.post(reverse("governance:add"), MEETING)
    assert wrong.status_code == 422
    assert "se termine après son début" in wrong.content.decode()
    assert client.post(reverse("governance:add"), MEETING | {"until": "16:00"}).status_code == 302
    made = Meeting.objects.get()
    assert made.body == "Groupe de pilotage départemental, Loire-Atlantique"
    address = reverse("governance:meeting", args=[made.public_id])
    assert sign_in(reads).get(address).status_code == 404
    go("convene")
    assert "Invitez d’abord" in read(keeps, address)
    assert "Commune de Valmarais" in read(
        keeps, reverse("governance:invite", args=[made.public_id]), q="valm"
    )
    go("invite", who="all")
    go("convene")
    assert "Les usages" in read(reads, home)
    calendar = sign_in(reads).get(reverse("governance:invitation", args=[made.public_id]))
    assert b"DTSTART:20261208T130000Z" in calendar.content
    assert address in read(reads, reverse("home:home"))
    assert address not in read(cast.people["academy"], reverse("home:home"))
    seat = Attendance.objects.get(member=group["valmarais"])
    with clock.frozen(AFTER):
        assert go("attendance", **{f"p_{seat.pk}": "represented"}).status_code == 422
        go("attendance", **{f"p_{seat.pk}": "represented", f"b_{seat.pk}": "CC du Pays"})
        go("minutes_write", text="Une aide.", text_0="Aider ces écoles", who_0="DRANE", until_0="2026-12-20")
        assert "Aider ces écoles" not in read(reads, address)
        go("minutes_publish")
        go("file_add", file=SimpleUploadedFile("chiffres.pdf", PDF, "application/pdf"))
        page = read(reads, address)
        for words in ("Aider ces écoles", "Représenté par CC du Pays", "chiffres.pdf", "version"):
            assert words in page
        minutes = reverse("governance:minutes", args=[made.minutes.get().public_id])
        assert sign_in(reads).get(minutes).content.startswith(b"%PDF-")
        assert "1 réunion" in read(reads, home)
        _follow(sign_in, keeps, reads)
        assert address not in read(reads, reverse("home:home"))
        page = read(cast.people["academy"], address)
        assert "Les chiffres" in page
        assert "Aider ces écoles" not in page
        assert "Représenté" not in page


def test_the_pages_make_as_many_statements_for_thirty_meetings_and_members_as_for_three(
    cast: Cast, sign_in: Any
) -> None:
    group, by = group_of(cast), manager(cast)
    client: Client = sign_in(cast.coordinator)
    meeting = meeting_plan(actor=by, market=group.market, said=SAID)
    members_invite(actor=by, meeting=meeting, members=[group["valmarais"]])
    guest_add(actor=by, meeting=meeting, said=Guest(function="Fonction", address="1 place du Pont"))
    meeting_convene(actor=by, meeting=meeting)

    def decided(number: int) -> None:
        MeetingDecision.objects.create(
            meeting=meeting,
            number=number,
            text="Ouvrir",
            who="DRANE",
            until=SAID.starts_at.date(),
            shown_at=NOW,
        )

    decided(1)
    lists = ("meetings", "participation", "decisions", "reports")
    of_meeting = ("meeting", "guests", "answer")

    def asked() -> list[int]:
        counts = []
        for address in (
            *(reverse(f"governance:{name}") for name in lists), reverse("group_news:kept"),
            *(reverse(f"governance:{name}", args=[meeting.public_id]) for name in of_meeting),
        ):  # fmt: skip
            with CaptureQueriesContext(connection) as told:
                assert client.get(address).status_code == 200
            counts.append(len(told))
        return counts

    asked()
    before = asked()
    for number in range(30):
        meeting_plan(actor=by, market=group.market, said=SAID)
        news_write(actor=by, market=group.market, title=f"Une {number}", text="Deux")
        guest_add(
            actor=by, meeting=meeting, said=Guest(function=f"Fonction {number}", address="1 place du Pont")
        )
        decided(number + 2)
        ActivityReport.objects.create(
            market=group.market, starts_on=date(1990 + number, 1, 1), ends_on=date(1990 + number, 12, 31)
        )
    members_invite(actor=by, meeting=meeting, members=Member.objects.all())
    Attendance.objects.update(presence="present")
    assert asked() == before


def test_people_of_the_territory_are_invited_and_everybody_answers_by_their_pages(
    cast: Cast, sign_in: Any
) -> None:
    """By the second wall: a member, its representative, an inspector write their own answer, and nothing else."""
    group = group_of(cast)
    by = manager(cast)
    meeting = meeting_plan(actor=by, market=group.market, said=SAID)
    members_invite(actor=by, meeting=meeting, members=Member.objects.all())

    def page(whom: Any, route: str, **data: Any) -> Any:
        url = reverse(f"governance:{route}", args=[meeting.public_id])
        return sign_in(whom).post(url, data) if data else sign_in(whom).get(url)

    def words(answer: Any) -> str:
        assert answer.status_code == 200
        text: str = answer.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")
        return text

    keeps, inspector = cast.coordinator, cast.people["inspector"]
    listed = words(page(keeps, "guests"))
    assert "Iris INSPECTE" in listed
    assert "Inspection, Valmarais Nord" in listed
    page(keeps, "guests", who=str(Mandate.objects.get(person=inspector).public_id))
    wrong = page(keeps, "guest_new", function="Maire", name="Jeanne MAIRE")
    assert wrong.status_code == 422
    page(
        keeps, "guest_new", function="Association des maires", name="Jeanne MAIRE", address="1 place du Pont"
    )
    assert page(inspector, "answer").status_code == 404
    page(keeps, "convene", x="x")
    invited = words(page(keeps, "meeting"))
    for found in ("Iris INSPECTE", "Association des maires", "ne fixe pas de quorum", "sans réponse : 6"):
        assert found in invited
    # By mail since yesterday: it may be reminded, by who keeps the meetings alone.
    mailed = meeting.guests.filter(mandate__person=inspector)
    mailed.update(told_at=NOW - timedelta(days=1), unaddressed=False)
    assert "Relancer les personnes sans réponse (1)" in words(page(keeps, "meeting"))
    assert "Relancer les personnes" not in words(page(inspector, "meeting"))
    assert page(keeps, "guests_remind", x="x").status_code == 302
    assert "Relancer les personnes" not in words(page(keeps, "meeting"))
    mailed.update(unaddressed=True)
    # Those whom no mail reaches; the sheet that who comes signs.
    for name in ("letters", "sheet"):
        assert page(keeps, name).content.startswith(b"%PDF-")
    # By function alone for the members; names are the coordinator's.
    assert "MAIRE" not in words(page(cast.people["member_rep"], "meeting"))
    seat = {one.member_id: one for one in meeting.attendances.all()}
    answers = (
        (cast.people["member_rep"], f"p_{seat[group['valmarais'].pk].pk}", "present", "Présent"),
        (
            cast.people["managing_body"],
            f"p_{seat[group['brive'].pk].pk}",
            "represented",
            "Représenté par e-Coll",
        ),
        (inspector, f"g_{meeting.guests.get(mandate__person=inspector).pk}", "excused", "Excusé"),
    )
    for who, field, how, told in answers:
        assert reverse("governance:meeting", args=[meeting.public_id]) in words(
            sign_in(who).get(reverse("home:home"))
        )
        assert page(who, "answer", **{field: how}).status_code == 302
        assert told in words(page(who, "meeting"))
    assert "présents : 1, représentés : 1, excusés : 1, sans réponse : 3" in words(page(keeps, "meeting"))
    # What is not one's own is not in the form: nothing changes.
    page(inspector, "answer", **{answers[0][1]: "excused"})
    assert meeting.attendances.get(member=group["valmarais"]).answer == "present"
    with clock.frozen(AFTER):
        assert page(cast.people["member_rep"], "answer", **{answers[0][1]: "excused"}).status_code == 422
        assert "représente 1 membre" in words(page(keeps, "attendance"))
        page(keeps, "representative_came", who=str(group.body.public_id if group.body else ""))
        assert "Représenté par e-Coll" in words(page(keeps, "meeting"))
