"""What the pieces of closures call."""

from eprimo.foundation.kernel.services import AGENDA, services
from eprimo.ui.addresses import reverse


def days_page() -> str:
    """The address where the days of a school are read: the first service of that entry of the menu."""
    return reverse(next(one.url_name for one in services() if one.place == AGENDA and one.url_name))


FUNCTIONS = {"days_page": days_page}
