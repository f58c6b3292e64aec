"""Everything that LocalStack holds, saved while it runs and loaded when it starts."""
