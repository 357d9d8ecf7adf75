"""What load balancers and monitoring systems ask for, and what is counted for them."""
