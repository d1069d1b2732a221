"""The Consortium table: « calendar », « minutes », and what the coordinator who manages writes of the meetings."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from eprimo.foundation.kernel import clock
from eprimo.steering.governance.models import Attendance
from tests.matrix.line import EVERYBODY, Variant, line
from tests.matrix.meetings import drafted, of_a_department, represented, told_yesterday
from tests.matrix.scene import Scene
from tests.matrix.who import TERRITORY
from tests.steering.consortium.group import PDF

_MANAGES = "coordinator_manager"
_COORDINATORS = f"coordinator {_MANAGES}"
# « minutes: member_rep, managing_body, other members, commission: read »; « calendar »: the territory too.
_MINUTES = f"{_COORDINATORS} member_rep managing_body commission"
_READERS = f"{_MINUTES} {TERRITORY}"
_MEETING = {
    "body": "copil", "stage": "start", "subject": "Lancement", "day": "2026-12-15", "start": "14:00", "until": "16:00",
    "place": "Salle Erdre", "agenda": "Calendrier",
}  # fmt: skip
_GUEST = {"function": "Association des maires", "name": "Jeanne MAIRE", "email": "autre@exemple.fr"}

_NEWS = {"title": "Le marché est notifié", "text": "Les écoles ouvrent en mai."}


def _of(name: str, **who: Any) -> Variant:
    return Variant(name=name, args=lambda s: (s[name].public_id,), **who)


def _seat(scene: Scene, meeting: str = "held", member: str = "valmarais") -> int:
    return Attendance.objects.get(meeting=scene[meeting], member=scene["group"][member]).pk


def _answer(scene: Scene, who: str) -> dict[str, str]:
    """What each answers: for its own member, for the one that it represents, for itself."""
    if who == "inspector":
        return {f"g_{scene['inspector_guest'].pk}": "excused"}
    if who == "managing_body":
        return {f"p_{_seat(scene, 'coming', 'brive')}": "represented"}
    return {f"p_{_seat(scene, 'coming')}": "present"}


LINES = (
    line("governance:meetings", "GET", Variant(ok=_READERS), second_factor=True),
    line("governance:participation", "GET", Variant(ok=_COORDINATORS), second_factor=True),
    line("governance:add", "GET POST", Variant(ok=_MANAGES, data=lambda s, w: _MEETING), second_factor=True),
    line(
        "governance:meeting", "GET",
        _of("held", ok=_READERS),
        # Nobody but the coordinator reads of what is being prepared.
        _of("prepared", ok=_COORDINATORS),
        second_factor=True,
    ),
    line("governance:correct", "GET POST", _of("coming", ok=_MANAGES, data=lambda s, w: _MEETING), second_factor=True),
    line("governance:invite", "GET POST", _of("prepared", ok=_MANAGES, data=lambda s, w: {"who": "all"}),
         second_factor=True),
    line("governance:convene", "POST", _of("prepared", ok=_MANAGES), second_factor=True),
    line("governance:cancel", "POST", _of("coming", ok=_MANAGES), second_factor=True),
    line(
        "governance:invitation", "GET",
        _of("coming", ok=_READERS),
        _of("prepared"),
        second_factor=True, signed_out=401,
    ),
    line(
        "governance:attendance", "GET POST",
        _of("held", ok=_MANAGES, data=lambda s, w: {f"p_{_seat(s)}": "present"}),
        second_factor=True,
    ),
    line("governance:representative_came", "POST",
         _of("held", ok=_MANAGES, before=represented, data=lambda s, w: {"who": s["group"].body.public_id}),
         second_factor=True),
    line("governance:figures", "POST", _of("coming", ok=_MANAGES, before=of_a_department), second_factor=True),
    line("governance:sheet", "GET", _of("coming", ok=_MANAGES), second_factor=True, signed_out=401),
    line("governance:guests", "GET POST", _of("prepared", ok=_MANAGES, data=lambda s, w: {"who": "inspector"}),
         second_factor=True),
    line("governance:guest_new", "GET POST", _of("prepared", ok=_MANAGES, data=lambda s, w: _GUEST),
         second_factor=True),
    line("governance:guest_edit", "GET POST", _of("letter_guest", ok=_MANAGES, data=lambda s, w: _GUEST),
         second_factor=True),
    line("governance:guest_drop", "POST", _of("prepared_guest", ok=_MANAGES), second_factor=True),
    line("governance:guests_remind", "POST", _of("coming", ok=_MANAGES, before=told_yesterday), second_factor=True),
    # « guests of a meeting read their letter alone ».
    line(
        "governance:letter", "GET",
        _of("inspector_guest", ok=f"{_COORDINATORS} inspector"),
        _of("letter_guest", ok=_COORDINATORS),
        second_factor=True, signed_out=401,
    ),
    line("governance:letters", "GET", _of("coming", ok=_MANAGES), second_factor=True, signed_out=401),
    line(
        "governance:answer", "GET POST",
        _of("coming", ok=f"{_MANAGES} member_rep managing_body inspector", data=_answer),
        # Nobody answers of what is being prepared.
        _of("prepared"),
        second_factor=True,
    ),
    line("governance:represent", "POST", _of("coming", ok="managing_body"), second_factor=True),
    line(
        "governance:minutes_write", "GET POST",
        _of("held", ok=_MANAGES, data=lambda s, w: {"text": "Autre", "reason": "Une date"}),
        second_factor=True,
    ),
    line("governance:minutes_publish", "POST", _of("held", ok=_MANAGES, before=drafted), second_factor=True),
    line("governance:decisions", "GET", Variant(ok=_MINUTES), second_factor=True),
    line("governance:decision", "GET", _of("decision", ok=_MINUTES), second_factor=True),
    line("governance:decision_end", "GET POST",
         _of("decision", ok=_MANAGES, data=lambda s, w: {"state": "done", "on": clock.today("Europe/Paris")}),
         second_factor=True),
    line("governance:decision_put_off", "GET POST",
         _of("decision", ok=_MANAGES, data=lambda s, w: {"who": "DRASI", "until": "2027-06-01", "reason": "Retard"}),
         second_factor=True),
    line("governance:decision_reopen", "GET POST",
         _of("ended_decision", ok=_MANAGES, data=lambda s, w: {"reason": "Reste à faire"}), second_factor=True),
    line("governance:reports", "GET", Variant(ok=_MINUTES), second_factor=True),
    line("governance:report_prepare", "GET POST",
         Variant(ok=_MANAGES, data=lambda s, w: {"starts_on": "2026-09-01", "ends_on": "2026-11-01"}),
         second_factor=True),
    line("governance:report", "GET", _of("report", ok=_MINUTES), _of("draft_report", ok=_COORDINATORS),
         second_factor=True),
    line("governance:report_file", "GET", _of("report", ok=_MINUTES), _of("draft_report", ok=_COORDINATORS),
         second_factor=True, signed_out=401),
    line("governance:report_write", "GET POST",
         _of("draft_report", ok=_MANAGES, data=lambda s, w: {"opening": "Une année."}), second_factor=True),
    line("governance:report_send", "POST", _of("draft_report", ok=_MANAGES), second_factor=True),
    line("governance:report_drop", "POST", _of("draft_report", ok=_MANAGES), second_factor=True),
    line("governance:report_correct", "GET POST",
         _of("report", ok=_MANAGES, data=lambda s, w: {"reason": "Un nombre"}), second_factor=True),
    line("governance:minutes", "GET", _of("minutes", ok=_MINUTES), second_factor=True, signed_out=401),
    line("governance:file", "GET", _of("meeting_file", ok=_MINUTES), second_factor=True, signed_out=401),
    line(
        "governance:file_add", "GET POST",
        _of("held", ok=_MANAGES,
            data=lambda s, w: {"file": SimpleUploadedFile("support.pdf", PDF, "application/pdf")}),
        second_factor=True,
    ),
    # « coverage figures, published news: read; anonymous: news ».
    *(
        line(f"group_news:{name}", "GET", Variant(ok=EVERYBODY), public=True, always_open=True)
        for name in ("page", "feed")
    ),
    line("group_news:kept", "GET", Variant(ok=_COORDINATORS), second_factor=True),
    line("group_news:write", "GET POST", Variant(ok=_MANAGES, data=lambda s, w: _NEWS), second_factor=True),
    line("group_news:correct", "GET POST", _of("news", ok=_MANAGES, data=lambda s, w: _NEWS), second_factor=True),
    line("group_news:publish", "POST", _of("draft_news", ok=_MANAGES), second_factor=True),
    line("group_news:withdraw", "POST", _of("news", ok=_MANAGES), second_factor=True),
)  # fmt: skip
