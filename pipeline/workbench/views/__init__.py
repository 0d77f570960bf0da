"""One module a view: `show(page)` gives HTML, `act(page, body)`, where something is decided,
takes what a person did and gives JSON."""
