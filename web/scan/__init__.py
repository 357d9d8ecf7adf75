"""What a look at a product brings to the server, and the answer that the page gets."""
