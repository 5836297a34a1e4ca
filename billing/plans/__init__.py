"""Plans: their versions, what each includes, and what it allows a store's owner."""
