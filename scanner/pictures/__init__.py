"""A file from anywhere → pixels, within a time and a memory that are set, or a sentence that says why not."""
