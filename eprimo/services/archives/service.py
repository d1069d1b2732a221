"""« Nos années passées » in the menu of those to whom a class left something."""

from eprimo.foundation.kernel.services import CLASS, Service, register
from eprimo.services.archives.queries import ROLES

register(
    Service(
        "archives", "Nos années passées", "book-open", "archives:home", ROLES,
        order=70, place=CLASS, shown_to=lambda actor: bool(actor.archive_audience_ids),
    )
)  # fmt: skip
