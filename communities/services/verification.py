"""Reading the record book back: every line, every head, every anchor."""

import hashlib
import json
from collections.abc import Iterator

from communities.models import Anchor, ChainHead, RecordEntry

from .recording import mac_of


def broken_lines() -> Iterator[str]:
    """Sentences naming what does not hold, the first broken line of each chain first; empty when all is well."""
    ends = {}
    previous, seq, chain, faulty = "0" * 64, 0, None, False
    for entry in RecordEntry.objects.order_by("chain", "seq").iterator(chunk_size=5000):
        if entry.chain != chain:
            chain, previous, seq, faulty = entry.chain, "0" * 64, 0, False
        if not faulty:
            if entry.seq != seq + 1:
                faulty = True
                yield f"记录链 {chain} 第{seq + 1}行缺失（下一行是第{entry.seq}行，记录编号{entry.pk}）。"
            elif entry.previous_mac != previous or mac_of(entry) != entry.mac:
                faulty = True
                yield f"记录链 {chain} 第{entry.seq}行（编号{entry.pk}，{entry.action}）与校验值不符，内容已被改动。"
        previous, seq = entry.mac, entry.seq
        ends[(chain, seq)] = entry.mac
    yield from _broken_heads(ends)
    yield from _broken_anchors(ends)


def _broken_heads(ends: dict) -> Iterator[str]:
    lengths: dict[str, int] = {}
    for chain, seq in ends:
        lengths[chain] = max(seq, lengths.get(chain, 0))
    heads = {head.chain: head for head in ChainHead.objects.all()}
    for chain in sorted(lengths.keys() | heads.keys()):
        head, length = heads.get(chain), lengths.get(chain, 0)
        if head is None:
            yield f"记录链 {chain} 的链头缺失（共{length}行）。"
        elif head.seq != length or (length and ends[(chain, length)] != head.mac):
            yield f"记录链 {chain} 的末尾与链头不符：链头为第{head.seq}行，实有{length}行，末尾被截断或追加。"


def _broken_anchors(ends: dict) -> Iterator[str]:
    for anchor in Anchor.objects.order_by("at"):
        if hashlib.sha256(json.dumps(anchor.heads, sort_keys=True).encode()).hexdigest() != anchor.root:
            yield f"锚点 {anchor.label} 的根摘要与其内容不符。"
        for chain, (seq, mac) in anchor.heads.items():
            if ends.get((chain, seq)) != mac:
                yield f"锚点 {anchor.label}：记录链 {chain} 第{seq}行已不是当时的内容（末尾被截断或整链重算）。"


def digest_of_heads() -> str:
    """A short digest over all heads now, as printed on papers between anchors."""
    heads = list(ChainHead.objects.order_by("chain").values_list("chain", "seq", "mac"))
    return hashlib.sha256(json.dumps(heads).encode()).hexdigest()
