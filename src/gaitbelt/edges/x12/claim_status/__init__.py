"""The claim acknowledgment (277CA, version 5010): what became of each claim at the door."""
