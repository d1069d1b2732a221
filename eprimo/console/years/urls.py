from django.urls import path

from eprimo.console.years import views
from eprimo.console.years.views import classes, year_switch
from eprimo.foundation.kernel.views import strong_screens

app_name = "years"

urlpatterns = strong_screens(
    [
        path("", views.home, name="home"),
        path("preparer/", views.prepare, name="prepare"),
        path("recommencer/", views.again, name="again"),
        path("abandonner/", views.abandon, name="abandon"),
        path("eleves/<slug:outcome>/", classes.outcome_, name="outcome"),
        path("classes/nouvelle/", classes.create, name="class_create"),
        path("classes/<uuid:public_id>/", classes.class_, name="class"),
        path("classes/<uuid:public_id>/modifier/", classes.edit, name="class_edit"),
        path("classes/<uuid:public_id>/partager/", classes.split, name="class_split"),
        path("classes/<uuid:public_id>/retirer/", classes.drop, name="class_drop"),
        path("classes/<uuid:public_id>/adultes/", classes.adults, name="class_adults"),
        path("passer/", year_switch.switch, name="switch"),
        path("attendre/", year_switch.wait, name="wait"),
        path("annuler/", year_switch.undo, name="undo"),
    ]
)
