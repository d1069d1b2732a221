"""What ends by itself: what was opened to a partner, with the invitation to the school."""

from eprimo.foundation.kernel.periodic import every
from eprimo.services.partners.actions import invitations_end


@every(600)
def end_invitations() -> int:
    return invitations_end()
