/** Coming back after more than is kept for that, and to a room, whose entries show no number. */
import assert from "node:assert/strict";
import { at, connect, node, numbers, post, recorder, until, well } from "./steps.js";

const CHAT = `${node}/api/v1/chats/web/busy`;
const MISSED_MAX = 1_000;
const SNAPSHOT = 100;
const AT_ONCE = 25;

const first = recorder();
const before = connect(CHAT + "/socket", first.options);
await until("it is welcome", () => before.seq === 0);
await post(CHAT + "/messages", { author: "Ada", text: "before" });
await until("the first message", () => before.seq === 1);
before.close();

let next = 0;
const busy = numbers(1, AT_ONCE).map(async () => {
  while (next++ < MISSED_MAX + 1) await post(CHAT + "/messages", { author: "Bob", text: "x" });
});
await Promise.all(busy);

const late = recorder();
const again = connect(CHAT + "/socket", { after: 1, life: before.life, ...late.options });
await until("it has the newest", () => again.seq === MISSED_MAX + 2);
assert.equal(late.told.resets.length, 1);
assert.equal(late.told.resets[0].after, MISSED_MAX + 2 - SNAPSHOT);
assert.deepEqual(late.told.seqs, numbers(MISSED_MAX + 3 - SNAPSHOT, MISSED_MAX + 2));

const future = recorder();
const ahead = connect(CHAT + "/socket", { after: 1_000_000, ...future.options });
await until("the newest of a log that is shorter", () => ahead.seq === MISSED_MAX + 2);
assert.equal(future.told.resets.length, 1);

const room = recorder();
const inRoom = connect(`${node}/objects/room/client`, room.options);
await until("the room welcomes", () => inRoom.seq === 0);
assert(inRoom.send("one"));
await until("what was sent comes back", () => inRoom.seq === 1);
at("cut");
await until("it was cut off and is back", () =>
  room.told.states.filter(({ state }) => state === "open").length === 2);
await until("the room takes messages again", () => inRoom.send("two"));
await until("both are there", () => inRoom.seq === 2);
assert.deepEqual(room.told.texts, ["one", "two"]);
assert.deepEqual(room.told.seqs, [1, 2]);
well();
