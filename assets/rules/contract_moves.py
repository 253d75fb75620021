"""How the entry of a contract moves between who enters it and the street that checks it; the contract stands anyway."""

from communities.lib.transitions import Move, Table

ENTERED, CONFIRMED, RETURNED = "entered", "confirmed", "returned"
LABELS = {
    ENTERED: "待街道核对",
    CONFIRMED: "街道已核对",
    RETURNED: "退回更正",
    "change": "更正",
    "confirm": "核对通过",
    "return": "退回更正",
}
# fmt: off
REVIEW = Table(
    (
        # move       from        to         party
        Move("confirm", ENTERED,   CONFIRMED, "street"),
        Move("return",  ENTERED,   RETURNED,  "street", needs_reason=True),
        Move("return",  CONFIRMED, RETURNED,  "street", needs_reason=True),
        Move("change",  ENTERED,   ENTERED,   "filer"),
        Move("change",  CONFIRMED, ENTERED,   "filer"),
        Move("change",  RETURNED,  ENTERED,   "filer"),
    ),
    LABELS,
)
# fmt: on
