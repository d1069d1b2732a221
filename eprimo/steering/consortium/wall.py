"""What the second wall asks of the group's tables: who acts for which body, and for which market.

Conditions of SQL for `Writes` of a model (`kernel.data`): each names a row by its member or by its market, so that who
acts for one body writes nothing of another. The policies in Python say the rest.
"""

from pathlib import Path

from eprimo.foundation.kernel.table_rules import Writes, kept_where
from eprimo.foundation.kernel.wall import INSTALLERS, make_functions

IN_GROUP = "(SELECT wall.in_group())"
KEEPS = "(SELECT wall.keeps_market())"
COORDINATES = "(SELECT wall.holds('coordinator'))"
# The same where a trigger asks it of a row that is changed.
KEEPS_NOW = "wall.keeps_market()"
ACADEMY = "(SELECT wall.holds('academy'))"
# Who acts for a member of the group, and who is its contractor.
BUYS = "(SELECT wall.members()) <> '{}'"
CONTRACTS = "(SELECT wall.holds('contractor'))"
# Who opens the offers: never a member, whose prices they are not yet.
ANALYSES = "((SELECT wall.holds('coordinator')) OR (SELECT wall.holds('commission')))"


CALLED = (
    "wall.in_group()", "wall.keeps_market()", "wall.own_members()", "wall.members()", "wall.markets_of_members()",
    "wall.markets_held()", "wall.offers_won()", "wall.cleared()",
)  # fmt: skip


@INSTALLERS.append
def install() -> None:
    """Make the functions, or make them again (as owner)."""
    make_functions(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"), called=CALLED)


def acts_for(column: str = "member_id") -> str:
    """The session acts for the member that this column names: it is of the body, or of its managing body."""
    return f"{column} = ANY ((SELECT wall.members())::bigint[])"


def is_of(column: str = "member_id") -> str:
    """The session is of the body itself, not of one that it mandated."""
    return f"{column} = ANY ((SELECT wall.own_members())::bigint[])"


def contracted(column: str = "market_id") -> str:
    """The session is the contractor's, and the market that this column names was notified to it."""
    return f"{column} = ANY ((SELECT wall.markets_held())::bigint[])"


def through(key: str, table: str, condition: str) -> str:
    """The row that `key` names in `table` meets the condition."""
    return f"{key} IN (SELECT id FROM public.{table} WHERE {condition})"  # noqa: S608 - names of our own tables


def either(*conditions: str) -> str:
    return " OR ".join(f"({one})" for one in conditions)


# Of the coordinator alone, read by whoever has a part in the group.
KEPT_BY_COORDINATOR = kept_where(KEEPS, read=IN_GROUP)


def kept_for_member(column: str = "member_id", *others: str, read: str = IN_GROUP) -> Writes:
    """By who acts for the member and by the coordinator, and by those whom `others` name."""
    return kept_where(either(acts_for(column), KEEPS, *others), read=read)


def acts_for_now(column: str) -> str:
    """`acts_for`, of a row that a trigger holds."""
    return f"{column} = ANY (wall.members())"


def contracted_now(column: str) -> str:
    """`contracted`, of a row that a trigger holds."""
    return f"{column} = ANY (wall.markets_held())"


def cleared() -> str:
    """The session opens the offers of the consultation that the row is of: its person declared to have no interest."""
    return f"{ANALYSES} AND consultation_id = ANY ((SELECT wall.cleared())::bigint[])"


def cleared_or_won() -> str:
    """That; or the session has a part in the group, and the offer won a market that was notified."""
    return f"{cleared()} OR {IN_GROUP} AND id = ANY ((SELECT wall.offers_won())::bigint[])"
