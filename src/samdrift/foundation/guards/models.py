"""Allowances spent and answers given; neither holds an address, a name or a text."""

from django.db import models


class Allowance(models.Model):
    """How far somebody has spent an allowance: the moment at which it will be whole again."""

    key = models.CharField(max_length=40, primary_key=True)
    whole_at = models.BigIntegerField(db_index=True)
    """Microseconds since 1970."""

    def __str__(self) -> str:
        return self.key


class Answer(models.Model):
    """What a repeatable write led to, kept under the key its sender chose."""

    sender = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    reference = models.TextField(default="null")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return f"{self.sender} {self.key}"
