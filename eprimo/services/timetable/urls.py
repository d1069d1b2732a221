from django.urls import path

from eprimo.services.timetable import views

app_name = "timetable"

urlpatterns = [
    path("", views.index, name="index"),
    path("classe/<uuid:class_id>/", views.week, name="week"),
    path("classe/<uuid:class_id>/ajouter/", views.add, name="add"),
    path("classe/<uuid:class_id>/reprendre/", views.copy, name="copy"),
    path("classe/<uuid:class_id>/imprimer/", views.paper, name="print"),
    path("moment/<uuid:slot_id>/", views.edit, name="edit"),
    path("moment/<uuid:slot_id>/retirer/", views.remove, name="remove"),
]
