"""What the central warehouse does with an envelope: take in, compare, control, shelve or send back."""

from warehouse.control import Control, ControlStepDone, Outcome
from warehouse.receipt import Receipt
from warehouse.send_back import SendBack
from warehouse.stock import StockItem

__all__ = ["Control", "ControlStepDone", "Outcome", "Receipt", "SendBack", "StockItem"]
