from django.urls import path

from eprimo.console.orders.views import (
    binding,
    coverage,
    invoices,
    invoicing,
    lists,
    orders,
    prices,
    takeaway,
)
from eprimo.foundation.kernel.views import strong_screens

app_name = "orders"

urlpatterns = strong_screens(
    [
        path("prix/", prices.schedule, name="prices"),
        path("prix/ajouter/", prices.add, name="price_add"),
        path("prix/contrat/", prices.award, name="prices_award"),
        path("prix/maximum/", prices.maximum, name="maximum"),
        path("prix/conditions/", prices.terms, name="terms"),
        path("prix/titulaire/", prices.contractor, name="contractor"),
        path("prix/remarque/", prices.note, name="prices_note"),
        path("prix/<uuid:public_id>/corriger/", prices.correct, name="price_correct"),
        path("prix/<uuid:public_id>/retirer/", prices.remove, name="price_remove"),
        path("couverture/", coverage.coverage, name="coverage"),
        path("couverture/eleves/", coverage.base, name="coverage_base"),
        path("commandes/", lists.orders, name="orders"),
        path("commandes/fichier/", lists.totals_file, name="totals_file"),
        path("commandes/delai/", lists.book, name="book"),
        path("membres/<uuid:public_id>/commandes/", orders.of_member, name="of_member"),
        path("membres/<uuid:public_id>/commandes/ecrire/", orders.write, name="write"),
        path("membres/<uuid:public_id>/emporter/", takeaway.take_away, name="take_away"),
        path("membres/<uuid:public_id>/commandes/certificat/", orders.certificate, name="certificate"),
        path("commandes/<uuid:public_id>/", orders.order, name="order"),
        path("commandes/<uuid:public_id>/apercu/", orders.preview, name="preview"),
        path("commandes/<uuid:public_id>/document/", orders.document, name="document"),
        path("commandes/<uuid:public_id>/signe/", binding.scan, name="scan"),
        path("commandes/<uuid:public_id>/joindre/", binding.join, name="join"),
        path("commandes/<uuid:public_id>/annuler/", orders.cancel, name="cancel"),
        path("commandes/<uuid:public_id>/<slug:verb>/", orders.act, name="act"),
        path("factures/", invoices.invoices, name="invoices"),
        path("factures/fichier/", invoices.invoices_file, name="invoices_file"),
        path("factures/a-emettre/", invoicing.due, name="invoices_due"),
        path("factures/a-emettre/toutes/", invoicing.issue_all, name="invoices_issue_all"),
        path("factures/a-emettre/<uuid:public_id>/", invoicing.issue, name="invoice_issue"),
        path("factures/emission/<uuid:public_id>/", invoicing.run, name="invoice_run"),
        path("factures/titulaire/", invoicing.seller, name="seller"),
        path("factures/titulaire/compte/", invoicing.bank, name="bank"),
        path(
            "factures/titulaire/compte/<uuid:public_id>/<slug:verb>/",
            invoicing.bank_answer,
            name="bank_answer",
        ),
        path("factures/reprendre/", invoicing.take_in, name="invoice_take_in"),
        path("factures/etats/", invoicing.states, name="invoices_states"),
        path("factures/<uuid:public_id>/", invoices.invoice, name="invoice"),
        path("factures/<uuid:public_id>/fichier/<slug:kind>/", invoices.invoice_file, name="invoice_file"),
        path("factures/<uuid:public_id>/certifier/", invoices.certify, name="certify"),
        path("factures/<uuid:public_id>/contester/", invoices.dispute, name="dispute"),
        path("factures/<uuid:public_id>/etat/", invoicing.deposit, name="deposit"),
        path("factures/<uuid:public_id>/avoir/", invoicing.credit, name="credit"),
        path("membres/<uuid:public_id>/facturation/", invoices.billing, name="billing"),
    ]
)
