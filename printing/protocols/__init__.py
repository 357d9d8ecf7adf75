"""How printers are spoken to: IPP and ZPL, one module a protocol, and what became of a printing."""
