"""The imports in the menu of who directs a school, and what is told of one that many people left by."""

from eprimo.console.imports.tasks import MANY_LEFT
from eprimo.foundation.kernel.actor import HEADS
from eprimo.foundation.kernel.services import SCHOOL, NoticeCard, Service, register

register(
    Service(
        "imports", "Import ONDE", "file-check", "imports:index", HEADS, order=45, place=SCHOOL,
        # On the home of who has children; who has none reads it under « À traiter ».
        cards={MANY_LEFT: NoticeCard("imports/_card.html")},
    )
)  # fmt: skip
