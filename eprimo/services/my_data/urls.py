from django.urls import path

from eprimo.services.my_data import views

app_name = "my_data"

urlpatterns = [
    path("", views.home, name="home"),
    path("copie", views.ask_own, name="ask_own"),
    path("copie/de/<uuid:child_id>", views.ask_child, name="ask_child"),
    path("copie/<uuid:export_id>/fichier", views.fetch, name="fetch"),
    path("copie/<uuid:export_id>/effacer", views.drop, name="drop"),
    path("effacer", views.clear, name="clear"),
]
