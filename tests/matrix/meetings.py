"""Meetings of the group for the matrix: one held, with minutes and a document; one to come; one being prepared."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.actions import GivenFile
from eprimo.steering.governance.actions import (
    meeting_convene,
    meeting_file_add,
    meeting_plan,
    members_invite,
    minutes_publish,
    minutes_write,
    news_publish,
    news_write,
)
from eprimo.steering.governance.models import Meeting, Minutes
from tests.conftest import NOW
from tests.steering.consortium.group import PDF
from tests.steering.governance.test_meetings import SAID

if TYPE_CHECKING:
    from tests.matrix.scene import Scene


def meetings_of(scene: "Scene") -> None:
    group, by = scene["group"], scene.cast.actor("coordinator_manager")
    past = replace(SAID, starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=2, hours=-2))

    def planned(said: object = SAID) -> Meeting:
        made = meeting_plan(actor=by, market=group.market, said=said)  # type: ignore[arg-type]
        members_invite(actor=by, meeting=made, members=[group["valmarais"]])
        return made

    with clock.frozen(NOW - timedelta(days=9)):
        held = meeting_convene(actor=by, meeting=planned(past))
    minutes_write(actor=by, meeting=held, text="Ce qui s’est dit.")
    scene.things["minutes"] = minutes_publish(actor=by, meeting=held)
    scene.things["meeting_file"] = meeting_file_add(
        actor=by, meeting=held, file=GivenFile("support.pdf", PDF)
    )
    scene.things["held"] = held
    draft = scene.things["draft_news"] = news_write(actor=by, market=group.market, title="Un", text="Deux")
    other = news_write(actor=by, market=group.market, title=f"{draft} bis", text="Trois")
    scene.things["news"] = news_publish(actor=by, news=other)
    scene.things["coming"] = meeting_convene(actor=by, meeting=planned())
    scene.things["prepared"] = planned()


def drafted(scene: "Scene") -> object:
    """A second version waits."""
    return Minutes.objects.create(meeting=scene["held"], version=2, text="Autre", reason="Une date")
