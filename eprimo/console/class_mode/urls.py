from django.urls import path

from eprimo.console.class_mode import levels, views

app_name = "class_mode"

urlpatterns = [
    path("<uuid:public_id>/", views.class_, name="class"),
    path("<uuid:public_id>/preparer/", views.pair, name="pair"),
    path("<uuid:public_id>/niveaux/", levels.levels, name="levels"),
    path("<uuid:public_id>/reglage/", views.change, name="change"),
    path("<uuid:public_id>/appareils/retirer/", views.remove_all, name="devices_remove"),
    path("<uuid:public_id>/appareils/<uuid:device_id>/retirer/", views.remove, name="device_remove"),
    path("<uuid:public_id>/images/", views.show, name="pictures"),
    path("<uuid:public_id>/images/donner/", views.ensure, name="pictures_give"),
    path("<uuid:public_id>/images/imprimer/", views.print_pictures, name="pictures_print"),
    path("<uuid:public_id>/debloquer/", views.unlock_all, name="unlock"),
    path("<uuid:public_id>/badges/", views.print_badges, name="badges"),
    path("<uuid:public_id>/eleves/<uuid:pupil_id>/images/", views.renew, name="pictures_renew"),
    path("<uuid:public_id>/eleves/<uuid:pupil_id>/debloquer/", views.unlock, name="pictures_unlock"),
]
