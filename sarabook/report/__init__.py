"""What is printed: marked outputs of executed notebooks joined into one numbered page."""
