"""Published methods: counting units, splitting assistant time, pricing."""
