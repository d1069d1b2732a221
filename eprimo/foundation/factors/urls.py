from django.urls import path

from eprimo.foundation.factors.views import own

app_name = "factors"

urlpatterns = [
    path("", own.own, name="own"),
    path("entrer", own.enter, name="enter"),
    path("application", own.application, name="application"),
    path("cle", own.passkey, name="passkey"),
    path("codes", own.renew, name="codes_renew"),
    path("navigateurs/fin", own.distrust, name="distrust"),
    path("<uuid:public_id>/retirer", own.remove, name="remove"),
]
