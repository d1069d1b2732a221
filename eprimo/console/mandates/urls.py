from django.urls import path

from eprimo.console.mandates import views
from eprimo.console.mandates.views import proposals, ties
from eprimo.foundation.kernel.views import strong_screens

app_name = "mandates"

urlpatterns = strong_screens(
    [
        path("", views.index, name="index"),
        path("donner/<slug:role>/", views.give, name="give"),
        path("propositions/<uuid:public_id>/", proposals.proposal, name="proposal"),
        path("propositions/<uuid:public_id>/confirmer/", proposals.confirm, name="confirm"),
        path("propositions/<uuid:public_id>/refuser/", proposals.refuse, name="refuse"),
        path("propositions/<uuid:public_id>/reprendre/", proposals.withdraw, name="withdraw"),
        path("a-confirmer/<uuid:public_id>/", ties.tie, name="tie"),
        path("a-confirmer/<uuid:public_id>/fiche/", ties.sheet, name="tie_sheet"),
        path("a-confirmer/<uuid:public_id>/retirer/", ties.withdraw, name="tie_withdraw"),
        path("<uuid:public_id>/", views.mandate, name="mandate"),
        path("<uuid:public_id>/prolonger/", views.prolong, name="prolong"),
        path("<uuid:public_id>/arreter/", views.end, name="end"),
        path("<uuid:public_id>/fiche/", views.sheet, name="sheet"),
    ]
)
