from django.urls import path

from eprimo.console.territory import views
from eprimo.foundation.kernel.views import strong_screens

app_name = "territory"

urlpatterns = strong_screens(
    [
        path("", views.home, name="home"),
        path("ecoles/", views.schools, name="schools"),
        path("ecoles/fichier/", views.schools_file, name="schools_file"),
        path("ecoles/<slug:uai>/", views.school, name="school"),
        path("ecoles/<slug:uai>/import/", views.import_opened, name="import_open"),
        path("ecoles/<slug:uai>/import/<uuid:public_id>/annuler/", views.import_undone, name="import_undo"),
        path("ecoles/<slug:uai>/interim/", views.deputy, name="deputy"),
        path("ecoles/<slug:uai>/familles/", views.families, name="families"),
    ]
)
