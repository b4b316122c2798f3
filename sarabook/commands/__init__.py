"""What a person types: one command a module, its flow in one function."""
