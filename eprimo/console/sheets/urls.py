from django.urls import path

from eprimo.console.sheets import views
from eprimo.foundation.kernel.views import strong_screens

app_name = "sheets"

urlpatterns = strong_screens(
    [
        path("", views.index, name="index"),
        path("classe/<uuid:public_id>/", views.class_, name="class"),
        path("equipe/", views.staff, name="staff"),
        path("familles/", views.families, name="families"),
        path("imprimer/", views.make, name="make"),
        path("directions/", views.directors, name="directors"),
        path("directions/<uuid:public_id>/imprimer/", views.make_director, name="make_director"),
        path("directions/familles/<uuid:public_id>/imprimer/", views.make_family, name="make_family"),
        path("eleves/<uuid:public_id>/nouveaux-mots/", views.reset, name="reset"),
        path("eleves/<uuid:public_id>/deconnecter/", views.end_sessions, name="end_sessions"),
    ],
    but="index class make end_sessions reset",
)
