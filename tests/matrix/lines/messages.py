"""« Conversations »: lists hold what one reads; a guardian writes about own children, teachers and heads to families;
one on a matter is its guardian's and its audience's."""

from typing import Any
from uuid import UUID

from eprimo.foundation.conversations.models import Conversation, Message
from tests.matrix.line import Variant, line, names
from tests.matrix.own_children import boxes
from tests.matrix.scene import Scene
from tests.matrix.who import AGENTS, CE1_TEACHERS, GUARDIANS, HEADS, STAFF, TEACHERS
from tests.services.messages import words

_TALK, _THERE = (UUID(f"018f0000-0000-7000-8000-00000000001{last}") for last in "67")
_FORM = {"matter": "health", "body": "Bonjour"}
_WRITERS = f"{names(TEACHERS, HEADS)} teacher_verne director_verne"


def _asked(scene: Scene) -> None:
    """Samira wrote to Léa's teachers; in the other school, a mother to her own daughter's."""
    talk = words.write(scene.cast)
    Conversation.objects.filter(id=talk.id).update(public_id=_TALK)
    there = words.write(scene.cast, "guardian_verne", child="lea_verne", school=scene.cast.verne)
    Conversation.objects.filter(id=there.id).update(public_id=_THERE)


def _answered(scene: Scene) -> None:
    _asked(scene)
    for talk, who in ((_TALK, "teacher"), (_THERE, "teacher_verne")):
        words.say(scene.cast, Conversation.objects.get(public_id=talk), who)


def _last(s: Scene, w: str) -> dict[str, str]:
    of = _THERE if w.endswith("_verne") else _TALK
    talk = Conversation.objects.filter(public_id=of).first()
    said = Message.objects.filter(conversation_id=talk.id).order_by("-id").first() if talk else None
    return {"message": str(said.public_id if said else UUID(int=0))}


def _both(s: Scene, w: str) -> dict[str, Any]:
    return _FORM | {"guardians": [str(s.id("samira")), str(s.id("paul"))]}


def _talks(before: Any, there: dict[str, str], **here: Any) -> tuple[Variant, Variant]:
    """Of a conversation of each of two schools: who is named here, and there."""
    data = {"data": here.pop("data")} if "data" in here else {}
    return (
        Variant(args=lambda s: (_TALK,), before=before, **here, **data),
        Variant(name="of the other school", args=lambda s: (_THERE,), before=before, **(data | there)),
    )


def _about(s: Scene, w: str) -> dict[str, str]:
    """The first of the own children, at the first of its schools."""
    return dict(zip(("enfant", "ecole"), own[0].split("."), strict=True)) if (own := boxes(s, w)) else {}


LINES = (
    line(
        "messages:to_school", "GET POST",
        Variant(data=lambda s, w: _FORM | _about(s, w), ok=f"{GUARDIANS} guardian_verne"),
    ),
    line("messages:choose", "GET", Variant(ok=_WRITERS)),
    line(
        "messages:to_family", "GET POST",
        Variant(args=lambda s: (s.id("lea"),), data=_both, ok=names(CE1_TEACHERS, HEADS)),
        Variant(
            name="of the other school", args=lambda s: (s.id("lea_verne"),), ok="teacher_verne director_verne",
            data=lambda s, w: _FORM | {"guardians": [str(s.id("guardian_verne"))]},
        ),
    ),
    line(
        "messages:one", "GET POST",
        *_talks(
            _asked, {"ok": "guardian_verne teacher_verne"}, data=lambda s, w: _FORM, ok=f"samira {CE1_TEACHERS}"
        ),
    ),
    line(
        "messages:seen", "POST",
        *_talks(_answered, {"ok": "guardian_verne teacher_verne"}, ok=f"samira {CE1_TEACHERS}"),
    ),
    line(
        "messages:recall", "POST",
        *_talks(
            _asked, {"ok": "guardian_verne", "refused": "teacher_verne"}, data=_last, ok="samira", refused=CE1_TEACHERS
        ),
    ),
    line(
        "messages:show", "GET POST",
        *_talks(
            _asked,
            {"ok": "guardian_verne teacher_verne", "data": lambda s, w: {"person": str(s.id("director_verne"))}},
            data=lambda s, w: {"person": str(s.id("director"))}, ok=f"samira {CE1_TEACHERS}",
        ),
    ),
    line(
        "messages:close", "POST",
        *_talks(
            _asked, {"ok": "teacher_verne", "forbidden": "guardian_verne"}, ok=CE1_TEACHERS, forbidden="samira"
        ),
    ),
    line(
        "messages:list", "GET",
        Variant(
            ok=names(GUARDIANS, TEACHERS, HEADS, STAFF, AGENTS)
            + " guardian_verne teacher_verne director_verne staff_verne agent_verne"
        ),
    ),
)  # fmt: skip
