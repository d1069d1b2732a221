"""The terms of EN 16931 as people read them in French: groups, terms, elements of CII, categories of VAT."""

TERMS = {
    "BT-1": "le numéro de la facture", "BT-2": "la date de la facture", "BT-3": "le type de document",
    "BT-5": "la monnaie", "BT-6": "la monnaie de la TVA", "BT-7": "la date d’exigibilité de la TVA",
    "BT-8": "le code d’exigibilité de la TVA", "BT-9": "la date d’échéance", "BT-10": "la référence de l’acheteur",
    "BT-13": "le numéro du bon de commande", "BT-19": "la référence comptable de l’acheteur",
    "BT-20": "les conditions de paiement", "BT-21": "le sujet de la note", "BT-22": "le texte de la note",
    "BT-23": "le cadre de facturation", "BT-24": "le profil (identifiant de spécification)",
    "BT-25": "la référence de la facture corrigée", "BT-26": "la date de la facture corrigée",
    "BT-27": "le nom du vendeur", "BT-28": "le nom commercial du vendeur", "BT-29": "l’identifiant du vendeur",
    "BT-30": "le SIREN ou SIRET du vendeur", "BT-31": "le numéro de TVA du vendeur",
    "BT-32": "l’enregistrement fiscal du vendeur", "BT-34": "l’adresse électronique du vendeur",
    "BT-40": "le pays du vendeur", "BT-41": "le contact du vendeur", "BT-44": "le nom de l’acheteur",
    "BT-46": "l’identifiant de l’acheteur", "BT-47": "le SIREN ou SIRET de l’acheteur",
    "BT-48": "le numéro de TVA de l’acheteur", "BT-49": "l’adresse électronique de l’acheteur",
    "BT-55": "le pays de l’acheteur", "BT-56": "le contact de l’acheteur", "BT-59": "le nom du bénéficiaire",
    "BT-60": "l’identifiant du bénéficiaire", "BT-61": "l’enregistrement légal du bénéficiaire",
    "BT-62": "le nom du représentant fiscal", "BT-63": "le numéro de TVA du représentant fiscal",
    "BT-69": "le pays du représentant fiscal", "BT-71": "l’identifiant du lieu de livraison",
    "BT-72": "la date de livraison", "BT-73": "le début de la période facturée",
    "BT-74": "la fin de la période facturée", "BT-80": "le pays de livraison", "BT-81": "le moyen de paiement",
    "BT-82": "le libellé du moyen de paiement", "BT-83": "la référence du paiement",
    "BT-84": "l’IBAN ou le compte du bénéficiaire", "BT-85": "le nom du compte", "BT-86": "le BIC",
    "BT-87": "le numéro de la carte", "BT-92": "le montant d’une remise de pied",
    "BT-93": "la base d’une remise de pied",
    "BT-95": "la catégorie de TVA d’une remise de pied", "BT-96": "le taux de TVA d’une remise de pied",
    "BT-97": "le motif d’une remise de pied", "BT-98": "le code du motif d’une remise de pied",
    "BT-99": "le montant d’un frais de pied", "BT-100": "la base d’un frais de pied",
    "BT-102": "la catégorie de TVA d’un frais de pied", "BT-103": "le taux de TVA d’un frais de pied",
    "BT-104": "le motif d’un frais de pied", "BT-105": "le code du motif d’un frais de pied",
    "BT-106": "la somme des lignes, HT", "BT-107": "le total des remises de pied",
    "BT-108": "le total des frais de pied", "BT-109": "le total HT", "BT-110": "le total de la TVA",
    "BT-111": "le total de la TVA dans sa monnaie", "BT-112": "le total TTC", "BT-113": "le montant déjà payé",
    "BT-114": "l’arrondi", "BT-115": "le net à payer", "BT-116": "la base d’un taux de TVA",
    "BT-117": "la TVA d’un taux", "BT-118": "la catégorie de TVA du récapitulatif",
    "BT-119": "le taux du récapitulatif de TVA", "BT-120": "le motif d’exonération de TVA",
    "BT-121": "le code d’exonération de TVA", "BT-122": "la référence d’une pièce jointe",
    "BT-123": "la description d’une pièce jointe", "BT-125": "le fichier d’une pièce jointe",
    "BT-126": "le numéro de la ligne", "BT-127": "la note de la ligne", "BT-128": "l’objet facturé de la ligne",
    "BT-129": "la quantité", "BT-130": "l’unité de la quantité", "BT-131": "le montant HT de la ligne",
    "BT-134": "le début de la période de la ligne", "BT-135": "la fin de la période de la ligne",
    "BT-136": "le montant d’une remise de ligne", "BT-137": "la base d’une remise de ligne",
    "BT-139": "le motif d’une remise de ligne", "BT-140": "le code du motif d’une remise de ligne",
    "BT-141": "le montant d’un frais de ligne", "BT-142": "la base d’un frais de ligne",
    "BT-144": "le motif d’un frais de ligne", "BT-145": "le code du motif d’un frais de ligne",
    "BT-146": "le prix unitaire net", "BT-148": "le prix unitaire brut", "BT-151": "la catégorie de TVA de la ligne",
    "BT-152": "le taux de TVA de la ligne", "BT-153": "la désignation", "BT-157": "l’identifiant standard de l’article",
    "BT-158": "le classement de l’article", "BT-160": "le nom d’un attribut", "BT-161": "la valeur d’un attribut",
    "BG-1": "les notes", "BG-3": "la facture corrigée", "BG-4": "le vendeur", "BG-5": "l’adresse du vendeur",
    "BG-7": "l’acheteur", "BG-8": "l’adresse de l’acheteur", "BG-10": "le bénéficiaire",
    "BG-11": "le représentant fiscal", "BG-12": "l’adresse du représentant fiscal", "BG-13": "la livraison",
    "BG-14": "la période facturée", "BG-15": "l’adresse de livraison", "BG-16": "le paiement",
    "BG-20": "la remise de pied", "BG-21": "le frais de pied", "BG-22": "les totaux",
    "BG-23": "le récapitulatif de TVA", "BG-24": "la pièce jointe", "BG-25": "la ligne",
    "BG-26": "la période de la ligne", "BG-27": "la remise de ligne", "BG-28": "le frais de ligne",
    "BG-32": "l’attribut de l’article",
}  # fmt: skip

# Where an element stands, from the nearest on.
PLACES = {
    "IncludedSupplyChainTradeLineItem": "la ligne", "SellerTradeParty": "le vendeur", "BuyerTradeParty": "l’acheteur",
    "PayeeTradeParty": "le bénéficiaire", "SellerTaxRepresentativeTradeParty": "le représentant fiscal",
    "ShipToTradeParty": "la livraison", "ApplicableTradeTax": "le récapitulatif de TVA",
    "SpecifiedTradeAllowanceCharge": "une remise ou un frais", "SpecifiedTradeSettlementPaymentMeans": "le paiement",
    "SpecifiedTradeSettlementHeaderMonetarySummation": "les totaux", "SpecifiedTradePaymentTerms": "l’échéance",
    "BillingSpecifiedPeriod": "la période facturée", "InvoiceReferencedDocument": "la facture corrigée",
    "AdditionalReferencedDocument": "une pièce jointe", "BuyerOrderReferencedDocument": "le bon de commande",
    "ContractReferencedDocument": "le marché", "ExchangedDocumentContext": "le profil",
    "ExchangedDocument": "l’en-tête", "ApplicableHeaderTradeDelivery": "la livraison",
    "ApplicableHeaderTradeSettlement": "le règlement", "ApplicableHeaderTradeAgreement": "les parties",
    "SupplyChainTradeTransaction": "la facture", "CrossIndustryInvoice": "la facture",
}  # fmt: skip

# The codes of UNTDID 5305 that the rules know, by the letters of their rules.
CATEGORIES = {
    "S": "taux normal (S)", "Z": "taux zéro (Z)", "E": "exonéré (E)", "AE": "autoliquidation (AE)",
    "IC": "livraison intracommunautaire (K)", "G": "exportation (G)", "O": "hors du champ de la TVA (O)",
    "AF": "Canaries (L)", "AG": "Ceuta et Melilla (M)", "IG": "Canaries (L)", "IP": "Ceuta et Melilla (M)",
    "B": "paiement scindé (B)",
}  # fmt: skip


def term(code: str) -> str:
    """« le total HT (BT-109) »; the code alone says where the standard has it."""
    found = TERMS.get(code)
    return f"{found} ({code})" if found else f"le terme {code} de la norme"
