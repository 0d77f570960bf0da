"""One module a view: `show(page)` gives HTML, `act(page, body)` takes what a person did and gives JSON."""
