"""FHIR R4: resources as the exchange formats of other systems have them."""
