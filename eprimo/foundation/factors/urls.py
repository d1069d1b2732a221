from django.urls import path

from eprimo.foundation.factors.views import second_factors

app_name = "factors"

urlpatterns = [
    path("", second_factors.own, name="own"),
    path("entrer", second_factors.enter, name="enter"),
    path("application", second_factors.application, name="application"),
    path("cle", second_factors.passkey, name="passkey"),
    path("codes", second_factors.renew, name="codes_renew"),
    path("navigateurs/fin", second_factors.distrust, name="distrust"),
    path("<uuid:public_id>/retirer", second_factors.remove, name="remove"),
]
