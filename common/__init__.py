"""What all rooms share: the one rule of privacy, the one type of sentence, and the forms of JSON and CSV. A leaf."""
