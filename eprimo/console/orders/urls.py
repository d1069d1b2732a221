from django.urls import path

from eprimo.console.orders.views import lists, orders, prices

app_name = "orders"

urlpatterns = [
    path("prix/", prices.schedule, name="prices"),
    path("prix/ajouter/", prices.add, name="price_add"),
    path("prix/contrat/", prices.award, name="prices_award"),
    path("prix/remarque/", prices.note, name="prices_note"),
    path("prix/<uuid:public_id>/corriger/", prices.correct, name="price_correct"),
    path("prix/<uuid:public_id>/retirer/", prices.remove, name="price_remove"),
    path("commandes/", lists.orders, name="orders"),
    path("commandes/fichier/", lists.totals_file, name="totals_file"),
    path("commandes/delai/", lists.book, name="book"),
    path("membres/<uuid:public_id>/commandes/", orders.of_member, name="of_member"),
    path("membres/<uuid:public_id>/commandes/ecrire/", orders.write, name="write"),
    path("commandes/<uuid:public_id>/", orders.order, name="order"),
    path("commandes/<uuid:public_id>/apercu/", orders.preview, name="preview"),
    path("commandes/<uuid:public_id>/document/", orders.document, name="document"),
    path("commandes/<uuid:public_id>/annuler/", orders.cancel, name="cancel"),
    path("commandes/<uuid:public_id>/<slug:verb>/", orders.act, name="act"),
]
