/** Two clients chat while their connections are cut and the node is killed and started again. */
import assert from "node:assert/strict";
import { at, connect, hasty, node, numbers, post, recorder, until, well } from "./steps.js";

const CHAT = `${node}/api/v1/chats/web/lobby`;
const POSTS = 60;

const ada = recorder();
const bob = recorder();
const one = connect(CHAT + "/socket", { as: "Ada", after: 0, ...ada.options });
await until("Ada is welcome", () => ada.told.presence);
assert.deepEqual(ada.told.presence, { here: ["Ada"], count: 1 });
const two = connect(CHAT + "/socket", { as: "Bob", after: 0, ...bob.options });
await until("Ada hears of Bob", () => ada.told.presence.count === 2);
await until("Bob hears of Ada", () => bob.told.presence?.here.join() === "Ada,Bob");

for (let n = 1; n <= POSTS; n++) {
  if (n === 20) at("cut");
  if (n === 40) at("kill");
  const message = await post(CHAT + "/messages", { author: "Ada", text: `text ${n}` }, hasty);
  assert.equal(message.seq, n);
}
await until("both have all", () => one.seq === POSTS && two.seq === POSTS);

for (const { told } of [ada, bob]) {
  assert.deepEqual(told.seqs, numbers(1, POSTS));
  assert.deepEqual(told.texts, numbers(1, POSTS).map((n) => `text ${n}`));
  assert.deepEqual(told.resets, [], "nothing was to be forgotten");
  assert(told.states.filter(({ state }) => state === "open").length >= 3, "cut off twice");
}
await until("both are there again", () =>
  [one, two].every(({ presence }) => presence.here.join() === "Ada,Bob" && presence.count === 2));
two.close();
await until("Ada hears that Bob left", () => one.presence.count === 1);
assert.deepEqual(one.presence.here, ["Ada"]);
well();
