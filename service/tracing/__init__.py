"""Where time goes, told to whoever collects traces: the port, and what stands behind it."""
