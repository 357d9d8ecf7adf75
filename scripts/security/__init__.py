"""What is asked of the project's safety: the matrix of ASVS, the list of what is built in, and what is known of it."""
