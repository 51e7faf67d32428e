"""What clients see: the Structs that are returned or sent, and how a debate becomes them."""
