"""The addresses of the product, and those that exist in the demo only."""

from django.urls import include, path

from eprimo.config.urls import urlpatterns as product
from eprimo.devtools.demo import views

demo = [
    path("entrer/", views.faces, name="faces"),
    path("entrer/<slug:key>/", views.enter, name="enter"),
    path("demo/horloge/", views.clock_page, name="clock"),
]

urlpatterns = [*product, path("", include((demo, "demo")))]
