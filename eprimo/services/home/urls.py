from django.urls import path

from eprimo.services.home import views

app_name = "home"

urlpatterns = [
    path("", views.home, name="home"),
    path("ajouter/", views.add, name="add"),
    path("sac/", views.bag, name="bag"),
    path("sac/<uuid:thing>/<uuid:child>/", views.pack, name="pack"),
]
