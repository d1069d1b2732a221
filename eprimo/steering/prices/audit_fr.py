"""What the audit trail says of the prices."""

SENTENCES = {
    "prices.line.written": "a écrit la ligne {code} du bordereau des prix",
    "prices.line.removed": "a retiré la ligne {code} du bordereau des prix",
    "prices.schedule.noted": "a dit d’où viennent les prix du bordereau",
    "prices.schedule.awarded": "a arrêté les prix du contrat ({lines:ligne})",
    "prices.contractor.noted": "a noté à qui le marché est attribué",
    "prices.terms.written": "a écrit comment le contrat compte une année commencée",
    "prices.terms.amended": "a noté un avenant aux conditions de prix du contrat",
    "prices.prices.amended": "a noté un avenant aux prix du contrat, à partir du {on} ({lines:prix,prix})",
    "prices.amendment.removed": "a retiré un avenant aux prix qui s’appliquait à partir du {on}",
    "prices.vat.changed": "a noté qu’un taux de TVA passe de {before} à {after}, à partir du {on}",
    "prices.vat.removed": "a retiré un changement de taux de TVA du {on}",
    "prices.maximum.written": "a écrit le maximum du marché",
}
