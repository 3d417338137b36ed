"""What the library has, with nothing in it about who reads it."""

from django.db import models


class Work(models.Model):
    """A work of the collection."""

    personal_data = False

    code = models.SlugField(max_length=120, primary_key=True)
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=120)
    year = models.SmallIntegerField()
    language = models.CharField(max_length=2)
    audience = models.CharField(max_length=8)
    genre = models.CharField(max_length=32)
    subjects = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.code


class DemoCard(models.Model):
    """Which card a member of the demo cast carries, so that a newcomer finds one to try. Empty outside a demo."""

    personal_data = False

    persona = models.CharField(max_length=32, primary_key=True)
    card_number = models.CharField(max_length=14)

    def __str__(self) -> str:
        return self.persona
