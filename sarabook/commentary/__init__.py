"""What people write: its sections and placeholders, and what its text says, held against findings."""
