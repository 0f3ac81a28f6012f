/**
 * One connection that is lost and comes back. Part of holdfast-client: import from
 * `holdfast-client.js`.
 *
 * @typedef {import("./holdfast-client.js").Options} Options
 * @typedef {import("./holdfast-client.js").Presence} Presence
 * @typedef {import("./holdfast-client.js").State} State
 * @typedef {import("./holdfast-client.js").StateDetail} StateDetail
 */
import { elsewhere, isFinal, parsed, pauseMs } from "./holdfast-requests.js";

/** The subprotocol by which an object knows that it may send control frames. */
export const PROTOCOL = "holdfast.v1";

/** Names of those present that are kept; `count` says how many there are. */
export const NAMES_MAX = 100;

const STABLE_MS = 60_000; // a connection that lived this long clears what failed before it
const CONNECT_MS_MAX = 10_000;
const QUIET_MS = 15_000; // then a ping; after two without an answer it is dead: 45 s in all
const MISSES_MAX = 2;
const NORMAL = 1000;
const BROKEN = 1006;
const REFUSED = 1008;
const RESTART = 1012;
const ABANDONED = 3000; // to a node that does not answer, should it hear it after all

/** A socket that comes back. Made by `connect`. */
export class Connection {
  /** @type {State} */
  state = "connecting";

  /** @type {number | undefined} The last entry's number: what `after` takes, also in another process. */
  seq;

  /** @type {number | undefined} Tells the log from one of the same name that was destroyed. */
  life;

  /** @type {Presence} */
  presence = { here: [], count: 0 };

  #url;
  #options;
  /** @type {WebSocket | undefined} */
  #socket;
  /** @type {any} */
  #timer;
  #stopListening;
  #attempt = 0; // what earlier attempts still have to say is not heard
  #failures = 0;
  #openedAt = Infinity;
  /** @type {{at?: string} | undefined} */
  #restart; // what a node said that restarts
  #misses = 0;
  /** @type {"unknown" | "numbered" | "counted" | "plain"} What the first frame says of the rest. */
  #frames = "unknown";
  #number = "seq";

  /**
   * @param {string | URL | (() => string | URL | Promise<string | URL>)} url
   * @param {Options & {surroundings: import("./holdfast-client.js").Surroundings}} options
   */
  constructor(url, options) {
    this.#url = url;
    this.#options = {
      random: Math.random,
      now: Date.now,
      setTimeout: globalThis.setTimeout.bind(globalThis),
      clearTimeout: globalThis.clearTimeout.bind(globalThis),
      ...options,
    };
    this.seq = options.after;
    this.life = options.life;
    this.#stopListening = this.#options.surroundings.onChange(() => this.#surroundingsChanged());
    // Not at once: who is told of the first state may want to look at the connection.
    queueMicrotask(() => this.#try());
  }

  /**
   * Sends a message to the object, which may take none. It is not kept: false where there is no
   * connection, and one that breaks now may lose it.
   *
   * @param {string | ArrayBufferLike | ArrayBufferView} data
   */
  send(data) {
    if (this.state !== "open" || !this.#socket) return false;
    this.#socket.send(/** @type {any} */ (data));
    return true;
  }

  /** Ends it for good. */
  close() {
    if (this.state !== "closed") this.#end(NORMAL, "");
  }

  async #try() {
    if (this.state === "closed") return;
    this.#letGo(NORMAL);
    const attempt = this.#attempt;
    if (!this.#options.surroundings.usable()) return this.#become("paused", {});
    this.#become("connecting", {});
    this.#later(CONNECT_MS_MAX, () => this.#giveUp());
    try {
      const url = await this.#address();
      if (attempt === this.#attempt) this.#open(url, attempt);
    } catch (error) {
      if (attempt === this.#attempt) this.#failed(error);
    }
  }

  async #address() {
    const given = typeof this.#url === "function" ? await this.#url() : this.#url;
    const url = elsewhere(new URL(given, globalThis.location?.href), this.#restart?.at);
    this.#restart = undefined; // one try: should it fail, the next is where it always was
    url.protocol = url.protocol.replace(/^http/, "ws");
    const { as, ticket } = this.#options;
    for (const [name, value] of Object.entries({ after: this.seq, life: this.life, as })) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    if (ticket) url.searchParams.set("ticket", await ticket(url.pathname));
    return url;
  }

  /**
   * @param {URL} url
   * @param {number} attempt
   */
  #open(url, attempt) {
    const Socket = this.#options.WebSocket ?? globalThis.WebSocket;
    const socket = new Socket(url.href, [PROTOCOL, ...(this.#options.protocols ?? [])]);
    const current = () => attempt === this.#attempt;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => current() && this.#opened();
    socket.onmessage = (event) => current() && this.#received(event.data);
    socket.onclose = (event) => current() && this.#lost(event.code, event.reason);
    // Node 20 tells of a failed handshake by this alone; elsewhere a close follows, which says more.
    socket.onerror = () => current() && this.state !== "open" && this.#lost(BROKEN, "");
    this.#socket = socket;
  }

  #opened() {
    this.#openedAt = this.#options.now();
    this.#frames = "unknown";
    this.#misses = 0;
    this.#options.clearTimeout(this.#timer);
    this.#become("open", {});
  }

  /**
   * @param {number} code
   * @param {string} reason
   */
  #lost(code, reason) {
    if (isFinal(code)) return this.#end(code, reason);
    this.#letGo(ABANDONED);
    const stable = this.#options.now() - this.#openedAt >= STABLE_MS;
    if (stable || code === RESTART) this.#failures = 0;
    this.#openedAt = Infinity;
    if (code !== RESTART) this.#restart = undefined;
    const pause = pauseMs(this.#failures++, code, this.#options.random);
    const retryInMs = this.#restart ? pause / 5 : pause; // it has said where to: within 200 ms
    this.#later(retryInMs, () => this.#try());
    this.#become("waiting", { code, reason, retryInMs });
  }

  #giveUp() {
    this.#lost(BROKEN, "no answer in time");
  }

  /** @param {any} error */
  #failed(error) {
    this.#tell("onError", error);
    const { status } = error ?? {};
    const refused = status >= 400 && status < 500 && status !== 429;
    if (refused) this.#end(REFUSED, String(error.message));
    else this.#lost(BROKEN, String(error?.message));
  }

  /**
   * @param {number} code
   * @param {string} reason
   */
  #end(code, reason) {
    this.#letGo(NORMAL);
    this.#stopListening();
    this.#become("closed", { code, reason });
  }

  /** @param {number} code for the socket, if there is one */
  #letGo(code) {
    this.#attempt++;
    this.#options.clearTimeout(this.#timer);
    this.#socket?.close(code);
    this.#socket = undefined;
  }

  #surroundingsChanged() {
    if (!this.#options.surroundings.usable()) return;
    if (this.state === "paused" || this.state === "waiting") this.#try();
    else if (this.state === "open" && this.#misses === 0) this.#listenFor();
  }

  // The node answers `ping` itself, without the object. Only where entries are objects with a
  // number: elsewhere the two words would be taken for entries.
  #listenFor() {
    if (this.#frames !== "numbered") return;
    if (this.#misses >= MISSES_MAX) return this.#giveUp();
    this.#misses++;
    this.send("ping");
    this.#later(QUIET_MS, () => this.#listenFor());
  }

  /** @param {any} data */
  #received(data) {
    this.#misses = 0;
    const frame = typeof data === "string" ? parsed(data) : undefined;
    if (this.#frames === "unknown" && frame?.t === "welcome") return this.#welcomed(frame);
    if (this.#frames === "unknown") this.#frames = "plain";
    if (this.#frames === "plain") return this.#tell("onMessage", data);
    if (this.#frames === "counted" && frame?.t !== "refused") {
      return this.#entry(Number(this.seq) + 1, data);
    }
    const seq = frame?.[this.#number];
    if (Number.isInteger(seq)) return this.#entry(seq, frame);
    if (typeof frame?.t === "string") return this.#control(frame);
    if (data !== "pong") this.#tell("onMessage", data);
  }

  /** @param {any} welcome */
  #welcomed({ after, tail, life, resumed, number = "seq", snapshot }) {
    this.#frames = number === "" ? "counted" : "numbered";
    this.#number = number;
    this.life = life;
    this.seq = after;
    this.presence = { here: [], count: 0 };
    if (!resumed) this.#tell("onReset", { reason: "snapshot", after, tail, snapshot });
    this.#later(QUIET_MS, () => this.#listenFor());
  }

  /**
   * @param {number} seq
   * @param {any} entry
   */
  #entry(seq, entry) {
    const last = Number(this.seq);
    if (seq <= last) return;
    if (seq > last + 1) this.#tell("onReset", { reason: "gap", after: seq - 1 });
    this.seq = seq;
    this.#tell("onMessage", entry, seq);
  }

  /** @param {any} frame */
  #control(frame) {
    const { t, who, count } = frame;
    let { here } = this.presence;
    if (t === "restart") this.#restart = frame;
    if (t === "presence") here = frame.here;
    else if (t === "joined" && here.length < NAMES_MAX) here = [...new Set(here).add(who)].sort();
    else if (t === "left") here = here.filter((name) => name !== who);
    else if (t !== "joined") return this.#tell("onControl", frame);
    this.presence = { here, count };
    this.#tell("onPresence", this.presence);
  }

  /**
   * @param {number} ms
   * @param {() => void} run
   */
  #later(ms, run) {
    this.#options.clearTimeout(this.#timer);
    const attempt = this.#attempt;
    this.#timer = this.#options.setTimeout(() => {
      if (attempt === this.#attempt) run();
    }, ms);
  }

  /**
   * @param {State} state
   * @param {StateDetail} detail
   */
  #become(state, detail) {
    this.state = state;
    this.#tell("onState", state, detail);
  }

  /**
   * @param {"onMessage" | "onReset" | "onState" | "onPresence" | "onControl" | "onError"} callback
   * @param {any[]} what
   */
  #tell(callback, ...what) {
    try {
      /** @type {any} */ (this.#options[callback])?.(...what);
    } catch (error) {
      if (callback !== "onError") this.#tell("onError", error);
    }
  }
}
