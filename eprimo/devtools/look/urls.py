"""The addresses of the product, and the living page of the components: development, demo and tests only."""

from django.urls import include, path

from eprimo.config.urls import handler500
from eprimo.config.urls import urlpatterns as product
from eprimo.devtools.look.views import components

look = [path("apercu/", components, name="components")]

urlpatterns = [*product, path("", include((look, "look")))]
# Django looks for both in the module of the addresses.
__all__ = ["handler500", "urlpatterns"]
