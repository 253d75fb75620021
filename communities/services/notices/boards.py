"""The boards of a place."""

from django.db import IntegrityError, transaction

from communities.access import Verb
from communities.lib.errors import Refused
from communities.models import Board, Place
from communities.services.permission import require
from communities.services.recording import differences, record


def add_board(place: Place, name: str, location: str = "", *, by) -> Board:
    """A new board of the place; its name is its own there. Raises Refused."""
    require(by, Verb.POST, place)
    if not name.strip():
        raise Refused("请写明公开栏的名称，如“居务公开栏”。")
    try:
        with transaction.atomic():
            board = Board.objects.create(place=place, name=name.strip(), location=location.strip())
            record("登记公开栏", board, by=by, place=place, changes=differences({}, {"公开栏": name, "位置": location}))
    except IntegrityError:
        raise Refused(f"“{place.name}”已有名为“{name}”的公开栏。") from None
    return board


@transaction.atomic
def retire_board(board: Board, *, by) -> None:
    """Take a board out of use: it is offered to no new notice; those that hang on it stay."""
    require(by, Verb.POST, board.place)
    if Board.objects.filter(pk=board.pk, in_use=True).update(in_use=False):
        record("停用公开栏", board, by=by, place=board.place, changes={"在用": [True, False]})
