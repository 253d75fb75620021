"""Steps 8–11: the committees and the party meeting deliberate, households give opinions, the competent body decides."""

from datetime import date, timedelta

from communities.rules.legal_numbers import NoSuchRuleError, lookup
from mergers.gates.asked import OPEN, Answer, Asked, closed
from mergers.gates.property import motion, registered
from mergers.rules.facts import BODIES, MATTERS, VILLAGERS, notice_rule_of
from votes import questions as votes
from votes.canvass_questions import Canvassed, canvassed
from votes.rules import rule_for, tally


def committees_met(asked: Asked) -> Answer:
    """两委商议: by the register where its meeting is kept there, else by the figures of the minutes."""
    matter, (body,) = MATTERS["party_proposal"], BODIES["party_proposal"]
    counted = votes.motion_verdict(asked.case.place, matter, (body,))
    if counted is not None:
        return registered(asked, counted, "discussed_on")
    names = ("discussed_on", "entitled", "present", "in_favour")
    if any(asked.facts.get(name) is None for name in names):
        return closed("尚未填写两委商议的日期、应到、实到和同意人数。")
    rule = rule_for(body, date.fromisoformat(asked.facts["discussed_on"]), matter)
    if rule is None:
        return closed("两委商议日期没有对应的议事规则，请核对。")
    judged = tally(rule, **{name: asked.facts[name] for name in names[1:]})
    if not judged.passed:
        return closed(*judged.reasons)
    entitled, present, agreed = (asked.facts[name] for name in names[1:])
    return Answer(
        detail=f"两委应到{entitled}、实到{present}（须{judged.needed_present}），同意{agreed}（须{judged.needed_for}）"
    )


def party_meeting_met(asked: Asked) -> Answer:
    return motion(asked, MATTERS["party_meeting"], BODIES["party_meeting"])


def household_asked(asked: Asked) -> Answer:
    if (found := canvassed(asked.case.place)) is not None:
        return _canvassed(found)
    facts = asked.facts
    names = ("households_due", "agree", "against", "abstain", "unreached")
    if any(facts.get(name) is None for name in names):
        return closed("尚未填写应征求户数和各类意见户数。")
    told = sum(facts[name] for name in names[1:])
    if told != facts["households_due"]:
        return closed(f"同意、不同意、弃权、未联系上合计{told}户，应征求{facts['households_due']}户，两数须相等。")
    if (facts.get("visits_offered") or 0) < facts["against"]:
        offered = facts.get("visits_offered") or 0
        return closed(f"不同意{facts['against']}户，已提供回访{offered}户，每户须提供一次回访。")
    return Answer(
        detail=f"应征求{told}户：同意{facts['agree']}、不同意{facts['against']}、弃权{facts['abstain']}、"
        f"未联系上{facts['unreached']}；属征求意见，不代替表决"
    )


def _canvassed(found: Canvassed) -> Answer:
    """By the register: every household asked or attempted, a 回访 offered to each that is against, the canvass over."""
    told, missing = found.opinions, []
    if told.left:
        missing.append(f"应征求{told.due}户，还有{told.left}户没有走访，请在“登记簿—入户征求意见”中登记。")
    if found.offered < told.against:
        short = told.against - found.offered
        missing.append(f"不同意{told.against}户，还有{short}户没有提供回访，每户须提供一次回访，谢绝的登记“谢绝”。")
    if not missing and not found.closed:
        missing.append("入户征求意见还没有结束，请在“登记簿—入户征求意见”中结束。")
    if missing:
        return closed(*missing)
    return Answer(
        detail=f"第{found.version}版方案应征求{told.due}户：同意{told.agree}、不同意{told.against}、弃权{told.abstain}、"
        f"未联系上{told.not_met}；属征求意见，不代替表决"
    )


def _unchanged(asked: Asked) -> bool:
    """核验 with no change: the papers of a meeting and a posting are allowed as not applicable."""
    return "changes_resolution" in asked.waived_kinds


def meeting_competent(asked: Asked) -> Answer:
    if asked.view.step.key == "membership":
        if _unchanged(asked) or asked.facts.get("body") == "members_assembly":
            return Answer(detail="成员大会")
        return closed("成员确认、股权量化须由成员大会决定，代表大会无权决定（农村集体经济组织法第二十八条）。")
    body = asked.facts.get("body")
    if not body:
        return closed("尚未填写由哪个会议表决。")
    if asked.case.route == "A" and body not in VILLAGERS:
        return closed("路径A须由村民会议表决，村民代表会议、居民会议无权决定撤村（村民委员会组织法第三条）。")
    if asked.case.village_rules and body not in VILLAGERS:
        return closed("改制未完成的执行村规，须由村民会议表决（山东省实施村民委员会组织法办法第四十六条）。")
    if not asked.case.village_rules and body in VILLAGERS:
        return closed("路径B由居民会议表决，或经授权由居民代表会议表决。")
    if body == "residents_representatives" and not asked.papers("authorisation"):
        return closed("居民代表会议须有居民会议的授权决议（居民委员会组织法第三十条），请上传。")
    return Answer(detail="由有权的会议表决")


def notice_period_over(asked: Asked) -> Answer:
    if asked.view.step.key == "membership" and _unchanged(asked):
        return OPEN
    posted, held, body = (asked.facts.get(name) for name in ("notice_posted_on", "held_on", "body"))
    if not (posted and body):
        return closed("尚未填写通知张贴日、会议日期和会议。")
    posted_on = date.fromisoformat(posted)
    try:
        rule = lookup(notice_rule_of(body), posted_on)
    except NoSuchRuleError as missing:
        return closed(f"{missing}，请核对通知张贴日。")
    if not held:
        earliest = posted_on + timedelta(days=rule.value + 1)
        return closed(
            f"会议通知{posted_on:%m-%d}张贴，最早{earliest:%m-%d}可开会（{rule.article}）；会后填写会议日期。"
        )
    held_on = date.fromisoformat(held)
    between = (held_on - posted_on).days - 1
    if between < rule.value:
        return closed(
            f"会议通知{posted_on:%m-%d}张贴、{held_on:%m-%d}开会，张贴日与会议日均不计，间隔{max(between, 0)}日，"
            f"不足{rule.value}日（{rule.article}）。请另行通知，依法重新召开。"
        )
    return Answer(detail=f"{posted_on:%m-%d}张贴、{held_on:%m-%d}开会，间隔{between}日，不少于{rule}")


def motion_passed(asked: Asked) -> Answer:
    if asked.view.step.key == "membership" and _unchanged(asked):
        return Answer(detail="核验无变更，不另行表决")
    matter = MATTERS[asked.view.step.key]
    found = motion(asked, matter)
    if found.reasons:
        return found
    unanswered = votes.dissent_reasons(asked.case.place, matter)
    return closed(*unanswered) if unanswered else found
