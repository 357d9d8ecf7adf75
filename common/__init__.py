"""What all rooms share: the one rule of privacy, the one type of sentence, and forms that JSON keeps. A leaf."""
