from django.urls import path

from eprimo.services.my_data import request_views, views

app_name = "my_data"

urlpatterns = [
    path("", views.home, name="home"),
    path("copie", views.ask_own, name="ask_own"),
    path("copie/de/<uuid:child_id>", views.ask_child, name="ask_child"),
    path("copie/<uuid:export_id>/fichier", views.fetch, name="fetch"),
    path("copie/<uuid:export_id>/effacer", views.drop, name="drop"),
    path("effacer", views.clear, name="clear"),
    path("demandes", request_views.requests, name="requests"),
    path("demandes/nouvelle", request_views.choose, name="request_choose"),
    path("demandes/nouvelle/<uuid:person_id>/<slug:kind>", request_views.ask, name="request_ask"),
    path("demandes/<uuid:request_id>", request_views.one, name="request"),
    path("demandes/<uuid:request_id>/reprendre", request_views.withdraw, name="request_withdraw"),
    path("demandes/<uuid:request_id>/avis", request_views.speak, name="request_speak"),
    path("demandes/<uuid:request_id>/lu", request_views.read, name="request_read"),
]
