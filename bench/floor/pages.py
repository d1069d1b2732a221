"""The only page of the floor: one row by its key, and a template."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


class Line(models.Model):
    words = models.TextField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_floor"

    def __str__(self) -> str:
        return self.words


def line(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "line.html", {"line": Line._default_manager.get(pk=pk)})


urlpatterns = [path("bench/plancher/<int:pk>", line)]
