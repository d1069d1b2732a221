from django.urls import path

from eprimo.services.people import views

app_name = "people"

urlpatterns = [
    path("", views.search, name="search"),
    path("<uuid:public_id>/", views.person, name="person"),
    path("<uuid:public_id>/accord/", views.consent, name="consent"),
]
