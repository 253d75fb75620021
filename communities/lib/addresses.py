"""From which address a request comes, behind as many proxies as the settings say."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address that our own outermost proxy saw; what a visitor writes into `X-Forwarded-For` stands before it.

    Without proxies, the address of the connection. None where there is none, as on a socket file.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if proxies := settings.TRUSTED_PROXIES:
        told = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if each.strip()]
        address = told[-proxies] if len(told) >= proxies else address
    try:
        return str(ip_address(address))
    except ValueError:
        return None
