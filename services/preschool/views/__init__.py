"""The pages of early education, for its officers."""
