"""An invoice that is right, for what a test makes wrong."""

from datetime import date
from decimal import Decimal
from typing import Any

from eprimo.foundation.printing.invoicing import Invoice, Line, Party

SELLER = Party(
    name="Éditeur d’ENT fictif",
    siret="35600000049837",
    street="1 rue du Port",
    postcode="44000",
    city="Nantes",
    iban="FR7630006000011234567890189",
    bic="AGRIFRPP",
)
BUYER = Party(
    name="Commune de Sainte-Luce", siret="21440172100016", postcode="44980", city="Sainte-Luce-sur-Loire"
)


def invoice(**changed: Any) -> Invoice:
    terms: dict[str, Any] = {
        "number": "F-2026-00001",
        "issued_on": date(2026, 11, 27),
        "due_on": date(2026, 12, 27),
        "seller": SELLER,
        "buyer": BUYER,
        "lines": [
            Line(
                name="Comptes, école Jean Moulin",
                quantity=Decimal(85),
                price=Decimal("2.4"),
                note="UAI 0440001M",
            ),
            Line(
                name="Comptes, école Jules Verne",
                quantity=Decimal(120),
                price=Decimal("2.4"),
                note="UAI 0440002N",
            ),
        ],
        "first_day": date(2026, 7, 19),
        "last_day": date(2027, 7, 18),
        "order": "BC-2026-0001",
        "contract": "2026-ENT-01",
        "mentions": (("PMT", "Indemnité forfaitaire pour frais de recouvrement\u00a0: 40 €."),),
    }
    return Invoice(**terms | changed)
