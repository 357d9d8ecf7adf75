"""What a clinic's device takes along for when contact is lost."""
