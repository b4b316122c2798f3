"""What commentary says: read with the partnership's own names, and held against findings. It never changes a text."""
