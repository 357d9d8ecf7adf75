"""A file as rows of text: its encoding, its workbook, where its table begins and how wide its rows are."""
