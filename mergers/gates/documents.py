"""Papers: each kind in its minimum number, and their dates in an order that can be true (N56)."""

from mergers.gates.asked import Answer, Asked, closed
from mergers.rules.rulebook import EvidenceKind


def missing_kinds(asked: Asked) -> list[EvidenceKind]:
    """The kinds of evidence that are short of their minimum and not allowed as not applicable."""
    return [
        kind
        for kind in asked.view.evidence
        if len(asked.papers(kind.kind)) < kind.minimum and kind.kind not in asked.waived_kinds
    ]


def evidence_complete(asked: Asked) -> Answer:
    missing = []
    for kind in missing_kinds(asked):
        what = "请登记文号和日期" if kind.number_only else "请上传"
        have = len(asked.papers(kind.kind))
        missing.append(f"缺“{kind.title}”：至少{kind.minimum}份，现有{have}份，{what}。")
    return closed(*missing) if missing else Answer(detail=_present(asked))


def _present(asked: Asked) -> str:
    kinds = asked.view.evidence
    return f"{len(kinds)}种材料齐全，共{sum(len(asked.papers(kind.kind)) for kind in kinds)}份"


def dates_in_order(asked: Asked) -> Answer:
    """Warns where a paper was signed before the one it builds on, or in the future of its own filing."""
    dates = {}
    for kind in asked.view.evidence:
        written = [item.dated_on or item.document.written_on for item in asked.papers(kind.kind)]
        if written:
            dates[kind.kind] = (min(written), max(written), kind.title)
    found = []
    for kind in asked.view.evidence:
        if kind.not_before and kind.kind in dates and kind.not_before in dates:
            first, (_, _, title) = dates[kind.kind][0], dates[kind.kind]
            earlier, _, earlier_title = dates[kind.not_before]
            if first < earlier:
                found.append(
                    f"“{title}”成文于{first:%Y-%m-%d}，早于“{earlier_title}”（{earlier:%Y-%m-%d}），请核对日期。"
                )
    return closed(*found) if found else Answer(detail="成文日期先后一致")
