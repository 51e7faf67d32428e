// A debate by openapi-fetch, with the types that openapi-typescript makes.
import createClient from "openapi-fetch";

import type { components, paths } from "./schema.js";

type Debate = components["schemas"]["Debate"];

const client = createClient<paths>({
  baseUrl: process.env.ROUNDTABLE_URL!,
  headers: { Authorization: `Bearer ${process.env.ROUNDTABLE_API_KEY}` },
});

const created = await client.POST("/v1/debates", {
  params: { header: { "Idempotency-Key": crypto.randomUUID() } },
  body: {
    question: "Should frontier models be open sourced?",
    options: [{ label: "Yes" }, { label: "Only the weights" }, { label: "No" }],
    panel: [{ model: "sim/A>B" }, { model: "sim/B", effort: "low" }, { model: "sim/C" }],
    protocol: { max_rounds: 2, consensus: "supermajority" },
  },
});
if (created.error) throw new Error(created.error.detail);

const path = { debate_id: created.data.id };
let debate: Debate = created.data;
while (["queued", "running", "summarizing"].includes(debate.status)) {
  const params = { path, header: { Prefer: "wait=20" } };
  const { data, error } = await client.GET("/v1/debates/{debate_id}", { params });
  if (error) throw new Error(error.detail);
  debate = data;
}

const summary = await client.GET("/v1/debates/{debate_id}/summary", { params: { path } });
if (summary.error) throw new Error(summary.error.detail);

const responses = await client.GET("/v1/debates/{debate_id}/responses", {
  params: { path, query: { final: true } },
});
if (responses.error) throw new Error(responses.error.detail);

const alike = { question: "?", options: [{ label: "Yes" }, { label: "yes" }] };
const refused = await client.POST("/v1/debates", { body: alike });
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
