/**
 * The requests that go with a socket, and when to try again. Part of holdfast-client: import from
 * `holdfast-client.js`, which exports all of this.
 */

const FIRST_PAUSE_MS = 1_000;
const PAUSE_MS_MAX = 30_000;
const ANSWER_MS_MAX = 30_000;
const ATTEMPTS = 8; // about a minute in all, in which a node restarts
const RESTART = 1012;
const TRY_LATER = 1013;
const KEY_BYTES = 16;

/** What a node may answer while it restarts or has too much to do; repeating is safe with a key. */
const WORTH_REPEATING = new Set([429, 502, 503, 504]);

/** A refusal: the status, and the problem (RFC 9457) where the node gave one. */
export class HoldfastError extends Error {
  /**
   * @param {number} status
   * @param {{type?: string, title?: string, detail?: string}} problem
   */
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `the node answered ${status}`);
    this.name = "HoldfastError";
    this.status = status;
    this.type = problem.type;
  }
}

/**
 * The pause before the next try: full jitter, so that a thousand clients of a node that went down
 * do not come back in one moment. A restart (1012) is tried soon, whatever failed before; "try
 * again later" (1013) waits at least the first pause.
 *
 * @param {number} failures in a row before this one
 * @param {number} code the close code
 * @param {() => number} random
 * @returns {number} milliseconds
 */
export function pauseMs(failures, code, random) {
  const doublings = code === RESTART ? 0 : Math.min(failures, 30);
  const most = Math.min(PAUSE_MS_MAX, FIRST_PAUSE_MS * 2 ** doublings);
  const least = code === TRY_LATER ? FIRST_PAUSE_MS : 0;
  return Math.min(PAUSE_MS_MAX, least + random() * most);
}

/** @param {string} text */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The same path on the node that one which restarts names. In a page only of the page's own origin,
 * where its cookies go; never without encryption where there was some.
 *
 * @param {URL} url
 * @param {string | undefined} at
 */
export function elsewhere(url, at) {
  const other = at && URL.canParse(at) ? new URL(at) : undefined;
  const page = globalThis.location?.origin;
  const secure = (/** @type {URL} */ one) => /^(https|wss):$/.test(one.protocol);
  if (!other || !/^(http|ws)s?:$/.test(other.protocol)) return url;
  if ((page && other.origin !== page) || (secure(url) && !secure(other))) return url;
  return new URL(url.pathname + url.search, other.origin);
}

/**
 * Whether a close code ends a connection for good.
 *
 * @param {number} code
 */
export function isFinal(code) {
  return code === 1000 || code === 1008 || (code >= 4000 && code <= 4999);
}

/** A fresh `Idempotency-Key`. */
export function newKey() {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @typedef {object} RequestOptions
 * @property {Record<string, string>} [headers] such as `Authorization`
 * @property {typeof globalThis.fetch} [fetch]
 * @property {string} [key] the `Idempotency-Key`: the same one for the same message makes it
 *     safe to post it again, also much later (24 h) and to another node
 * @property {number} [attempts] 8 by default
 * @property {() => number} [random]
 * @property {(run: () => void, ms: number) => any} [setTimeout]
 */

/**
 * Posts a message to a chat, trying again under one key while the node cannot be reached or says
 * that it may be tried again: the message takes effect once.
 *
 * @param {string | URL} url `.../api/v1/chats/{channel}/{chat}/messages`
 * @param {{author: string, text: string}} message
 * @param {RequestOptions} [options]
 * @returns {Promise<any>} the message as it is in the transcript, with its `seq`
 * @throws {HoldfastError} when it is refused; what `fetch` throws when no node was reached
 */
export async function post(url, message, options = {}) {
  const { random = Math.random, attempts = ATTEMPTS } = options;
  const wait = options.setTimeout ?? globalThis.setTimeout;
  const headers = { "idempotency-key": options.key ?? newKey(), ...options.headers };
  for (let failures = 0; ; failures++) {
    let pause = pauseMs(failures, 1006, random);
    try {
      return await sent(url, message, { ...options, headers });
    } catch (error) {
      const refused = error instanceof HoldfastError && !WORTH_REPEATING.has(error.status);
      if (refused || failures + 1 >= attempts) throw error;
      const asked = /** @type {any} */ (error).retryAfterMs ?? 0;
      pause = Math.min(PAUSE_MS_MAX, Math.max(pause, asked));
    }
    await new Promise((done) => wait(() => done(undefined), pause));
  }
}

/**
 * Gets one-time tickets for `connect`, which asks for one before each attempt: where a browser
 * page signs in by a token that it must not put into an address.
 *
 * @param {string | URL} node any address of the node
 * @param {RequestOptions} [options]
 * @returns {(path: string) => Promise<string>}
 */
export function tickets(node, options = {}) {
  return async (path) => {
    const answer = await sent(new URL("/api/v1/tickets", node), { path }, options);
    return answer.ticket;
  };
}

/**
 * @param {string | URL} url
 * @param {unknown} body
 * @param {RequestOptions} options
 */
async function sent(url, body, options) {
  const send = options.fetch ?? globalThis.fetch;
  const response = await send(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...options.headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
  if (response.ok) return response.json();
  const error = new HoldfastError(response.status, await response.json().catch(() => ({})));
  const seconds = Number(response.headers.get("retry-after"));
  throw Object.assign(error, { retryAfterMs: seconds > 0 ? seconds * 1_000 : 0 });
}
