"""« Own preferences: self ». Nothing is sent to pupils: the pages are not theirs. The way out of an e-mail opens with
its key alone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from eprimo.foundation.notifications.models import Round
from eprimo.foundation.notifications.rhythms import Level, rhythms_of_level
from tests.conftest import NOW
from tests.matrix.line import EVERYBODY, Variant, line
from tests.matrix.lines.accounts import _ADULTS
from tests.matrix.scene import LATER, Scene
from tests.matrix.who import LEA_FAMILY

# A text: any other key answers the same page, and does nothing.
_KEY = UUID("0190aaaa-0000-7000-8000-00000000cafe")


def _details(scene: Scene, who: str) -> Mapping[str, Any]:
    return {
        f"{lane}-{channel}": rhythm for (lane, channel), rhythm in rhythms_of_level(Level.NOTHING).items()
    }


def _as_all(scene: Scene, who: str) -> Mapping[str, Any]:
    return {f"{lane}-{channel}": "tous" for lane, channel in rhythms_of_level(Level.NOTHING)}


def _a_mail(scene: Scene) -> object:
    return Round.objects.create(
        key=_KEY, person=scene.cast.samira, school=scene.cast.tilleuls, channel="mail", rhythm="daily", since=NOW,
        until=NOW, due_at=NOW, state="sent",
    )  # fmt: skip


LINES = (
    line(
        "notices:preferences", "GET POST", Variant(ok=_ADULTS, data=lambda s, w: {"level": "rien"}), always_open=True,
    ),
    line("notices:detail", "GET POST", Variant(ok=_ADULTS, data=_details), always_open=True),
    line(
        "notices:of_child", "GET POST",
        Variant(name="lea", args=lambda s: (s.id("lea"),), ok=LEA_FAMILY, data=_as_all),
        Variant(name="lea_verne", args=lambda s: (s.id("lea_verne"),), ok="guardian_verne", data=_as_all),
        Variant(name="zoe", args=lambda s: (s.id("zoe"),), ok="restricted_1", data=_as_all),
        always_open=True,
    ),
    line(
        "notices:pause", "POST",
        Variant(ok=_ADULTS, data=lambda s, w: {"until": f"{LATER:%Y-%m-%d}"}),
        Variant(name="end", ok=_ADULTS, data=lambda s, w: {"end": "1"}, writes=False),
        always_open=True,
    ),
    line(
        "notices:stop", "GET POST",
        Variant(name="a mail", args=lambda s: (str(_KEY),), before=_a_mail, ok=EVERYBODY),
        Variant(
            name="no such mail", args=lambda s: (str(UUID(int=7)),), ok=EVERYBODY, writes=False,
        ),
        public=True, always_open=True,
    ),
)  # fmt: skip
