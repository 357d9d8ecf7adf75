"""Labels out of focus, drawn for the tests and for tuning: nobody runs them as a benchmark."""
