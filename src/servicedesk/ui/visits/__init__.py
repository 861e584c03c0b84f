"""The reception page: greet, hear why they came, take them there."""
