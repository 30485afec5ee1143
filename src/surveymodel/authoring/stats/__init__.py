"""What a pack holds, what its survey costs, and which questions decide."""
