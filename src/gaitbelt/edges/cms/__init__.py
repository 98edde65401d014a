"""Official tables as CMS publishes them: what each file holds, or why it is refused."""
