// Keeps the page of a debate that is under way up to date; nothing of it is needed to read one.
//
// What the page says, the server alone decides: when the event stream tells that something has
// happened, the page is fetched again, and what is shown becomes what was fetched. Elements that
// stay the same are never touched. So whatever a reader has opened, focused, selected or scrolled
// to stays as it is, and a screen reader hears only of the line with `data-news`. Text that models
// are writing at this moment, which is stored nowhere, comes from the stream itself.

const TOGETHER_MS = 200; // What happens in one moment is fetched once.
const SOON_MS = 2_000;
const LATER_MS = 60_000; // The longest pause between attempts.
const LASTS_MS = 8_000; // A connection is often lost for less, and nobody needs to know.

const OUT_OF_DATE = "The connection is lost: this page may be out of date until it is back.";
const GONE = "This page can no longer be read here: what it shows is as it was.";

const HAPPENED = [
  "debate.started", "round.started", "response.completed", "round.completed", "note.added",
  "summary.started", "debate.completed", "debate.failed", "debate.canceled", "debate.expired",
];

const news = () => document.querySelector("[data-news]");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The event stream, followed while the page says where it is: as long as the debate is not over.

let stream = null;
let refused = 0;
let silence = null; // The timer that runs while there is no connection.

function follow() {
  const events = news()?.dataset.events;
  if (!events || document.hidden) return leave(); // A browser has six connections for a server.
  if (stream) return;
  stream = new EventSource(`${events}?deltas=true`);
  stream.onopen = connected;
  stream.onerror = disconnected;
  stream.addEventListener("response.delta", (event) => write(JSON.parse(event.data).data));
  for (const type of HAPPENED) stream.addEventListener(type, happened);
}

function leave() {
  stream?.close();
  stream = null;
  heard();
}

function heard() {
  clearTimeout(silence);
  silence = null;
}

function connected() {
  heard();
  refused = 0;
  refresh();
}

function disconnected() {
  silence ??= setTimeout(warn, LASTS_MS, OUT_OF_DATE);
  // A browser takes up again what was cut off, but not what was refused: by a server that is
  // overloaded, or because nothing follows any more. The page will tell.
  if (stream?.readyState !== EventSource.CLOSED) return;
  stream = null;
  refresh(Math.min(SOON_MS * 2 ** refused++, LATER_MS));
}

function happened(event) {
  const { response } = JSON.parse(event.data).data;
  if (response) forget(response);
  refresh();
}

// The page, asked for once at a time, and once more when something has happened meanwhile.

let refreshing = false;
let outdated = false;

async function refresh(wait = TOGETHER_MS) {
  outdated = true;
  if (refreshing) return;
  refreshing = true;
  for (; outdated; wait = TOGETHER_MS) {
    await pause(wait);
    outdated = false;
    show(await fetched());
  }
  refreshing = false;
  follow();
}

async function fetched() {
  for (let wait = SOON_MS; ; wait = Math.min(2 * wait, LATER_MS)) {
    try {
      const reply = await fetch(location.href, { cache: "no-cache" });
      if (reply.ok) return new DOMParser().parseFromString(await reply.text(), "text/html");
      if (reply.status < 500 && reply.status !== 429) return null; // Removed, or not shared any more.
    } catch {
      // There is no connection.
    }
    await pause(wait);
  }
}

function show(page) {
  if (!page?.querySelector("[data-news]")) {
    warn(GONE);
    delete news().dataset.events;
    return;
  }
  document.title = page.title;
  become(document.querySelector("main"), page.querySelector("main"));
  for (const seat of drafts.keys()) tell(seat);
}

// To be read by everybody until the page is up to date again; news can be seen on the page itself.
function warn(text) {
  news().className = "warning";
  news().textContent = text;
}

// Making an element what it is in the page that was fetched, by as few changes as there can be.

function become(shown, wanted) {
  if (shown.isEqualNode(wanted)) return;
  if (shown.nodeType !== Node.ELEMENT_NODE) {
    shown.data = wanted.data;
    return;
  }
  takeAttributes(shown, wanted);
  takeChildren(shown, wanted);
}

function takeAttributes(shown, wanted) {
  // Whether details are open is the reader's choice once they are there.
  const kept = (name) => name === "open" && shown.nodeName === "DETAILS";
  for (const name of shown.getAttributeNames())
    if (!wanted.hasAttribute(name) && !kept(name)) shown.removeAttribute(name);
  for (const { name, value } of wanted.attributes)
    if (shown.getAttribute(name) !== value && !kept(name)) shown.setAttribute(name, value);
}

function takeChildren(shown, wanted) {
  const before = [...shown.childNodes];
  const after = [...wanted.childNodes];
  // What is equal at both ends stays: what came between must not be taken for it.
  while (after.length && before[0]?.isEqualNode(after[0])) before.shift(), after.shift();
  let end = null;
  while (after.length && before.at(-1)?.isEqualNode(after.at(-1))) end = before.pop(), after.pop();
  for (const child of after) {
    const at = counterpart(child, before);
    if (at < 0) shown.insertBefore(child, before[0] ?? end);
    else {
      for (const gone of before.splice(0, at)) gone.remove();
      become(before.shift(), child);
    }
  }
  for (const gone of before) gone.remove();
}

// Return which of these can become that child. One without a key does not look beyond one with a
// key, which would be dropped although its own counterpart may still follow.
function counterpart(child, before) {
  const at = before.findIndex((one) => one.nodeName === child.nodeName && key(one) === key(child));
  const most = key(child) ? -1 : before.findIndex(key);
  return most >= 0 && most < at ? -1 : at;
}

// Details that a reader has opened are known by what is in them.
const key = (one) => one.id || (one.nodeName === "DETAILS" && one.querySelector("[id]")?.id) || "";

// What seats are writing: always as text, and only until the response is complete.

const drafts = new Map();

function write({ participant, round, attempt, index, text }) {
  let draft = drafts.get(participant);
  if (draft?.round !== round || draft.attempt !== attempt) draft = { round, attempt, next: 0, text: "" };
  if (index !== draft.next) draft.text += "… "; // What was said before is not told again.
  draft.text += text;
  draft.next = index + 1;
  drafts.set(participant, draft);
  tell(participant);
}

function forget({ participant, round }) {
  if (!(drafts.get(participant)?.round <= round)) return;
  drafts.delete(participant);
  tell(participant);
}

function tell(seat) {
  const place = document.querySelector(`[data-writing="${CSS.escape(seat)}"]`);
  if (!place) return;
  place.textContent = drafts.get(seat)?.text ?? "";
  place.hidden = !drafts.has(seat);
}

// What a link leads to may be folded away, and not every browser opens that by itself.

function unfold(hash) {
  const target = document.getElementById(hash.slice(1));
  let folded = false;
  for (let one = target?.closest("details"); one; one = one.parentElement.closest("details")) {
    folded ||= !one.open;
    one.open = true;
  }
  return folded ? target : null;
}

const arrive = () => unfold(location.hash)?.scrollIntoView();

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link) unfold(link.hash);
});
addEventListener("hashchange", arrive);
document.addEventListener("visibilitychange", follow);
document.documentElement.classList.add("live"); // Nobody has to reload the page any more.
arrive();
follow();
