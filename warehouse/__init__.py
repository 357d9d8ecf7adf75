"""What the central warehouse does with an envelope: take in, compare, control, shelve or send back."""

from warehouse.control import Control, ControlStepDone, StepOutcome
from warehouse.receipt import Receipt
from warehouse.send_back import SendBack
from warehouse.stock import StockItem

__all__ = ["Control", "ControlStepDone", "Receipt", "SendBack", "StepOutcome", "StockItem"]
