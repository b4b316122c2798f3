"""What people decide: models, YAML, the period, its notebooks, and what the partnership has stated."""
