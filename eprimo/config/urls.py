"""Every address of the product. Each app keeps its own; names are `app:page`."""

from django.urls import URLPattern, URLResolver, include, path  # noqa: F401

urlpatterns: list[URLPattern | URLResolver] = [
]
