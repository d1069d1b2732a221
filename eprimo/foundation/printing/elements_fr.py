"""The elements and attributes of a CII invoice as people read them in French, each with its own name beside: a
software shows one or the other."""

from lxml import etree

_NBSP = "\N{NO-BREAK SPACE}"
# By their own name, or by « parent/name » where the same name says several things.
ELEMENTS = {
    "ActualAmount": "le montant de la remise ou du frais", "AdditionalReferencedDocument": "la pièce jointe",
    "AllowanceTotalAmount": "le total des remises de pied", "ApplicableHeaderTradeAgreement": "le groupe des parties",
    "ApplicableHeaderTradeDelivery": "le groupe de la livraison",
    "ApplicableHeaderTradeSettlement": "le groupe du règlement",
    "ApplicableHeaderTradeSettlement/ApplicableTradeTax": "le récapitulatif de TVA",
    "ApplicableTradeTax": "la TVA de la ligne", "ApplicableTradeTax/TypeCode": "la sorte de taxe",
    "AppliedTradeAllowanceCharge": "la remise sur le prix",
    "AssociatedDocumentLineDocument": "le groupe du numéro de la ligne", "BasisAmount": "la base",
    "BasisQuantity": "la quantité pour laquelle est le prix", "BICID": "le BIC", "BilledQuantity": "la quantité",
    "BillingSpecifiedPeriod": "la période facturée", "BuyerOrderReferencedDocument": "le bon de commande",
    "BuyerReference": "la référence de l’acheteur (code service)", "BuyerTradeParty": "l’acheteur",
    "CalculatedAmount": "le montant de TVA", "CategoryCode": "la catégorie de TVA",
    "CategoryTradeTax": "la TVA de la remise ou du frais", "ChargeAmount": "le prix",
    "ChargeIndicator": "le signe qui distingue un frais d’une remise",
    "ChargeTotalAmount": "le total des frais de pied",
    "CityName": "la ville", "Content": "le texte de la note", "ContractReferencedDocument": "le marché",
    "CountryID": "le pays", "DateTimeString": "la date", "DefinedTradeContact": "le contact",
    "Description": "la description", "DueDateDateTime": "la date d’échéance", "DuePayableAmount": "le net à payer",
    "EndDateTime": "la fin de la période", "ExchangedDocument": "l’en-tête",
    "ExchangedDocument/ID": "le numéro de la facture", "ExchangedDocument/TypeCode": "le type de document",
    "ExchangedDocumentContext": "le profil", "ExemptionReason": "le motif d’exonération de TVA",
    "ExemptionReasonCode": "le code d’exonération de TVA", "GrandTotalAmount": "le total TTC",
    "GrossPriceProductTradePrice": "le prix brut",
    "GuidelineSpecifiedDocumentContextParameter": "l’identifiant du profil",
    "IBANID": "l’IBAN", "ID": "l’identifiant", "IncludedNote": "la note",
    "IncludedSupplyChainTradeLineItem": "une ligne",
    "Indicator": "le signe qui distingue un frais d’une remise", "InvoiceCurrencyCode": "la monnaie",
    "InvoiceReferencedDocument": "la facture corrigée", "IssueDateTime": "la date de la facture",
    "IssuerAssignedID": "le numéro du document", "LineID": "le numéro de la ligne", "LineOne": "la rue",
    "LineTotalAmount": "le montant HT de la ligne", "Name": "le nom", "NetPriceProductTradePrice": "le prix net",
    "PayeePartyCreditorFinancialAccount": "le compte à payer", "PayeeTradeParty": "le bénéficiaire",
    "PostalTradeAddress": "l’adresse", "PostcodeCode": "le code postal", "RateApplicablePercent": "le taux de TVA",
    "Reason": "le motif", "ReasonCode": "le code du motif", "RoundingAmount": "l’arrondi",
    "SellerTradeParty": "le vendeur", "ShipToTradeParty": "le lieu de livraison",
    "SpecifiedLegalOrganization": "le groupe du SIREN ou du SIRET",
    "SpecifiedLineTradeAgreement": "le groupe du prix de la ligne",
    "SpecifiedLineTradeDelivery": "le groupe de la quantité",
    "SpecifiedLineTradeSettlement": "le groupe de la TVA et du montant de la ligne",
    "SpecifiedTaxRegistration": "le groupe du numéro de TVA", "SpecifiedTaxRegistration/ID": "le numéro de TVA",
    "SpecifiedTradeAllowanceCharge": "la remise ou le frais",
    "SpecifiedTradePaymentTerms": "les conditions de paiement",
    "SpecifiedTradeProduct": "l’article", "SpecifiedTradeProduct/Name": "la désignation",
    "SpecifiedTradeSettlementHeaderMonetarySummation": "le groupe des totaux",
    "SpecifiedTradeSettlementHeaderMonetarySummation/LineTotalAmount": "la somme des lignes, HT",
    "SpecifiedTradeSettlementLineMonetarySummation": "le groupe du montant de la ligne",
    "SpecifiedTradeSettlementPaymentMeans": "le paiement",
    "SpecifiedTradeSettlementPaymentMeans/TypeCode": "le moyen de paiement", "StartDateTime": "le début de la période",
    "SubjectCode": "le sujet de la note", "SupplyChainTradeTransaction": "le corps de la facture",
    "TaxBasisTotalAmount": "le total HT", "TaxTotalAmount": "le total de la TVA",
    "TotalPrepaidAmount": "le montant déjà payé",
    "TypeCode": "le type", "URIUniversalCommunication": "le groupe de l’adresse électronique",
    "URIID": "l’adresse électronique", "AttachmentBinaryObject": "le fichier joint",
    "BusinessProcessSpecifiedDocumentContextParameter": "le cadre de facturation",
    "CalculationPercent": "le pourcentage", "CompleteNumber": "le numéro de téléphone",
    "CountrySubDivisionName": "la région", "DirectDebitMandateID": "le mandat de prélèvement",
    "DueDateTypeCode": "le code d’exigibilité de la TVA", "FormattedIssueDateTime": "la date du document",
    "GlobalID": "l’identifiant d’une liste internationale", "Information": "le libellé du moyen de paiement",
    "OccurrenceDateTime": "la date de livraison", "PaymentReference": "la référence du paiement",
    "ReceivableSpecifiedTradeAccountingAccount": "la référence comptable de l’acheteur",
    "ReferenceTypeCode": "le code de la sorte de référence", "TaxPointDate": "la date d’exigibilité de la TVA",
    "TradingBusinessName": "le nom commercial", "Value": "la valeur",
}  # fmt: skip

ATTRIBUTES = {
    "currencyID": "la monnaie du montant", "filename": "le nom du fichier joint", "format": "la forme de la date",
    "listID": "la liste du code", "listVersionID": "la version de la liste",
    "mimeCode": "le type du fichier joint", "schemeID": "la sorte d’identifiant",
    "unitCode": "l’unité",
}  # fmt: skip

# What an invoice of this market says there, of all that the standard allows.
WANTED = {
    "ApplicableTradeTax/TypeCode": "VAT (la TVA)", "CategoryCode": "S (taux normal)", "CountryID": "FR",
    "ExchangedDocument/TypeCode": "380 (facture) ou 381 (avoir)", "InvoiceCurrencyCode": "EUR",
    "SpecifiedTradeSettlementPaymentMeans/TypeCode": "30 ou 58 (virement)", "currencyID": "EUR", "format": "102",
    "unitCode": "C62 (unité)",
    "SpecifiedLegalOrganization/schemeID": "0002 (SIREN) ou 0009 (SIRET)",
    "SpecifiedTaxRegistration/schemeID": "VA (numéro de TVA) ou FC (autre numéro fiscal)",
}  # fmt: skip


def element_words(name: str, parent: str = "") -> str:
    """« le total TTC (GrandTotalAmount) »; what is not known by French words is named as it is: « l’élément Foo »."""
    known = ELEMENTS.get(f"{parent}/{name}") or ELEMENTS.get(name)
    return f"{known} ({name})" if known else f"l’élément {name}"


def attribute_words(name: str) -> str:
    """« l’unité (unitCode) »."""
    known = ATTRIBUTES.get(name)
    return f"{known} ({name})" if known else f"l’attribut {name}"


def wanted_words(name: str, *parents: str) -> str:
    """« ; attendu : EUR »; empty where any value may be right."""
    found = next(
        (WANTED[f"{one}/{name}"] for one in parents if f"{one}/{name}" in WANTED), WANTED.get(name, "")
    )
    return f"{_NBSP}; attendu{_NBSP}: {found}" if found else ""


def local(node: etree._Element | None) -> str:
    """The name of an element without its namespace; empty for none."""
    return "" if node is None or not isinstance(node.tag, str) else str(etree.QName(node).localname)
