from django.urls import path

from eprimo.services.agenda import views

app_name = "agenda"

urlpatterns = [
    path("", views.home, name="home"),
    path("papier/", views.paper, name="paper"),
]
