"""Table in, table out: one method a module, pure."""
