/** What the scripts share: the client, where the node is, and waiting for what comes. */
import assert from "node:assert/strict";

export * from "../../../../../http/client/holdfast-client.js";

export const node = process.argv[2];
export const token = process.argv[3];

const WAIT_MS_MAX = 60_000;

/** Says where it is, for who does something to the node there. */
export const at = (place) => console.log("at " + place);

/** Waits until the condition holds. */
export async function until(what, holds) {
  const started = Date.now();
  while (!holds()) {
    assert(Date.now() - started < WAIT_MS_MAX, "in a minute not: " + what);
    await new Promise((done) => setTimeout(done, 10));
  }
}

/** Ends the script well, also with connections open. */
export function well() {
  console.log("all is well");
  process.exit(0);
}

/** The numbers from one to another, both included. */
export const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Short pauses: a node under test is back in seconds. */
export const hasty = { random: () => Math.random() / 10, attempts: 100 };

/** A client's callbacks that write down what they are told. */
export function recorder() {
  const told = { seqs: [], texts: [], resets: [], states: [], presence: undefined };
  const options = {
    random: hasty.random,
    onMessage: (entry, seq) => {
      told.seqs.push(seq);
      told.texts.push(entry.text ?? entry);
    },
    onReset: (reset) => told.resets.push(reset),
    onState: (state, detail) => told.states.push({ state, ...detail }),
    onPresence: (presence) => (told.presence = presence),
    onError: (error) => console.log("told of", error),
  };
  return { told, options };
}
