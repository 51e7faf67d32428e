"""How this service names itself to receivers, known without what is needed to speak to them."""

USER_AGENT = "Roundtable-Webhooks/1"
