import assert from "node:assert/strict";
import { test } from "node:test";
import { HoldfastError, newKey, post, tickets } from "../holdfast-client.js";

const URL_OF_CHAT = "http://node/api/v1/chats/web/lobby/messages";

/** A `fetch` that gives one answer after another: a status with headers, or a failure. */
function answers(...given) {
  const requests = [];
  const fetch = async (url, request) => {
    requests.push({ url: String(url), ...request });
    const next = given.shift();
    if (next instanceof Error) throw next;
    const [status, body = {}, headers = {}] = next;
    return new Response(JSON.stringify(body), { status, headers });
  };
  const pauses = [];
  const wait = (run, ms) => {
    pauses.push(ms);
    run();
  };
  return { requests, pauses, options: { fetch, setTimeout: wait, random: () => 0.5 } };
}

test("a post is repeated under its key until the node has it", async () => {
  const { requests, pauses, options } = answers(
    new TypeError("fetch failed"), [503, {}, { "retry-after": "3" }], [504], [201, { seq: 7 }]);
  const message = await post(URL_OF_CHAT, { author: "Ada", text: "hi" }, options);
  assert.equal(message.seq, 7);
  assert.equal(requests.length, 4);
  assert.equal(new Set(requests.map(({ headers }) => headers["idempotency-key"])).size, 1);
  assert.deepEqual(pauses, [500, 3_000, 2_000]);
  assert.equal(requests[0].body, '{"author":"Ada","text":"hi"}');
});

test("a refusal is told at once, with the reason", async () => {
  const { requests, options } = answers([409, { type: "refused", detail: "this chat goes on" }]);
  await assert.rejects(post(URL_OF_CHAT, { author: "Ada", text: "hi" }, options), (error) => {
    assert(error instanceof HoldfastError);
    assert.equal(error.status, 409);
    assert.equal(error.type, "refused");
    assert.equal(error.message, "this chat goes on");
    return true;
  });
  assert.equal(requests.length, 1);
});

test("it gives up after its attempts, and a key of one's own lets one go on later", async () => {
  const { requests, options } = answers([503], [503]);
  const given = { ...options, attempts: 2, key: "mine" };
  await assert.rejects(post(URL_OF_CHAT, { author: "Ada", text: "hi" }, given), { status: 503 });
  assert.deepEqual(requests.map(({ headers }) => headers["idempotency-key"]), ["mine", "mine"]);
});

test("an answer that breaks off is asked for again", async () => {
  const { requests, options } = answers([201, { seq: 1 }]);
  let first = true;
  const fetch = async (url, request) => {
    if (!first) return options.fetch(url, request);
    first = false;
    return new Response('{"se', { status: 201 });
  };
  assert.equal((await post(URL_OF_CHAT, { author: "A", text: "b" }, { ...options, fetch })).seq, 1);
  assert.equal(requests.length, 1);
});

test("a ticket is asked for by the path it is for", async () => {
  const { requests, options } = answers([201, { ticket: "once", expiresAt: "soon" }]);
  const ticket = tickets("http://node/anything", { ...options, headers: { authorization: "Bearer x" } });
  assert.equal(await ticket("/api/v1/chats/web/lobby/socket"), "once");
  assert.equal(requests[0].url, "http://node/api/v1/tickets");
  assert.equal(requests[0].body, '{"path":"/api/v1/chats/web/lobby/socket"}');
  assert.equal(requests[0].headers.authorization, "Bearer x");
});

test("keys differ", () => {
  assert.equal(new Set(Array.from({ length: 100 }, newKey)).size, 100);
  assert.match(newKey(), /^[0-9a-f]{32}$/);
});
