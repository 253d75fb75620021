"""Which documents stand for what was posted in public: the paper of a notice, the proofs of its boards."""

from dataclasses import dataclass

from django.db.models import Q

from communities.access import Verb, may
from communities.models import Document, Notice, Posting

OVER = (Notice.Status.ENDED, Notice.Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class PublicUse:
    """A document as the paper or as a proof of a published notice; `over` once that posting is finished."""

    notice: Notice
    word: str
    over: bool

    @classmethod
    def of(cls, document: Document) -> "PublicUse | None":
        """What the document stands for, or None where it has nothing to do with the board."""
        notice = Notice.objects.filter(paper=document).select_related("place").first()
        if notice:
            return cls(notice, "文稿", notice.status in OVER)
        proven = Posting.objects.filter(Q(up_proof=document) | Q(down_proof=document))
        posting = proven.select_related("notice__place").first()
        if posting is None:
            return None
        notice = posting.notice
        return cls(notice, "张贴证明", notice.status in OVER or posting.run != notice.run)

    def faults(self, by) -> list[str]:
        """Why this person may not put a newer version beside it; empty if they may."""
        what = f"“{self.notice.title}”（{self.notice.number}）的{self.word}"
        if self.over:
            return [f"{what}在张贴结束后已封存，不再更换版本，原有各版照常查阅；确有补充的，请作为新材料另行存入。"]
        if not may(by, Verb.POST, self.notice.place):
            return [f"{what}只能由{self.notice.place.name}办理公示的人员补存新版本并写明理由。"]
        return []
