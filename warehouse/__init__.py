"""What the central warehouse does with an envelope: it takes it in, compares and controls the products, and puts them
on a shelf or sends them back."""

from warehouse.control import Control, ControlBypass, ControlStepDone, StepOutcome
from warehouse.decision import Decision, needs_decision
from warehouse.follow_up.contact import UnitContact
from warehouse.receipt import Receipt
from warehouse.send_back import SendBack
from warehouse.sent_on import SentOn
from warehouse.sesam_wait import SesamWait
from warehouse.step_box import BoxedProduct, StepBox
from warehouse.stock import StockItem
from warehouse.stocktake import CountedProduct, Stocktake

__all__ = [
    "BoxedProduct",
    "Control",
    "ControlBypass",
    "ControlStepDone",
    "CountedProduct",
    "Decision",
    "Receipt",
    "SendBack",
    "SentOn",
    "SesamWait",
    "StepBox",
    "StepOutcome",
    "StockItem",
    "Stocktake",
    "UnitContact",
    "needs_decision",
]
