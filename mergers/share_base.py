"""The base of a share plan from the locked inventory: two registers that do not know each other, read from above."""

from assets.questions import operating_net_assets
from communities.models import Organisation
from shareholders.rules.plans import Base


def base_of(organisation: Organisation) -> Base | None:
    """经营性净资产 of the cooperative's newest locked inventory; None while none is locked or nothing is left."""
    found = operating_net_assets(organisation)
    if found is None or found.amount <= 0:
        return None
    source = f"经营性净资产（清查登记时点{found.base_date}，经营性资产核实数减负债，默认）"
    return Base(found.amount, source, found.base_date, found.digest)
