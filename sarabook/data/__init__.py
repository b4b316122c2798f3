"""What is received: files to tables, each held against the contract of its kind."""
