"""CNN Playground: build a convolutional network by hand, train it live, and see inside it."""
