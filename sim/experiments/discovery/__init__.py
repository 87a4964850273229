"""Where in a space of parameters something holds: boxes, found by peeling and judged on points held out."""
