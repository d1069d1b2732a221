from django.urls import path

from eprimo.console.orders.views import prices

app_name = "orders"

urlpatterns = [
    path("prix/", prices.schedule, name="prices"),
    path("prix/ajouter/", prices.add, name="price_add"),
    path("prix/contrat/", prices.award, name="prices_award"),
    path("prix/remarque/", prices.note, name="prices_note"),
    path("prix/<uuid:public_id>/corriger/", prices.correct, name="price_correct"),
    path("prix/<uuid:public_id>/retirer/", prices.remove, name="price_remove"),
]
