"""The count of one motion, and what no count can be."""

from dataclasses import dataclass, fields

from communities.lib.errors import Refused

LABELS = {
    "entitled": "应到",
    "present": "实到",
    "in_favour": "赞成",
    "against": "反对",
    "abstained": "弃权",
    "invalid": "无效",
    "women_entitled": "妇女代表应到",
    "women_present": "妇女代表实到",
    "proxies": "委托",
    "unlawful_proxies": "不合规定的委托",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Whole numbers of people, or of households where the body counts these. Raises Refused for an impossible count.

    `present` came themselves, on line included; `proxies` are represented by another and come on top of them. Of these
    `unlawful_proxies` were not in writing or not within one household. None: the women were not counted apart.
    """

    entitled: int
    present: int
    in_favour: int
    against: int = 0
    abstained: int = 0
    invalid: int = 0
    women_entitled: int | None = None
    women_present: int | None = None
    proxies: int = 0
    unlawful_proxies: int = 0

    def __post_init__(self) -> None:
        if reasons := [*self._not_numbers()] or [*self._impossible(), *self._impossible_women()]:
            raise Refused(*reasons)

    @property
    def ballots(self) -> int:
        """The ballots returned: for, against, abstained and invalid."""
        return self.in_favour + self.against + self.abstained + self.invalid

    def _not_numbers(self):
        for each in fields(self):
            value = getattr(self, each.name)
            optional = each.name in ("women_entitled", "women_present")
            if (value is None and optional) or (type(value) is int and value >= 0):
                continue
            yield f"{LABELS[each.name]}为{value}，应为不小于0的整数，请核对。"

    def _impossible(self):
        if self.entitled == 0:
            yield "应到为0，没有可以表决的人，请核对名册。"
        if self.present > self.entitled:
            yield f"实到{self.present}多于应到{self.entitled}，请核对签到和名册。"
        elif self.present + self.proxies > self.entitled:
            yield f"实到{self.present}、委托{self.proxies}，合计多于应到{self.entitled}，同一人只能计一次，请核对。"
        if self.unlawful_proxies > self.proxies:
            yield f"不合规定的委托{self.unlawful_proxies}多于全部委托{self.proxies}，请核对。"
        if self.ballots != self.present + self.proxies:
            came = f"实到{self.present}、委托{self.proxies}" if self.proxies else f"实到{self.present}"
            yield (
                f"赞成{self.in_favour}、反对{self.against}、弃权{self.abstained}、无效{self.invalid}，"
                f"合计{self.ballots}，{came}，两数须相等，请重新计票。"
            )

    def _impossible_women(self):
        entitled, present = self.women_entitled, self.women_present
        if (entitled is None) != (present is None):
            yield "妇女代表应到、实到人数须同时填写。"
        if entitled is None or present is None:
            return
        if entitled > self.entitled or present > min(entitled, self.present):
            yield f"妇女代表应到{entitled}、实到{present}，与应到{self.entitled}、实到{self.present}不符，请核对。"
        elif self.present - present > self.entitled - entitled:
            yield f"实到的男代表{self.present - present}多于应到的{self.entitled - entitled}，请核对妇女代表人数。"
