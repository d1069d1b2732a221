"""« Notes of the liaison book »: lists, writing, drafts, and what is done to a note that was sent."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from eprimo.foundation.directory.models import SchoolSettings
from eprimo.services.liaison.enums import NoteKind
from tests.conftest import NOW
from tests.matrix.line import Variant, line, names
from tests.matrix.scene import Scene
from tests.matrix.who import (
    AGENTS,
    CE1_FAMILIES,
    CE1_PUPILS,
    CE1_TEACHERS,
    FAMILIES,
    GUARDIANS,
    HEADS,
    LEA_FAMILY,
    PUPILS,
    STAFF,
    TEACHERS,
    TOM_FAMILY,
)

# Who sees each note of the scene, by the see rows. Tom and his mother came after it was sent.
SEEN = {
    "draft": "teacher",
    "sent": names(CE1_TEACHERS, HEADS, "delegate", CE1_PUPILS, CE1_FAMILIES, TOM_FAMILY),
    "named": names("teacher staff", HEADS, LEA_FAMILY),
    "service": names("agent", HEADS, LEA_FAMILY),
    "withdrawn": names(CE1_TEACHERS, HEADS, "delegate", CE1_FAMILIES, TOM_FAMILY),
    "scheduled": names(CE1_TEACHERS, HEADS, "delegate"),
    "cm2": names("teacher_cm2 teacher_parent samira restricted_1", HEADS),
    "group": names(HEADS, LEA_FAMILY),
    "school": names(TEACHERS, HEADS, "delegate", CE1_FAMILIES, TOM_FAMILY, "restricted_1"),
    "verne": "teacher_verne director_verne guardian_verne",
}
# « follow-up: own; read of own classes | own school | delegated: read, remind | own ».
FOLLOWED = {
    "draft": "teacher",
    "sent": names(CE1_TEACHERS, HEADS, "delegate"),
    "named": names("teacher", HEADS),
    "service": names("agent", HEADS),
    "withdrawn": names(CE1_TEACHERS, HEADS, "delegate"),
    "verne": "teacher_verne director_verne",
}
# « remind, correct, withdraw, archive, copy: own | own school | – | own ».
MANAGED = {
    "sent": names("teacher", HEADS),
    "named": names("teacher", HEADS),
    "service": names("agent", HEADS),
    "verne": "teacher_verne director_verne",
}
WRITERS = names(TEACHERS, HEADS, AGENTS, "teacher_verne director_verne agent_verne")


def of_note(name: str, ok: str, **more: Any) -> Variant:
    """On that note: these may, who only sees it is forbidden."""
    more.setdefault("forbidden", names(SEEN[name], but=ok))
    return Variant(name=name, args=lambda s: (s.note(name),), ok=ok, **more)


def _reminded(scene: Scene) -> None:
    """At night: it has not left."""
    scene.notes["sent"].owed.update(reminded_at=NOW + timedelta(hours=12))


def seeing(name: str) -> Variant:
    return of_note(name, SEEN[name])


def following(name: str) -> Variant:
    """A see row: who does not follow it up finds nothing."""
    return of_note(name, FOLLOWED[name], forbidden="")


def _managing(*which: str, **more: Any) -> tuple[Variant, ...]:
    return tuple(of_note(name, MANAGED[name], **more) for name in which or MANAGED)


def _kept(scene: Scene, who: str) -> Mapping[str, Any]:
    typed = {
        "kind": NoteKind.INFORMATION.value,
        "title": "Piscine",
        "text": "Vendredi.",
        "do": "keep",
    }
    services = {"agent": "canteen", "agent_verne": "canteen_verne", "agent_other": "evening"}
    return typed | ({"service": str(scene.id(services[who]))} if who in services else {})


def _typed(scene: Scene, who: str) -> Mapping[str, Any]:
    return dict(_kept(scene, who)) | {"draft_key": str(uuid4())}


def _allow_staff(scene: Scene) -> object:
    return SchoolSettings.objects.filter(school=scene.cast.tilleuls).update(staff_write_notes=True)


def _stop_agents(scene: Scene) -> object:
    return SchoolSettings.objects.filter(school=scene.cast.tilleuls).update(commune_writes_notes=False)


_AUTHORS = names(TEACHERS, HEADS, STAFF)
_VERNE = "teacher_verne director_verne staff_verne"
_WORDS = {"kind": NoteKind.INFORMATION.value, "title": "Piscine", "text": "Vendredi."}


def _of_template(name: str, ok: str, forbidden: str = "") -> Variant:
    return Variant(
        name=name, args=lambda s: (s.id(name),), ok=ok, forbidden=forbidden, data=lambda s, w: _WORDS
    )


# « The school's by its heads, one's own by oneself ».
_TEMPLATES = (
    _of_template("template", HEADS, names(TEACHERS, STAFF)),
    _of_template("template_own", "teacher"),
)
# `sure`: it was looked over.
_CORRECTED = {"title": "Sortie au parc", "text": "Nous irons au parc.", "sure": "0"}

LINES = (
    line(
        "liaison:list", "GET",
        Variant(
            ok=names(PUPILS, FAMILIES, TEACHERS, HEADS, STAFF, AGENTS)
            + " lea_verne guardian_verne teacher_verne director_verne staff_verne agent_verne"
        ),
    ),
    line("liaison:family", "GET", Variant(ok=f"{GUARDIANS} guardian_verne")),
    line(
        "liaison:new", "GET POST",
        Variant(name="default", data=_kept, ok=WRITERS, forbidden=f"{STAFF} staff_verne"),
        Variant(
            name="staff allowed", data=_kept, before=_allow_staff, ok=f"{WRITERS} {STAFF}", forbidden="staff_verne"
        ),
        Variant(
            name="agents not allowed", data=_kept, before=_stop_agents, ok=names(WRITERS, but=AGENTS),
            forbidden=names(STAFF, "staff_verne", AGENTS),
        ),
        # To the families of more than one class.
        second_factor=True,
    ),
    line(
        "liaison:autosave", "POST",
        Variant(name="default", data=_typed, ok=WRITERS, forbidden=f"{STAFF} staff_verne"),
        Variant(
            name="staff allowed", data=_typed, before=_allow_staff, ok=f"{WRITERS} {STAFF}", forbidden="staff_verne",
        ),
        signed_out=401,
        second_factor=True,
    ),
    line(
        "liaison:audience", "POST",
        Variant(name="default", data=_typed, ok=WRITERS, forbidden=f"{STAFF} staff_verne", writes=False),
        Variant(
            name="staff allowed", data=_typed, before=_allow_staff, ok=f"{WRITERS} {STAFF}", forbidden="staff_verne",
            writes=False,
        ),
        signed_out=401,
    ),
    line(
        "liaison:edit", "GET POST",
        of_note("draft", "teacher", data=_kept),
        # Once it has left: its author is shown the note, and changes nothing there.
        of_note("sent", "teacher", methods="GET", ok_status=302),
        of_note("sent", "", methods="POST", data=_kept),
    ),
    line("liaison:preview", "GET", of_note("draft", "teacher"), of_note("sent", "teacher", ok_status=302)),
    # Too late for one that has left: said, and nothing is done.
    line(
        "liaison:unsend", "POST",
        of_note("scheduled", names("teacher", HEADS)),
        *_managing("sent", "verne", writes=False),
    ),
    line(
        "liaison:send", "POST",
        of_note("draft", "teacher"),
        # Twice is once for who sent it.
        of_note("sent", "teacher", writes=False),
        of_note("verne", "teacher_verne", writes=False),
        second_factor=True,
    ),
    line("liaison:discard", "GET POST", of_note("draft", "teacher"), of_note("sent", ""), of_note("verne", "")),
    line("liaison:copy", "POST", *_managing()),
    line("liaison:templates", "GET", Variant(ok=f"{_AUTHORS} {_VERNE}")),
    line("liaison:template", "GET POST", *_TEMPLATES),
    line("liaison:template_remove", "GET POST", *_TEMPLATES),
    line(
        "liaison:template_adopt", "POST",
        Variant(
            args=lambda s: ("piscine",), ok=f"{HEADS} director_verne",
            forbidden=names(TEACHERS, STAFF, "teacher_verne staff_verne"),
        ),
        Variant(
            name="unknown", args=lambda s: ("rien",), silent=f"{HEADS} director_verne",
            forbidden=names(TEACHERS, STAFF, "teacher_verne staff_verne"),
        ),
    ),
    line(
        "liaison:template_keep", "POST",
        of_note("sent", names(CE1_TEACHERS, HEADS, "delegate")),
        # An agent writes for a service, not for the school.
        of_note("service", ""),
        of_note("verne", "teacher_verne director_verne"),
    ),
    line(
        "liaison:note", "GET",
        *(seeing(name) for name in SEEN),
    ),
    line("liaison:follow_up", "GET", *(following(name) for name in FOLLOWED)),
    line("liaison:follow_up_pdf", "GET", *(following(n) for n in FOLLOWED if n != "draft"), signed_out=401),
    line(
        "liaison:remind", "POST",
        of_note("sent", names("teacher delegate", HEADS)),
        of_note("named", MANAGED["named"]),
        of_note("service", MANAGED["service"], writes=False),
        of_note("verne", MANAGED["verne"]),
        second_factor=True,
    ),
    line(
        "liaison:remind_not", "POST",
        of_note("sent", names("teacher delegate", HEADS), before=_reminded),
        of_note("named", MANAGED["named"], writes=False),
        of_note("service", MANAGED["service"], writes=False),
        of_note("verne", MANAGED["verne"], writes=False),
        second_factor=True,
    ),
    line("liaison:add", "POST", *_managing("sent", "verne", writes=False)),
    line(
        "liaison:follower_add", "POST",
        *_managing("named", data=lambda s, w: {"person": str(s.id("delegate"))}),
        *_managing("verne", writes=False),
    ),
    line(
        "liaison:follower_remove", "POST",
        Variant(
            name="named", args=lambda s: (s.note("named"), s.id("staff")), ok=MANAGED["named"],
            forbidden=names(SEEN["named"], but=MANAGED["named"]),
        ),
    ),
    line("liaison:correct", "GET POST", *_managing(data=lambda s, w: _CORRECTED)),
    line("liaison:withdraw", "GET POST", *_managing()),
    line("liaison:archive", "POST", *_managing()),
    line("liaison:take_out", "POST", *_managing(writes=False)),
    line(
        "liaison:print", "GET",
        of_note("draft", "teacher"),
        of_note("sent", names(FOLLOWED["sent"], CE1_FAMILIES, TOM_FAMILY)),
        of_note("named", names(FOLLOWED["named"], LEA_FAMILY)),
        of_note("service", names(FOLLOWED["service"], LEA_FAMILY)),
        # Families keep a stub.
        of_note("withdrawn", FOLLOWED["withdrawn"]),
        of_note("scheduled", SEEN["scheduled"]),
        of_note("verne", SEEN["verne"]),
        signed_out=401,
    ),
    line(
        "liaison:version", "GET",
        Variant(
            name="sent", args=lambda s: (s.note("sent"), "1"), ok=names(FOLLOWED["sent"], CE1_FAMILIES),
            silent=TOM_FAMILY,
        ),
        Variant(name="named", args=lambda s: (s.note("named"), "1"), ok=names(FOLLOWED["named"], LEA_FAMILY)),
        Variant(name="withdrawn", args=lambda s: (s.note("withdrawn"), "1"), ok=FOLLOWED["withdrawn"]),
        Variant(name="verne", args=lambda s: (s.note("verne"), "1"), ok=SEEN["verne"]),
    ),
)  # fmt: skip
