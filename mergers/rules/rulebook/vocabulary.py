"""The closed vocabularies a rulebook is written in, each word with the officials' own label."""

PARTIES = {"community": "社区", "cooperative": "合作社", "street": "街道", "office": "区领导小组办公室"}
FILERS = frozenset({"community", "cooperative", "street"})
REVIEWERS = frozenset({"street", "office"})
CONFIRMERS = frozenset({"office"})

REVIEW_LABELS = frozenset({"审核", "程序核验", "区级审核"})
CONFIRM_LABELS = frozenset({"区级审核", "备案", "验收", "确认"})

CONDITIONS = {
    "route_a": "路径A（村民委员会）",
    "route_b": "路径B（居民委员会）",
    "merge": "撤并",
    "convert": "撤改",
    "verification": "改制已完成（核验）",
    "unreformed": "改制未完成",
    "agency": "委托第三方机构",
    "cooperatives_merge": "合作社同时合并",
}
FORMS = {"survey": "摸底表", "plan": "方案表", "mobilisation": "动员表", "event": "办理表"}
WAITS = {"posting": "公示期", "notice": "通知期", "approval": "待区批"}

# Bodies whose quorum and majority are law; the votes app answers them by the date of the meeting.
DECISION_RULES = {
    "decision.party_meeting": "党员大会",
    "decision.villagers_meeting": "村民会议",
    "decision.residents_meeting": "居民会议",
    "decision.residents_representatives": "居民代表会议",
    "decision.members_assembly": "成员大会",
    "decision.members_representatives": "成员代表大会",
}

FIELD_LABELS = {
    "title": "名称",
    "label": "版本",
    "never_waivable": "不得不适用的步骤",
    "stages": "阶段",
    "uniforms": "五统一",
    "nodes": "关键节点",
    "community_functions": "城市社区职责",
    "cooperative_functions": "合作社职责",
    "return_reasons": "退回原因",
    "number": "序号",
    "key": "代号",
    "stage": "所属阶段",
    "short": "简称",
    "files": "填报",
    "reviews": "审核",
    "review_label": "审核名称",
    "confirms": "确认",
    "confirm_label": "确认名称",
    "departments": "协办部门",
    "node": "关键节点",
    "uniform": "五统一",
    "after": "前置步骤",
    "posting_after": "公示的前置步骤",
    "gates": "关口",
    "gates_dropped": "免除的关口",
    "days": "工作天数",
    "waits": "法定等待",
    "basis": "依据",
    "evidence": "材料",
    "form": "表单",
    "rule_keys": "法律规则",
    "waivable_step": "可以不适用",
    "waivable_ground": "不适用的情形",
    "when": "适用情形",
    "minimum": "最少份数",
    "blank": "空白表样",
    "not_before": "成文不早于",
    "number_only": "只登记文号",
    "waivable": "材料可以不适用",
}
