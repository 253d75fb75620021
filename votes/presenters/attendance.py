"""The lines of a roll as a clerk at the door marks them."""

from django.http import QueryDict
from django.urls import reverse

from votes.models import Meeting, RollEntry
from votes.rules.meetings import MOVES, Attendance

# value of the button, its label, its look; “:all” takes the whole page, ticked or not
WAYS = (
    ("on_site", "到场", "primary"),
    ("on_line", "在线", ""),
    ("no_ballot", "到场未交票", ""),
    ("absent", "未到", "quiet"),
    ("on_site:all", "本页全部到场", ""),
)
TONES = {"absent": "idle", "on_site": "done", "on_line": "done", "proxy": "wait"}


def may_be_marked(this: Meeting) -> bool:
    return any(each.move == "attend" for each in MOVES.moves_from(this.status))


def item(each: RollEntry, proxies: bool) -> dict:
    """One line of the sheet; a proxy is offered where the body knows any."""
    came = each.get_attendance_display()
    if each.represented_by:
        came = f"委托{each.represented_by.name}{'（书面）' if each.written else '（无书面）'}"
    elif each.attendance != Attendance.ABSENT and not each.voted:
        came = f"{came}，未交票"
    return {
        "key": each.pk,
        "name": each.name,
        "household": f"{each.household.number}号户" if each.household else "",
        "came": came,
        "tone": TONES[each.attendance],
        "proxy_url": reverse("roll_proxy", args=[each.pk]) if proxies else "",
    }


def query(text: str) -> str:
    """Only what the sheet's own filter and pager know goes back into the address."""
    given = QueryDict(text[:500])
    kept = QueryDict(mutable=True)
    for name in ("q", "came", "page"):
        if name in given:
            kept[name] = given[name]
    return kept.urlencode()
