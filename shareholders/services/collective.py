"""Shares of the collective (集体股): corrected and withdrawn by the members' own decision, never passed to a person."""

from collections.abc import Collection
from datetime import date

from shareholders.models import Decision, ShareAccount, ShareClass
from shareholders.rules.allocation import Rule
from shareholders.rules.ledger import Kind

COLLECTIVE = ShareAccount.Kind.COLLECTIVE


def collective_faults(
    share_class: ShareClass, kind: Kind, parties: Collection, decision: Decision | None, occurred_on: date
) -> list[str]:
    """What stands against an act on shares of the collective, or against an act on persons' shares by decision."""
    if share_class.rule != Rule.COLLECTIVE:
        checks = (
            ("只有集体股可以由集体转出或转入。", COLLECTIVE not in parties),
            ("表决只用于集体股的更正和退出，请不选表决。", decision is None),
        )
        return [sentence for sentence, holds in checks if not holds]
    own = decision is not None and decision.organisation_id == share_class.plan.organisation_id
    checks = (
        (
            "集体股只办理更正和退出：增加填转入“集体”，减少填转出“集体”，另一方不填。",
            set(parties) == {COLLECTIVE, None},
        ),
        ("集体股只能更正或退出。", kind in (Kind.CORRECT, Kind.WITHDRAW)),
        ("集体股的增减由成员大会决定，请选择表决。", decision is not None),
        ("请选择本社的表决。", own or decision is None),
        ("发生日不能早于会议日期。", decision is None or decision.held_on <= occurred_on),
    )
    found = [sentence for sentence, holds in checks if not holds]
    return found + (decision.faults() if own else [])
