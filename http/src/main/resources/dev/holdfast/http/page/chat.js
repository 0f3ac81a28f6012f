/** The chat page: a name, a room, and what is said in it. What survives what is the client's. */
import { connect, newKey, post } from "/assets/holdfast-client.js";

const PAGE_MESSAGES = 50;
const SHOWN_MAX = 1_000; // further ones push the oldest off the page, not out of the transcript
const DEFAULT_ROOM = "web/lobby";
const NAME = "holdfast-chat-name";
const STATES = {
  connecting: "connecting",
  open: "connected",
  waiting: "connection lost, trying again",
  paused: "paused until you are back",
  closed: "closed",
};

const byId = (id) => document.getElementById(id);
const own = new Set(); // numbers of messages that this window sent and has not shown yet
let connection;
let room;
let oldest = Infinity;

/** `/api/v1/chats/{channel}/{chat}`, where a slash after the first belongs to the chat's name. */
function base(name) {
  const slash = name.indexOf("/");
  const parts = [name.slice(0, slash), name.slice(slash + 1)];
  return "/api/v1/chats/" + parts.map(encodeURIComponent).join("/");
}

/** The room that the page's address names. */
function addressed() {
  try {
    return decodeURIComponent(location.hash.slice(1)) || DEFAULT_ROOM;
  } catch {
    return DEFAULT_ROOM;
  }
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

function line(message) {
  const item = element("li", message.author === byId("name").value ? "own" : "", "");
  item.dataset.seq = message.seq;
  if (message.author) item.append(element("span", "who", message.author));
  item.append(element("span", "text", message.text || `(${message.kind ?? "no text"})`));
  if (message.edits) item.append(element("span", "sent", `changes message ${message.edits}`));
  const time = element("time", "", new Date(message.at).toLocaleTimeString());
  time.dateTime = message.at;
  item.append(time);
  if (own.delete(message.seq)) item.append(element("span", "sent", "sent"));
  return item;
}

function show(message) {
  const list = byId("messages");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(line(message));
  while (list.children.length > SHOWN_MAX) list.firstElementChild.remove();
  noteOldest();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function noteOldest() {
  const first = byId("messages").querySelector("[data-seq]");
  oldest = first ? Number(first.dataset.seq) : Infinity;
  byId("older").hidden = !(oldest > 1 && oldest < Infinity);
}

async function showOlder() {
  const after = Math.max(0, oldest - 1 - PAGE_MESSAGES);
  const limit = Math.min(PAGE_MESSAGES, oldest - 1);
  const before = oldest;
  const page = await read(`/messages?after=${after}&limit=${limit}`);
  const older = page.messages.filter(({ seq }) => seq < before);
  byId("messages").prepend(...older.map(line));
  noteOldest();
  if (older.length === 0) byId("older").hidden = true; // the rest is not kept any more
}

async function read(path) {
  const response = await fetch(base(room) + path);
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  throw Object.assign(new Error(problem.detail ?? `the node answered ${response.status}`), {
    status: response.status,
  });
}

function showPresence({ here, count }) {
  const more = count > here.length ? ` and ${count - here.length} more` : "";
  byId("here").textContent = count ? `Here now: ${here.join(", ")}${more}` : "";
}

function showState(state, { reason }) {
  byId("link").className = "pill " + (state === "open" ? "live" : "lost");
  byId("link").textContent = STATES[state] + (state === "closed" && reason ? ": " + reason : "");
  if (state === "open") byId("problem").hidden = true;
}

/** Forgets what is shown, where what follows does not connect with it. */
function reset({ reason, after }) {
  if (reason === "gap" || after > 0) {
    byId("messages").replaceChildren(element("li", "note", `Messages from number ${after + 1} on.`));
  } else {
    byId("messages").replaceChildren();
  }
  noteOldest();
}

function fail(error) {
  byId("problem").textContent = error.message;
  byId("problem").hidden = false;
}

async function join() {
  connection?.close();
  connection = undefined;
  room = byId("room").value;
  location.hash = room.split("/").map(encodeURIComponent).join("/");
  sessionStorage.setItem(NAME, byId("name").value);
  byId("room-title").textContent = room;
  document.title = room + " · Holdfast";
  byId("messages").replaceChildren();
  byId("problem").hidden = true;
  const joined = room;
  const after = await newest();
  if (joined !== room || connection) return;
  connection = connect(base(room) + "/socket", {
    after,
    as: byId("name").value,
    onMessage: show,
    onReset: reset,
    onPresence: showPresence,
    onState: showState,
    onError: fail,
  });
  for (const id of ["text", "send"]) byId(id).disabled = false;
  byId("text").focus();
}

/** The number after which one page of messages is left. */
async function newest() {
  try {
    return Math.max(0, (await read("")).tail - PAGE_MESSAGES);
  } catch (error) {
    if (error.status === 401 || error.status === 403) throw error;
    return 0; // no message yet, or no node at the moment: the socket says what there is
  }
}

async function send(text, key, item) {
  const mark = item.querySelector(".sending, .failed");
  mark.replaceWith(element("span", "sending", "sending"));
  try {
    const to = base(room) + "/messages";
    const message = await post(to, { author: byId("name").value, text }, { key });
    item.remove();
    const shown = byId("messages").querySelector(`[data-seq="${message.seq}"]`);
    if (shown) shown.append(element("span", "sent", "sent"));
    else own.add(message.seq);
    byId("problem").hidden = true;
  } catch (error) {
    const again = element("button", "failed", "failed, send again");
    again.type = "button";
    again.title = error.message;
    again.addEventListener("click", () => send(text, key, item));
    item.querySelector(".sending").replaceWith(again);
    fail(error);
  }
}

function posted(text) {
  const item = element("li", "own", "");
  item.append(element("span", "text", text), element("span", "sending", "sending"));
  byId("outgoing").append(item);
  send(text, newKey(), item);
}

byId("join").addEventListener("submit", (event) => {
  event.preventDefault();
  join().catch(fail);
});
byId("post").addEventListener("submit", (event) => {
  event.preventDefault();
  posted(byId("text").value);
  byId("text").value = "";
});
byId("older").addEventListener("click", () => showOlder().catch(fail));
addEventListener("hashchange", () => {
  if (addressed() === room) return;
  byId("room").value = addressed();
  if (connection) join().catch(fail);
});

byId("room").value = addressed();
byId("name").value = sessionStorage.getItem(NAME) ?? "";
if (byId("name").value) join().catch(fail);
else byId("name").focus();
