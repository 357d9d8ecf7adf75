"""The region at a glance: how much lies at each stop, what reuse and kept guarantee days saved, and how long orders
take. What a figure takes for granted is a row that the administrator changes (docs/decisions/0027)."""
