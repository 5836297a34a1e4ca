"""Changes of subscriptions: decided, refused, written, and begun on their day."""
