"""What the owner of the tables does for a session: enter by its key, read its links, say which schools it reaches.

Functions of the schema `wall`, made again by each `migrate`. The application may call them and nothing beside: it can
neither read nor write what a session reaches. The first statement of a request enters; every other one finds the
capability in the setting `eprimo.session` (`kernel.wall`).
"""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from eprimo.foundation.access.links import LINKS
from eprimo.foundation.kernel.database_session import SESSION
from eprimo.foundation.kernel.wall import make_functions

# Without any dated link ahead, the links are read again after that long: a net, not a rule.
LINKS_LAST = timedelta(days=1)

_COLUMNS = {
    "id": ("bigint", "s.id"),
    "role": ("text", "s.role"),
    "school_id": ("bigint", "s.school_id"),
    # As text: the driver reads JSON by itself, and the links are read once.
    "links": ("text", "r.links::text"),
    "stamp": ("bigint", "r.stamp"),
    "created_at": ("timestamptz", "s.created_at"),
    "seen_at": ("timestamptz", "s.seen_at"),
    "second_factor_at": ("timestamptz", "s.second_factor_at"),
    "trusted_until": ("timestamptz", "s.trusted_until"),
    "factors_since": ("timestamptz", "a.factors_since"),
    "factor_held_until": ("timestamptz", "a.factor_held_until"),
    "idle_seconds": ("integer", "s.idle_seconds"),
    "expires_at": ("timestamptz", "s.expires_at"),
    "shared": ("boolean", "s.shared"),
    **{name: ("text", f"s.{name}") for name in ("turn", "next_turn", "former_turn", "address", "device")},
    "turned_at": ("timestamptz", "s.turned_at"),
    "slowed_until": ("timestamptz", "s.slowed_until"),
    "scope": ("bigint[]", "s.scope"),
    "account_id": ("bigint", "a.id"),
    "charter_at": ("timestamptz", "a.charter_at"),
    **{
        name: ("text", f"a.{name}")
        for name in ("language", "theme", "reading", "font", "text_size", "animations")
    },
    "has_news": ("boolean", "a.has_news"),
    "person_id": ("bigint", "p.id"),
    "public_id": ("uuid", "p.public_id"),
    "animal": ("text", "p.animal"),
    "first_name": ("text", "p.first_name"),
    "last_name": ("text", "COALESCE(NULLIF(p.usual_name, ''), p.last_name)"),
    "switch_counter": ("bigint", "f.switch_counter"),
}
SESSION_COLUMNS = tuple(_COLUMNS)

NOW = "clock_timestamp() + COALESCE((SELECT c.ahead FROM wall.clock c), interval '0')"
# The schools of the session, by an instant.
REACHED = """
SELECT CASE WHEN r.widened_in = pg_current_xact_id_if_assigned() THEN r.schools || r.widened ELSE r.schools END
  FROM wall.reach r WHERE r.key_hash = current_setting('eprimo.session', true) AND {now} < r.until
"""

_FUNCTIONS = [Path(__file__).with_name(name) for name in ("wall.sql", "wall_writes.sql")]
# What the application may call by name.
CALLED = (
    "wall.now()", "wall.schools()", "wall.own()", "wall.places()", "wall.opened()", "wall.territory()",
    "wall.academy()", "wall.staff()", "wall.ways_shared(bigint)",
    "wall.event_schools()", "wall.stands_for_a_territory()", "wall.enter(text)", "wall.enter_feed(text)",
    "wall.session_of(text)", "wall.standings(bigint[])", "wall.read_again(bigint[])",
    "wall.widen(bigint[])", "wall.narrow()", "wall.me()", "wall.account()", "wall.joined()", "wall.directed()",
    "wall.run()", "wall.leads(bigint)", "wall.leads_account(bigint)", "wall.leads_mandates(bigint)",
    "wall.reasons(text,bigint[])",
    "wall.restriction_reasons(bigint)", "wall.restriction_copied(bigint,bigint)", "wall.browser_taken(text)",
    "wall.serves_a_page()", "wall.places_of(bigint)", "wall.linked()",
    "wall.directs_family(bigint,bigint)", "wall.directs_link(bigint)", "wall.holds(text)",
    "wall.gives(text,bigint,bigint,bigint,bigint,bigint,bigint)",
)  # fmt: skip


def functions() -> str:
    """Return the SQL of these files, with the links and the columns that Python knows."""
    pieces = {
        "pages": settings.APPLICATION_ROLE,
        "door": settings.DOOR_ROLE,
        "now": NOW,
        "reached": REACHED.format(now=NOW),
        "links": LINKS.sql.replace("%(me)s", "$1").replace("%(now)s", "$2"),
        "links last": f"{LINKS_LAST.total_seconds():.0f} seconds",
        "columns": ", ".join(f"{name} {kind}" for name, (kind, _) in _COLUMNS.items()),
        "values": ", ".join(f"({source})::{kind}" for kind, source in _COLUMNS.values()),
    }
    text = "\n".join(file.read_text(encoding="utf-8") for file in _FUNCTIONS)
    for name, piece in pieces.items():
        text = text.replace(f"/* {name} */", piece)
    return text


def install() -> None:
    """Make the functions, or make them again (as owner)."""
    make_functions(functions(), called=CALLED)


def leave() -> None:
    """Let the rest of the request reach nothing: its session gave no right after all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, '', false)", [SESSION])
