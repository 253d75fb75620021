"""财事两清: what stands apart between the committee and the cooperative before the hand-over is complete.

The cooperative outlives its community; both are under the street, with no seal and no account in common.
"""

ITEMS = {
    "apart_seals": "印章分设，合作社与居（村）委会各用各章",
    "apart_accounts": "银行账户分设，没有共用账户",
    "apart_books": "账套分设，分别记账",
    "apart_assets": "资产、资源权属和合同主体写明为合作社",
    "apart_funds": "社区经费与合作社资金划清，往来已对账",
}


def missing(facts: dict) -> list[str]:
    """The items that nobody has found in order yet."""
    return [label for name, label in ITEMS.items() if not facts.get(name)]
