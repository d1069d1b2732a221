from eprimo.steering.consortium.models.market import Market
from eprimo.steering.consortium.models.members import (
    MOST_ACCOUNTS,
    ManagingBody,
    Member,
    Need,
    NeedsReturn,
    Piece,
    Representation,
    SchoolClaim,
    Seat,
    Signatory,
)

__all__ = [
    "MOST_ACCOUNTS",
    "ManagingBody",
    "Market",
    "Member",
    "Need",
    "NeedsReturn",
    "Piece",
    "Representation",
    "SchoolClaim",
    "Seat",
    "Signatory",
]
