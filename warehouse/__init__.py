"""What the central warehouse does with an envelope: it takes it in, compares and controls the products, and puts them
on a shelf or sends them back."""

from warehouse.controlling.control import Control, ControlBypass, ControlStepDone, StepOutcome
from warehouse.controlling.step_box import BoxedProduct, StepBox
from warehouse.deciding.decision import Decision, needs_decision
from warehouse.deciding.sent_on import SentOn
from warehouse.deciding.sesam_wait import SesamWait
from warehouse.follow_up.contact import UnitContact
from warehouse.receipt import Receipt
from warehouse.region.assumptions import RegionAssumption
from warehouse.returning.send_back import SendBack
from warehouse.shelves.stock import StockItem
from warehouse.shelves.stocktake import CountedProduct, Stocktake

__all__ = [
    "BoxedProduct",
    "Control",
    "ControlBypass",
    "ControlStepDone",
    "CountedProduct",
    "Decision",
    "Receipt",
    "RegionAssumption",
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
