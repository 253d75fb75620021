from django.db import models

from .accounts import Account


class Message(models.Model):
    """A message in the portal to one person; never sent outside it."""

    to = models.ForeignKey(Account, models.CASCADE, related_name="messages")
    text = models.CharField("内容", max_length=300)
    url = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=160, blank=True)  # a reminder with the same key is not sent twice
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读", null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["to", "read_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["to", "key"],
                condition=~models.Q(key=""),
                name="message_key_once",
                violation_error_message="这条提醒已经发过。",
            )
        ]
