"""What every page and every answer shares: access, headers, errors, language, repeating safely."""
