"""What a unit's device takes along for when contact is lost: every verdict that the unit can
expect, decided beforehand.

docs/decisions/0049-a-verdict-without-contact.md.
"""
