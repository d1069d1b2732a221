from eprimo.steering.consortium.models.market import Market
from eprimo.steering.consortium.models.members import (
    ManagingBody,
    Member,
    Piece,
    Representation,
    SchoolClaim,
    Seat,
    Signatory,
)

__all__ = [
    "ManagingBody",
    "Market",
    "Member",
    "Piece",
    "Representation",
    "SchoolClaim",
    "Seat",
    "Signatory",
]
