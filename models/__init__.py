"""What the pipeline knows: lexicons, gazetteer and trained components, read through importlib.resources."""
