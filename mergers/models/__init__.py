"""Cases and their filings, the weekly ledger and what leaders ask for. The only app that knows all the others."""

from .cases import Cadre, CaseEvent, Liability, MergerCase, PlanDate, Receiver
from .dispatch import Bulletin, Instruction, InstructionTask, Issue, IssueEvent, NodeDispatch
from .filings import DepartmentTask, Evidence, EvidenceWaiver, StepEvent, StepFiling, StepNotice
from .ledgers import Erratum, Ledger, LedgerFile, LedgerRow, WeeklyReport, WeeklyRound
from .programmes import Batch, PlanEntry, Programme, RulebookVersion

__all__ = [
    "Batch",
    "Bulletin",
    "Cadre",
    "CaseEvent",
    "DepartmentTask",
    "Erratum",
    "Evidence",
    "EvidenceWaiver",
    "Instruction",
    "InstructionTask",
    "Issue",
    "IssueEvent",
    "Ledger",
    "LedgerFile",
    "LedgerRow",
    "Liability",
    "MergerCase",
    "NodeDispatch",
    "PlanDate",
    "PlanEntry",
    "Programme",
    "Receiver",
    "RulebookVersion",
    "StepEvent",
    "StepFiling",
    "StepNotice",
    "WeeklyReport",
    "WeeklyRound",
]
