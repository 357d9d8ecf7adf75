"""The people who use Returkoll: their accounts, where they work, what they may decide, and what they have done."""
