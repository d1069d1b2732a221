"""The addresses of the product and of its living look, and those that exist in the demo only."""

from django.urls import include, path

from eprimo.devtools.demo import views
from eprimo.devtools.look.urls import handler500
from eprimo.devtools.look.urls import urlpatterns as product

demo = [
    path("entrer/", views.faces, name="faces"),
    path("entrer/<slug:key>/", views.enter, name="enter"),
    path("demo/", views.doors, name="doors"),
    path("demo/journee/", views.day, name="day"),
    path("demo/a-cote/<int:number>/", views.beside, name="beside"),
    path("demo/a-cote/<int:number>/page/", views.beside_page, name="beside_page"),
    path("demo/horloge/", views.clock_page, name="clock"),
    path("demo/visite/", views.tour, name="tour"),
    path("demo/visite/<int:number>/", views.tour_stop, name="tour_stop"),
    path("demo/visite/<int:number>/page/", views.tour_page, name="tour_page"),
    path("demo/dates/<slug:key>/", views.go_to, name="go_to"),
]

urlpatterns = [*product, path("", include((demo, "demo")))]
# Django looks for both in the module of the addresses.
__all__ = ["handler500", "urlpatterns"]
