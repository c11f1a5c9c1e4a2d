"""Messages to people: what they say, in whose words, and how they leave the house."""
