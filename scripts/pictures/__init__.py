"""Pictures for documents and for the app, made by a script so that they stay true."""
