"""What the central warehouse does with an envelope: it takes it in, compares and controls the products, and puts them
on a shelf or sends them back."""

from warehouse.control import Control, ControlStepDone, StepOutcome
from warehouse.decision import Decision, needs_decision
from warehouse.receipt import Receipt
from warehouse.send_back import SendBack
from warehouse.stock import StockItem
from warehouse.stocktake import CountedProduct, Stocktake

__all__ = [
    "Control",
    "ControlStepDone",
    "CountedProduct",
    "Decision",
    "Receipt",
    "SendBack",
    "StepOutcome",
    "StockItem",
    "Stocktake",
    "needs_decision",
]
