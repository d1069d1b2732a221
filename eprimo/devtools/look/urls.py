"""The addresses of the product, and the living page of the components: development, demo and tests only."""

from django.urls import include, path

from eprimo.config.urls import urlpatterns as product
from eprimo.devtools.look.views import components

look = [path("apercu/", components, name="components")]

urlpatterns = [*product, path("", include((look, "look")))]
