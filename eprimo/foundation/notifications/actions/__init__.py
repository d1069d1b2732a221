from eprimo.foundation.notifications.actions.notices import (
    Card,
    Ring,
    notices_bump,
    notices_drop,
    notices_make,
    notices_settle,
)

__all__ = ["Card", "Ring", "notices_bump", "notices_drop", "notices_make", "notices_settle"]
