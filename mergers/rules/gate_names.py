"""The gates a rulebook may name; `mergers/gates` answers each with reasons, an empty list meaning open."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gate:
    """What a gate is called on the checklist and what opens it.

    `everywhere` gates belong to every step and no rulebook may leave them out; a `warns_only` gate is shown and
    recorded but does not refuse the move.
    """

    label: str
    explanation: str
    everywhere: bool = False
    warns_only: bool = False


GATES: dict[str, Gate] = {
    "earlier_steps": Gate("前置步骤", "规程列明的前置步骤均已完成或批准不适用，待复核的不算完成。", everywhere=True),
    "evidence_complete": Gate("材料齐全", "必需材料均达到最少份数，或已按规定批准不适用。", everywhere=True),
    "dates_in_order": Gate(
        "日期先后", "材料的成文日期与步骤的先后一致；有矛盾的提示核对。", everywhere=True, warns_only=True
    ),
    "legal_body_chosen": Gate("法律主体", "已写明现有法律主体：村民委员会、居民委员会，或居民委员会·改制未完成。"),
    "reform_answered": Gate("改制情况", "已答复集体产权制度改革是否完成。"),
    "survey_verdict": Gate("研判结论", "研判结论为列入或暂缓，并写明理由；暂缓的不进入下一步。"),
    "receiving_named": Gate("接收社区", "已写明接收社区，并核对并入后的户数规模。"),
    "liabilities_taken": Gate("债务承继", "每一笔债务、诉讼、担保都写明由谁承继。"),
    "route_fixed": Gate("法律路径", "已按法律主体确定路径A（村民委员会）或路径B（居民委员会）。"),
    "mode_approved": Gate("撤改撤并方式", "撤改或撤并的方式已经批准，并有批准文号和日期。"),
    "letters_delivered": Gate("一封信送达", "《致居民的一封信》已逐户送达，未送达的登记了送达经过。"),
    "risk_conclusion": Gate("稳评结论", "评估结论为可实施或可部分实施；暂缓、不实施的依法暂缓。"),
    "inventory_ties": Gate("账表相符", "清查各表合计与总表一致，资产等于负债加所有者权益。"),
    "agency_signed": Gate("第三方签章", "受托机构的报告签字盖章齐全，执业资格有效。"),
    "posting_over": Gate("公示期满", "各处张贴均有起止证明，异议期已届满。"),
    "objections_closed": Gate("异议办结", "登记的异议均已答复办结；无异议的如实写明。"),
    "posting_order": Gate("公示先后", "本步公示在规程列明的步骤完成之后张贴。"),
    "inventory_confirmed": Gate("清查结果确认", "清查结果已经有权的成员（代表）大会确认。"),
    "nobody_pending": Gate("无待定人员", "成员资格没有待定人员。"),
    "share_difference_zero": Gate("股权账实相符", "股权登记簿合计与总股数的差额为零。"),
    "committees_met": Gate("两委商议", "两委过半数到会，同意人数超过到会的半数；已登记会议的，以封存的结果为准。"),
    "party_meeting_met": Gate("党员大会", "到会党员与赞成票数达到规定，赞成超过应到会有表决权党员的半数。"),
    "household_asked": Gate(
        "逐户征求意见", "每户均已征求意见或登记走访经过；对不同意的户提供过一次回访。属征求意见，不代替表决。"
    ),
    "meeting_competent": Gate("会议主体", "由有权的会议表决：路径A须村民会议；代表会议须有授权；成员事项须成员大会。"),
    "notice_period_over": Gate("通知期", "会议在法定通知期满后召开，通知日与会议日均不计。"),
    "motion_passed": Gate("表决通过", "到会人数与赞成票数达到规定；未通过的依法重新召开；登记的不同意见均已答复。"),
    "display_running": Gate("张贴不间断", "表决结果自张贴起持续公开，未满法定张贴天数的继续张贴。"),
    "request_complete": Gate("请示要件", "请示一文一事一主送，签发人、联系人和所附材料清单齐全。"),
    "approval_number": Gate("批复文号", "批复已登记文号与日期；未批复的属法定等待。"),
    "audit_published": Gate("离任审计公布", "离任经济责任审计结果已经公布。"),
    "handover_complete": Gate("移交完成", "移交清单逐项接收，所列债务逐笔有人承接，移交、接收、监交三方签字。"),
    "all_steps_done": Gate("各步完成", "此前各步均已完成或批准不适用。"),
}

GATE_NAMES = frozenset(GATES)
GATES_EVERYWHERE = tuple(name for name, gate in GATES.items() if gate.everywhere)
