"""What a cell says: dates, numbers and serials, and the ways in which a spreadsheet has changed them."""
