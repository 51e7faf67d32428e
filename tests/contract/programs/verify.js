// Says of each request of a list whether the reference library believes it.

import { readFileSync } from "node:fs";
import { Webhook, WebhookVerificationError } from "standardwebhooks";

function believed({ secret, headers, body }) {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}

const requests = JSON.parse(readFileSync("requests.json", "utf8"));
console.log(JSON.stringify(requests.map(believed)));
