"""« Conversations »: lists hold what one reads; a guardian writes about own children, teachers and heads to families;
one on a matter is its guardian's and its audience's."""

from typing import Any
from uuid import UUID

from eprimo.foundation.conversations.models import Conversation, Message
from tests.matrix.line import Variant, line, names
from tests.matrix.scene import Scene
from tests.matrix.who import AGENTS, CE1_TEACHERS, GUARDIANS, HEADS, STAFF, TEACHERS
from tests.services.messages import words

_TALK = UUID("018f0000-0000-7000-8000-000000000016")
_FORM = {"matter": "health", "body": "Bonjour"}
_WRITERS = f"{names(TEACHERS, HEADS)} teacher_verne director_verne"


def _asked(scene: Scene) -> None:
    """Samira wrote to Léa's teachers."""
    talk = words.write(scene.cast)
    Conversation.objects.filter(id=talk.id).update(public_id=_TALK)


def _answered(scene: Scene) -> None:
    _asked(scene)
    words.say(scene.cast, Conversation.objects.get(public_id=_TALK), "teacher")


def _last(s: Scene, w: str) -> dict[str, str]:
    said = Message.objects.order_by("-id").first()
    return {"message": str(said.id if said else 0)}


def _both(s: Scene, w: str) -> dict[str, Any]:
    return _FORM | {"guardians": [str(s.id("samira")), str(s.id("paul"))]}


def _talk(before: Any, **more: Any) -> Variant:
    return Variant(args=lambda s: (_TALK,), before=before, **more)


LINES = (
    line("messages:to_school", "GET POST", Variant(data=lambda s, w: _FORM, ok=f"{GUARDIANS} guardian_verne")),
    line("messages:choose", "GET", Variant(ok=_WRITERS)),
    line(
        "messages:to_family", "GET POST",
        Variant(args=lambda s: (s.id("lea"),), data=_both, ok=names(CE1_TEACHERS, HEADS)),
    ),
    line("messages:one", "GET POST", _talk(_asked, data=lambda s, w: _FORM, ok=f"samira {CE1_TEACHERS}")),
    line("messages:seen", "POST", _talk(_answered, ok=f"samira {CE1_TEACHERS}")),
    line("messages:recall", "POST", _talk(_asked, data=_last, ok="samira", refused=CE1_TEACHERS)),
    line("messages:close", "POST", _talk(_asked, ok=CE1_TEACHERS, forbidden="samira")),
    line(
        "messages:list", "GET",
        Variant(
            ok=names(GUARDIANS, TEACHERS, HEADS, STAFF, AGENTS)
            + " guardian_verne teacher_verne director_verne staff_verne agent_verne"
        ),
    ),
)  # fmt: skip
