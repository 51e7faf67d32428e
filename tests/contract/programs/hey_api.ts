// A debate by the client that @hey-api/openapi-ts makes.
import { createDebate, getDebate, getSummary, listResponses } from "./hey/index.js";
import { client } from "./hey/client.gen.js";

client.setConfig({
  baseUrl: process.env.ROUNDTABLE_URL!,
  headers: { Authorization: `Bearer ${process.env.ROUNDTABLE_API_KEY}` },
});

const created = await createDebate({
  headers: { "Idempotency-Key": crypto.randomUUID() },
  body: {
    question: "Should frontier models be open sourced?",
    options: [{ label: "Yes" }, { label: "Only the weights" }, { label: "No" }],
    panel: [{ model: "sim/A>B" }, { model: "sim/B", effort: "low" }, { model: "sim/C" }],
    protocol: { max_rounds: 2, consensus: "supermajority" },
  },
  throwOnError: true,
});

const path = { debate_id: created.data.id };
let debate = created.data;
while (["queued", "running", "summarizing"].includes(debate.status)) {
  const headers = { Prefer: "wait=20" };
  debate = (await getDebate({ path, headers, throwOnError: true })).data;
}

const summary = await getSummary({ path, throwOnError: true });
const responses = await listResponses({ path, query: { final: true }, throwOnError: true });

const alike = { question: "?", options: [{ label: "Yes" }, { label: "yes" }] };
const refused = await createDebate({ body: alike });
if (!refused.error) throw new Error("It was not refused.");

console.log(
  JSON.stringify({
    status: debate.status,
    decision: debate.outcome?.decision,
    headline: summary.data.headline,
    votes: responses.data.data.map((response) => response.vote),
    refused: refused.error.errors.map((fault) => [fault.in, fault.pointer]),
  }),
);
