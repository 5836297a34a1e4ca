"""The desk: organisers take money or give tickets away, also blocked places and after the sale."""
