"""The warehouse's shelves: what stands there, what is counted, charged, picked and delivered."""
