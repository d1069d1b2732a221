from eprimo.steering.consortium.models.dossier import Deliberation, Letter
from eprimo.steering.consortium.models.gaps import Decision
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
from eprimo.steering.consortium.models.papers import IssuedPaper

__all__ = [
    "MOST_ACCOUNTS",
    "Decision",
    "Deliberation",
    "IssuedPaper",
    "Letter",
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
