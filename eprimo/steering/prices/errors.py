"""What the price schedule refuses, in words."""

from eprimo.foundation.kernel.errors import Conflict, DomainError


class WrongPrice(DomainError):
    code = "wrong-price"
    status = 422


class WrongLine(DomainError):
    code = "wrong-line"
    status = 422


class WrongTerms(DomainError):
    code = "wrong-terms"
    status = 422


class WrongAmendment(DomainError):
    """An amendment of prices, or another rate of VAT, that cannot be noted."""

    code = "wrong-amendment"
    status = 422


class Awarded(Conflict):
    """The prices are those of a contract: nobody changes them."""

    code = "prices-awarded"
    sentence = (
        "Les prix du contrat sont arrêtés\N{NO-BREAK SPACE}: seul un avenant les change, pour une année à venir du "
        "marché."
    )


class Published(Conflict):
    """Offers are priced line by line: no line comes, changes or goes any more [C 7.3]."""

    code = "prices-published"
    sentence = (
        "Le marché est publié\N{NO-BREAK SPACE}: les candidats chiffrent ce bordereau, ses lignes ne changent plus "
        "(article 7.3)."
    )


class PricesMissing(DomainError):
    """The award gives a price to each line, no more and no less."""

    code = "prices-missing"
    status = 422
