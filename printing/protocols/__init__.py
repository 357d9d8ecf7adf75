"""The protocols that printers understand, IPP and ZPL, and how a printing ended."""
