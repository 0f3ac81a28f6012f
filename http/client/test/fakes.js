/** A hand-set clock, a socket that does what the test says, and a client over both. */
import { connect } from "../holdfast-client.js";

export class FakeClock {
  now = 0;
  #timers = new Map();
  #last = 0;

  setTimeout = (run, ms) => {
    this.#timers.set(++this.#last, { run, due: this.now + ms });
    return this.#last;
  };

  clearTimeout = (timer) => this.#timers.delete(timer);

  /** Runs what falls due, each at its time, and what follows from it. */
  async advance(ms) {
    const until = this.now + ms;
    for (;;) {
      await settled();
      const next = [...this.#timers].sort(([, a], [, b]) => a.due - b.due)[0];
      if (!next || next[1].due > until) break;
      this.#timers.delete(next[0]);
      this.now = next[1].due;
      next[1].run();
    }
    this.now = until;
    await settled();
  }

  get waiting() {
    return [...this.#timers.values()].map((timer) => timer.due - this.now).sort((a, b) => a - b);
  }
}

/** Lets promises that are due run. */
export const settled = () => new Promise((done) => setImmediate(done));

export class FakeSocket {
  sent = [];
  closedWith;

  constructor(url, protocols) {
    this.url = new URL(url);
    this.protocols = protocols;
  }

  opens() {
    this.onopen();
  }

  /** Opens and is welcomed. */
  welcomes(welcome) {
    this.opens();
    this.receives({ t: "welcome", after: 0, tail: 0, life: 1, resumed: true, ...welcome });
  }

  receives(frame) {
    this.onmessage({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }

  breaks(code = 1006, reason = "") {
    this.onclose({ code, reason });
  }

  send(data) {
    this.sent.push(data);
  }

  close(code) {
    this.closedWith ??= code;
  }
}

/** A client of fake sockets, and everything it tells. */
export async function client(options = {}) {
  const clock = new FakeClock();
  const sockets = [];
  const told = { messages: [], resets: [], states: [], presences: [], controls: [], errors: [] };
  class Socket extends FakeSocket {
    constructor(url, protocols) {
      super(url, protocols);
      sockets.push(this);
    }
  }
  const connection = connect("http://node/api/v1/chats/web/lobby/socket", {
    WebSocket: /** @type {any} */ (Socket),
    random: () => 0.5,
    now: () => clock.now,
    setTimeout: clock.setTimeout,
    clearTimeout: clock.clearTimeout,
    onMessage: (entry, seq) => told.messages.push([entry, seq]),
    onReset: (reset) => told.resets.push(reset),
    onState: (state, detail) => told.states.push({ state, ...detail }),
    onPresence: (presence) => told.presences.push(presence),
    onControl: (frame) => told.controls.push(frame),
    onError: (error) => told.errors.push(error),
    ...options,
  });
  await settled();
  return { connection, clock, sockets, told, seqs: () => told.messages.map(([, seq]) => seq) };
}

/** Whether connecting is of use, as a test says. */
export function surroundings() {
  let listener = () => {};
  return {
    good: true,
    listening: true,
    usable() {
      return this.good;
    },
    onChange(told) {
      listener = told;
      return () => (this.listening = false);
    },
    become(good) {
      this.good = good;
      listener();
    },
  };
}
