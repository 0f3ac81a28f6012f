/**
 * Sockets of Holdfast objects that outlive their connections: one that is lost comes back by itself
 * and goes on exactly where it was, on any node. For browsers and Node 20 or newer, without
 * dependencies. The protocol and its rules are in docs/client.md.
 *
 * Nothing here throws from a timer or an event: what goes wrong is told to `onError`.
 */
import { Connection } from "./holdfast-connection.js";

export { NAMES_MAX, PROTOCOL } from "./holdfast-connection.js";
export { HoldfastError, isFinal, newKey, pauseMs, post, tickets } from "./holdfast-requests.js";

/**
 * @typedef {"connecting" | "open" | "waiting" | "paused" | "closed"} State
 *     `waiting` until the next try, `paused` while the browser is offline or the page is hidden,
 *     `closed` for good
 * @typedef {{code?: number, reason?: string, retryInMs?: number}} StateDetail
 * @typedef {{here: string[], count: number}} Presence
 * @typedef {object} Reset what you have does not connect with what follows: forget it, or show the
 *     gap. The entries after number `after` follow.
 * @property {"snapshot" | "gap"} reason at a welcome, or amid entries that the node has no more
 * @property {number} after
 * @property {number} [tail] the newest number there was at the welcome
 * @property {any} [snapshot] the object's whole state at `after`, from objects that give one
 * @typedef {{usable: () => boolean, onChange: (listener: () => void) => () => void}} Surroundings
 * @typedef {object} Options
 * @property {number} [after] the number of the last entry you have; without, from now on
 * @property {number} [life] of the log that `after` belongs to, from the `life` of a connection
 * @property {string} [as] the name to be present under
 * @property {string[]} [protocols] more to offer, such as a bearer token's
 * @property {(path: string) => Promise<string>} [ticket] gets a one-time ticket, before each try; an
 *     error with a `status` of 400 to 499 except 429 ends the connection with 1008
 * @property {(entry: any, seq?: number) => void} [onMessage] an entry, once and in order: parsed
 *     where it shows its number, else as it came. Without `seq` it is no entry of a log
 * @property {(reset: Reset) => void} [onReset] also at the first welcome
 * @property {(state: State, detail: StateDetail) => void} [onState]
 * @property {(presence: Presence) => void} [onPresence]
 * @property {(frame: any) => void} [onControl] any other control frame, such as `refused`
 * @property {(error: unknown) => void} [onError]
 * @property {typeof globalThis.WebSocket} [WebSocket] where there is none globally, as in Node 20
 * @property {() => number} [random]
 * @property {() => number} [now] milliseconds
 * @property {(run: () => void, ms: number) => any} [setTimeout]
 * @property {(timer: any) => void} [clearTimeout]
 * @property {Surroundings} [surroundings] whether connecting is of use now; the browser's by default
 */

/** @type {Surroundings} */
const BROWSER = {
  usable: () =>
    globalThis.navigator?.onLine !== false && globalThis.document?.visibilityState !== "hidden",
  onChange(listener) {
    const page = globalThis.document;
    page?.addEventListener("visibilitychange", listener);
    if (page) globalThis.addEventListener("online", listener);
    return () => {
      page?.removeEventListener("visibilitychange", listener);
      if (page) globalThis.removeEventListener("online", listener);
    };
  },
};

/**
 * Connects to an object's socket and stays connected until `close()`, or until the node ends it for
 * good (1000, 1008, 4000 to 4999).
 *
 * @param {string | URL | (() => string | URL | Promise<string | URL>)} url `ws`, `wss`, `http` or
 *     `https`, in a page also relative; a function is asked before each try
 * @param {Options} [options]
 */
export function connect(url, options = {}) {
  return new Connection(url, { surroundings: BROWSER, ...options });
}
