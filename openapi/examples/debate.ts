// A debate with TypeScript and fetch, from the request to the summary; nothing to install.
//
//   ROUNDTABLE_URL=http://127.0.0.1:8000 ROUNDTABLE_API_KEY=rt_live_... node debate.ts
//
// Node 22.18 and newer run it as it is, older ones once `tsc` has made JavaScript of it:
//
//   npx tsc --target es2022 --module es2022 --moduleResolution bundler --types node debate.ts
//
// A server that has no API keys yet needs none. The types below are what is used of the document
// here; `npx openapi-typescript openapi.json` writes all of them.

const server = process.env.ROUNDTABLE_URL ?? "http://127.0.0.1:8000";
const key = process.env.ROUNDTABLE_API_KEY;
const attempts = 5;

const request = {
  question: "Should frontier models be open sourced?",
  options: [
    { id: "A", label: "Yes" },
    { id: "B", label: "Only the weights" },
    { id: "C", label: "No" },
  ],
  // Simulated models, which need no provider. Leave the panel out for the server's own.
  panel: [{ model: "sim/A>B?delay=0.2" }, { model: "sim/B" }, { model: "sim/C" }],
};

interface Debate {
  status: string;
  outcome: { headline: string } | null;
}

interface DebateEvent {
  sequence: number;
  type: string;
}

interface Summary {
  overview: string;
  strongest_arguments: {
    option: string;
    citations: { participant: string; quote: string }[];
  }[];
}

interface Problem {
  status: number;
  code: string;
  detail: string;
  errors: { pointer: string | null; detail: string }[];
}

/** The service has said why it did not do what it was asked for. */
class ProblemError extends Error {
  readonly problem: Problem;
  readonly retryAfter: number;

  constructor(problem: Problem, headers: Headers) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
    this.retryAfter = Number(headers.get("Retry-After"));
  }
}

const pause = (seconds: number) => new Promise((done) => setTimeout(done, seconds * 1000));

/** Send a request; what its problem document says is thrown. */
async function api(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (key) headers.set("Authorization", `Bearer ${key}`);
  const reply = await fetch(new URL(path, server), { ...init, headers });
  if (!reply.ok && reply.status !== 304) {
    throw new ProblemError((await reply.json()) as Problem, reply.headers);
  }
  return reply;
}

/**
 * Create a debate, whatever happens on the way, and return where it is.
 *
 * With an idempotency key it is safe to send the request again: if an earlier one did arrive, the
 * stored reply comes back and nothing is created twice.
 */
async function create(body: object): Promise<string> {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      return (await api("/v1/debates", init)).headers.get("Location")!;
    } catch (error) {
      if (!(error instanceof ProblemError)) {
        await pause(2 ** attempt / 4);
      } else if ([429, 503].includes(error.problem.status)) {
        await pause(error.retryAfter);
      } else {
        throw error;
      }
    }
  }
  throw new Error("The service cannot be reached.");
}

/**
 * Give each event of a debate once, as it happens, until the debate is over.
 *
 * Every event has a number. When the connection breaks we go on after the last one that we have
 * read; after the one that ended the debate there is nothing: 204.
 */
async function* events(debate: string): AsyncGenerator<DebateEvent> {
  let last = 0;
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      const reply = await api(`${debate}/events`, { headers: { "Last-Event-ID": `${last}` } });
      if (reply.status === 204) return;
      for await (const line of lines(reply)) {
        if (!line.startsWith("data: ")) continue;
        const event = JSON.parse(line.slice("data: ".length)) as DebateEvent;
        last = event.sequence;
        yield event;
      }
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      await pause(2 ** attempt / 4);
    }
  }
}

async function* lines(reply: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let unfinished = "";
  const reader = reply.body!.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const pieces = (unfinished + decoder.decode(read.value, { stream: true })).split("\n");
    unfinished = pieces.pop()!;
    yield* pieces;
  }
}

/**
 * Return the debate once it is over.
 *
 * `Prefer: wait` holds the reply until then, at most 60 s. One that is not over says in
 * `Retry-After` when to look again, and with the ETag of what we have, a look that brings nothing
 * new is answered with an empty 304.
 */
async function finished(debate: string): Promise<Debate> {
  const headers: Record<string, string> = { Prefer: "wait=30" };
  let found: Debate | undefined;
  for (;;) {
    const reply = await api(debate, { headers });
    if (reply.status === 200) {
      found = (await reply.json()) as Debate;
      headers["If-None-Match"] = reply.headers.get("ETag")!;
    }
    const wait = reply.headers.get("Retry-After");
    if (wait === null) return found!;
    await pause(Number(wait));
  }
}

const debate = await create(request);
console.log(`created: ${debate}`);
for await (const event of events(debate)) {
  console.log(`${String(event.sequence).padStart(4)}  ${event.type}`);
}
console.log(`over: ${(await finished(debate)).outcome?.headline}`);

const summary = (await (await api(`${debate}/summary`)).json()) as Summary;
console.log(`summary: ${summary.overview}`);
for (const { option, citations } of summary.strongest_arguments) {
  for (const { participant, quote } of citations) {
    console.log(`  for ${option}, ${participant}: ${quote}`);
  }
}

try {
  await create({ question: "" });
} catch (error) {
  if (!(error instanceof ProblemError)) throw error;
  for (const { pointer, detail } of error.problem.errors) {
    console.log(`a problem: ${pointer}: ${detail}`);
  }
}

export {};
