"""How long alarms about sessions are kept, and why."""

from datetime import timedelta

from eprimo.foundation.accounts.retention import ACCOUNTS
from eprimo.foundation.kernel.retention_rules import GOES, After, Retention, nameless

RETENTION = [
    Retention(
        "access.RefusalAlarm",
        ("name", "reason"),
        "un an",
        "Savoir qui a parcouru des pages qui ne sont pas les siennes, si cela se répète.",
        of=ACCOUNTS,
        ends=(After("at", timedelta(days=365)),),
        persons={"person": GOES, "named_by": nameless("reason")},
    ),
]
