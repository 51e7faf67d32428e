// A receiver of webhooks with TypeScript and Node's own server (`npm install standardwebhooks`).
//
//   ROUNDTABLE_WEBHOOK_SECRET=whsec_... PORT=8080 node receiver.ts
//
// Node 22.18 and newer run it as it is, older ones once `tsc` has made JavaScript of it:
//
//   npx tsc --target es2022 --module nodenext --types node receiver.ts
//
// The secret is the one that came with the endpoint, or that of `GET /v1/webhook-secret`.

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.ROUNDTABLE_WEBHOOK_SECRET!);
const port = Number(process.env.PORT ?? 8080);
const largest = 20_000; // bytes of a body: none of ours has more

interface WebhookEvent {
  type: string;
  sequence: number;
  data: { id: string };
}

/**
 * Events that were received, each once.
 *
 * Here they are kept in memory. In earnest, let a table of a database with a unique `webhook-id`
 * be the inbox: what was answered with 2xx is not sent again.
 */
const seen = new Set<string>();

function takeIn(id: string, event: WebhookEvent): void {
  if (seen.has(id)) return;
  seen.add(id);
  setImmediate(handle, event);
}

const latest = new Map<string, number>();

/**
 * Handle one event.
 *
 * They may come in any order. `sequence` tells their order within a debate, so that one that has
 * been overtaken does not undo what a later one has said.
 */
function handle({ type, sequence, data }: WebhookEvent): void {
  const before = latest.get(data.id) ?? 0;
  latest.set(data.id, Math.max(sequence, before));
  const remark = sequence < before ? " (overtaken)" : "";
  console.log(`${String(sequence).padStart(4)}  ${type}  ${data.id}${remark}`);
}

/** The bytes as they came: only these are what was signed. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > largest) throw new Error("too large");
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

const server = createServer(async (request, reply) => {
  try {
    const headers = request.headers as Record<string, string>;
    const event = webhook.verify(await bodyOf(request), headers) as WebhookEvent;
    takeIn(headers["webhook-id"], event);
    reply.writeHead(204).end();
  } catch {
    reply.writeHead(400).end();
  }
});

server.listen(port, "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
