import assert from "node:assert/strict";
import { test } from "node:test";
import { NAMES_MAX, PROTOCOL } from "../holdfast-client.js";
import { client, settled } from "./fakes.js";

test("it offers the protocol first, and asks for nothing missed when it has nothing", async () => {
  const { sockets } = await client({ protocols: ["bearer.dG9rZW4"], as: "Ada" });
  assert.deepEqual(sockets[0].protocols, [PROTOCOL, "bearer.dG9rZW4"]);
  assert.equal(sockets[0].url.protocol, "ws:");
  assert.equal(sockets[0].url.search, "?as=Ada");
});

test("it comes back with the number and the life of what it has", async () => {
  const { connection, clock, sockets, seqs } = await client();
  sockets[0].welcomes({ after: 4, tail: 4, life: 7, resumed: false });
  sockets[0].receives({ seq: 5, text: "five" });
  sockets[0].breaks();
  await clock.advance(1_000);
  assert.equal(sockets[1].url.search, "?after=5&life=7");
  sockets[1].welcomes({ after: 5, tail: 6, life: 7 });
  sockets[1].receives({ seq: 6, text: "six" });
  assert.deepEqual(seqs(), [5, 6]);
  assert.equal(connection.seq, 6);
});

test("it remembers where it began, also when nothing came", async () => {
  const { clock, sockets } = await client();
  sockets[0].welcomes({ after: 9, tail: 9, resumed: false });
  sockets[0].breaks();
  await clock.advance(1_000);
  assert.equal(sockets[1].url.searchParams.get("after"), "9");
});

test("an entry that comes twice is told once", async () => {
  const { sockets, seqs } = await client({ after: 1 });
  sockets[0].welcomes({ after: 1, tail: 3 });
  for (const seq of [2, 2, 3, 1, 3]) sockets[0].receives({ seq });
  assert.deepEqual(seqs(), [2, 3]);
});

test("who was away too long is told to forget, and gets what follows", async () => {
  const { sockets, told, seqs } = await client({ after: 3 });
  sockets[0].welcomes({ after: 5_000, tail: 5_001, resumed: false, snapshot: { title: "x" } });
  sockets[0].receives({ seq: 5_001 });
  const snapshot = { title: "x" };
  assert.deepEqual(told.resets, [{ reason: "snapshot", after: 5_000, tail: 5_001, snapshot }]);
  assert.deepEqual(seqs(), [5_001]);
});

test("numbers that begin anew are not taken for repeats", async () => {
  const { clock, sockets, told, seqs } = await client({ after: 900 });
  sockets[0].welcomes({ after: 900, tail: 900, life: 1 });
  sockets[0].breaks();
  await clock.advance(1_000);
  sockets[1].welcomes({ after: 0, tail: 1, life: 2, resumed: false });
  sockets[1].receives({ seq: 1 });
  assert.equal(told.resets.length, 1);
  assert.deepEqual(seqs(), [1]);
});

test("a hole among entries is told before what follows it", async () => {
  const order = [];
  const { sockets } = await client({
    after: 1,
    onReset: (reset) => order.push(reset),
    onMessage: (_, seq) => order.push(seq),
  });
  sockets[0].welcomes({ after: 1, tail: 9 });
  sockets[0].receives({ seq: 2 });
  sockets[0].receives({ seq: 8 });
  assert.deepEqual(order, [2, { reason: "gap", after: 7 }, 8]);
});

test("entries that show no number are counted, and come as they were sent", async () => {
  const { clock, sockets, told } = await client({ after: 2 });
  sockets[0].welcomes({ after: 2, tail: 2, number: "" });
  sockets[0].receives('{"seq":77}');
  sockets[0].receives("pong");
  sockets[0].receives('{"t":"joined","who":"nobody"}');
  assert.deepEqual(
    told.messages,
    [['{"seq":77}', 3], ["pong", 4], ['{"t":"joined","who":"nobody"}', 5]],
  );
  sockets[0].receives({ t: "refused", frame: 1, detail: "no" });
  assert.equal(told.controls[0].detail, "no");
  await clock.advance(60_000);
  assert.deepEqual(sockets[0].sent, [], "a ping would be an entry of everybody's");
  sockets[0].breaks();
  await clock.advance(30_000);
  assert.equal(sockets[1].url.searchParams.get("after"), "5");
});

test("a welcome may say which member shows the number", async () => {
  const { sockets, told } = await client({ after: 4 });
  sockets[0].welcomes({ after: 4, tail: 5, number: "version" });
  sockets[0].receives({ version: 5, patch: {} });
  sockets[0].receives({ merged: { version: 5, id: "mine" } });
  assert.deepEqual(told.messages, [
    [{ version: 5, patch: {} }, 5],
    ['{"merged":{"version":5,"id":"mine"}}', undefined],
  ]);
});

test("an object that does not know the protocol is heard as it speaks", async () => {
  const { connection, clock, sockets, told } = await client();
  sockets[0].opens();
  sockets[0].receives('{"seq":1}');
  sockets[0].receives({ t: "welcome", after: 5 });
  assert.deepEqual(told.messages, [['{"seq":1}', undefined], ['{"t":"welcome","after":5}', undefined]]);
  assert.equal(connection.seq, undefined);
  await clock.advance(120_000);
  assert.deepEqual(sockets[0].sent, []);
  assert.equal(connection.state, "open");
});

test("presence is kept as names and a count that may be larger", async () => {
  const { connection, sockets, told } = await client({ as: "Ada" });
  sockets[0].welcomes({ resumed: false });
  sockets[0].receives({ t: "presence", here: ["Bob", "Dee"], count: 2 });
  sockets[0].receives({ t: "joined", who: "Ada", count: 3 });
  sockets[0].receives({ t: "left", who: "Dee", count: 2 });
  sockets[0].receives({ t: "joined", who: "Cy", count: 3 });
  sockets[0].receives({ t: "joined", who: "Cy", count: 3 });
  sockets[0].receives({ t: "left", who: "Bob", count: 2 });
  sockets[0].receives({ t: "left", who: "Bob", count: 2 });
  assert.deepEqual(connection.presence, { here: ["Ada", "Cy"], count: 2 });
  assert.equal(told.presences.length, 7);
  const crowd = Array.from({ length: NAMES_MAX }, (_, i) => `n${i}`);
  sockets[0].receives({ t: "presence", here: crowd, count: NAMES_MAX });
  sockets[0].receives({ t: "joined", who: "late", count: NAMES_MAX + 1 });
  assert.deepEqual(connection.presence, { here: crowd, count: NAMES_MAX + 1 });
});

test("who was there before a connection was lost is not taken for present after", async () => {
  const { connection, clock, sockets } = await client({ as: "Ada" });
  sockets[0].welcomes({});
  sockets[0].receives({ t: "presence", here: ["Ada", "Bob"], count: 2 });
  sockets[0].breaks();
  await clock.advance(1_000);
  sockets[1].welcomes({});
  sockets[1].receives({ t: "joined", who: "Ada", count: 1 });
  assert.deepEqual(connection.presence, { here: ["Ada"], count: 1 });
});

test("what a callback throws is told and stops nothing", async () => {
  const { sockets, told } = await client({
    after: 0,
    onMessage: () => {
      throw new Error("in the page");
    },
  });
  sockets[0].welcomes({ tail: 2 });
  sockets[0].receives({ seq: 1 });
  sockets[0].receives({ seq: 2 });
  assert.deepEqual(told.errors.map((error) => error.message), ["in the page", "in the page"]);
});

test("what an abandoned socket still says is not heard", async () => {
  const { connection, clock, sockets, seqs } = await client({ after: 0 });
  sockets[0].welcomes({});
  sockets[0].breaks();
  await clock.advance(1_000);
  sockets[0].receives({ seq: 1 });
  sockets[0].breaks(1000);
  assert.deepEqual(seqs(), []);
  assert.equal(connection.state, "connecting");
});

test("the first state is told after the connection is there", async () => {
  let seen;
  const { connection } = await client({ onState: () => (seen ??= "told") });
  await settled();
  assert.equal(seen, "told");
  assert.equal(connection.state, "connecting");
});
