"""What WebSesam knows, as its exported files bring it, and the verdict that follows from that."""
