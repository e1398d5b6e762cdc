"""The workspace of tables: columns and rows at the left, what each row comes to at the right."""
