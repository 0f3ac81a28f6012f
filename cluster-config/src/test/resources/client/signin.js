/** A node with a token: by a fresh ticket for each try, and by the token among the subprotocols. */
import assert from "node:assert/strict";
import { at, connect, hasty, node, post, recorder, tickets, token, until, well } from "./steps.js";

const CHAT = `${node}/api/v1/chats/web/guarded`;
const headers = { authorization: `Bearer ${token}` };

let fetched = 0;
const get = tickets(node, { headers });
const ticket = (path) => {
  fetched++;
  return get(path);
};
const bearer = "bearer." + Buffer.from(token).toString("base64url");

const ada = recorder();
const one = connect(CHAT + "/socket", { after: 0, as: "Ada", ticket, ...ada.options });
const bob = recorder();
const two = connect(CHAT + "/socket", { after: 0, as: "Bob", protocols: [bearer], ...bob.options });
await until("both are there", () => one.presence.count === 2 && two.presence.count === 2);
at("cut");
await until("both were cut off and are back", () =>
  [ada, bob].every(({ told }) => told.states.filter(({ state }) => state === "open").length === 2));
assert.equal(fetched, 2);
await post(CHAT + "/messages", { author: "Ada", text: "guarded" }, { headers, ...hasty });
await until("both have it", () => one.seq === 1 && two.seq === 1);

const stranger = recorder();
const three = connect(CHAT + "/socket", {
  ...stranger.options,
  ticket: tickets(node, { headers: { authorization: "Bearer wrong" } }),
});
await until("who may not have a ticket stops", () => three.state === "closed");
assert.equal(stranger.told.states.at(-1).code, 1008);
well();
