from eprimo.foundation.notifications.actions.notices import (
    Card,
    Ring,
    Settled,
    notice_renew,
    notices_again,
    notices_bump,
    notices_drop,
    notices_follow,
    notices_make,
    notices_redate,
    notices_reopen,
    notices_settle,
)

__all__ = [
    "Card",
    "Ring",
    "Settled",
    "notice_renew",
    "notices_again",
    "notices_bump",
    "notices_drop",
    "notices_follow",
    "notices_make",
    "notices_redate",
    "notices_reopen",
    "notices_settle",
]
