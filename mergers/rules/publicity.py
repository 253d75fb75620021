"""参与率, 知晓率, 支持率 of the publicity (三个先行), each with its denominator and its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rate:
    """One indicator: the facts it is computed from, and how that is said."""

    key: str
    label: str
    part: str
    whole: str
    source: str

    def words(self, facts: Mapping[str, Any]) -> str:
        """“96.2%（480/499）”, cut to a tenth of a percent and never rounded up; empty while a figure is missing."""
        part, whole = facts.get(self.part), facts.get(self.whole)
        if part is None or not whole:
            return ""
        tenths = part * 1000 // whole
        return f"{tenths // 10}.{tenths % 10}%（{part}/{whole}）"


RATES = (
    Rate("participation", "参与率", "questionnaires_back", "questionnaires_sent", "收回问卷÷发放问卷"),
    Rate("awareness", "知晓率", "aware", "questionnaires_back", "答“知晓”÷收回问卷"),
    Rate("support", "支持率", "supportive", "questionnaires_back", "答“支持”÷收回问卷"),
)
BY_KEY = {rate.key: rate for rate in RATES}
