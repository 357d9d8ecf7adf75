"""Between the network and the application: a thread is held only while a whole request is answered."""
