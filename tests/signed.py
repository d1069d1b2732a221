"""Sessions for tests: at work, with a second factor given when they began, as at the desk of who acts in their role."""

from typing import Any

from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.accounts.sessions import session_open


def signed(account: Account, **more: Any) -> tuple[Session, str]:
    """A fresh session and its key. Without a factor: `session_open` of the product."""
    row, key = session_open(account, **more)
    row.second_factor_at = row.created_at
    row.save(update_fields=["second_factor_at"])
    return row, key
