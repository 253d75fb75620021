"""Messages to oneself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from communities.access import page
from communities.lib import clock
from communities.models import Message
from communities.services import messages
from communities.views.listing import listed


@page("GET")
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest first; what is unread stands out in words, not in colour alone."""
    mine = Message.objects.filter(to=request.user)
    context = listed(request, mine, "")
    items = [
        {
            "text": message.text,
            "url": message.url,
            "tone": "" if message.read_at else "due",
            "word": "" if message.read_at else "未读",
            "detail": clock.to_minute(message.at),
        }
        for message in context["page"]
    ]
    return render(
        request,
        "communities/people/inbox.html",
        context | {"trail": [{"label": "消息"}], "items": items, "unread": messages.unread(request.user)},
    )


@page("POST")
def inbox_read(request: HttpRequest) -> HttpResponse:
    messages.mark_read(request.user)
    return redirect("inbox")
