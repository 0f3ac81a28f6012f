import assert from "node:assert/strict";
import { test } from "node:test";
import { pauseMs } from "../holdfast-client.js";
import { elsewhere } from "../holdfast-requests.js";
import { client, settled, surroundings } from "./fakes.js";

const most = () => 1;

test("pauses double up to 30 s, with jitter over their whole length", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 60].map((n) => pauseMs(n, 1006, most)),
    [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  assert.equal(pauseMs(4, 1006, () => 0), 0);
  assert.equal(pauseMs(4, 1006, () => 0.25), 4_000);
});

test("a restart is tried soon whatever failed before, try again later is not tried at once", () => {
  assert.equal(pauseMs(9, 1012, most), 1_000);
  assert.equal(pauseMs(0, 1013, () => 0), 1_000);
  assert.equal(pauseMs(9, 1013, most), 30_000);
});

test("pauses grow while nothing succeeds", async () => {
  const { clock, sockets, told } = await client();
  for (let n = 0; n < 4; n++) {
    sockets.at(-1).breaks();
    await clock.advance(told.states.at(-1).retryInMs);
  }
  const pauses = told.states.filter(({ state }) => state === "waiting");
  assert.deepEqual(pauses.map(({ retryInMs }) => retryInMs), [500, 1_000, 2_000, 4_000]);
  assert.equal(sockets.length, 5);
});

test("a connection that breaks at once does not clear what failed, one of a minute does", async () => {
  const { clock, sockets, told } = await client();
  sockets[0].welcomes({});
  sockets[0].breaks();
  await clock.advance(500);
  sockets[1].welcomes({});
  sockets[1].breaks();
  assert.equal(told.states.at(-1).retryInMs, 1_000);
  await clock.advance(1_000);
  sockets[2].welcomes({});
  for (let n = 0; n < 12; n++) {
    await clock.advance(5_000);
    sockets[2].receives("pong");
  }
  sockets[2].breaks();
  assert.equal(told.states.at(-1).retryInMs, 500);
});

for (const code of [1000, 1008, 4000, 4401, 4999]) {
  test(`${code} ends it for good`, async () => {
    const around = surroundings();
    const { connection, clock, sockets, told } = await client({ surroundings: around });
    sockets[0].welcomes({});
    sockets[0].breaks(code, "because");
    assert.deepEqual(told.states.at(-1), { state: "closed", code, reason: "because" });
    await clock.advance(600_000);
    assert.equal(sockets.length, 1);
    assert.equal(connection.state, "closed");
    assert.equal(around.listening, false);
    assert.deepEqual(clock.waiting, []);
  });
}

for (const code of [1001, 1006, 1009, 1011, 1012, 1013, 3000]) {
  test(`${code} is followed by another try`, async () => {
    const { clock, sockets } = await client();
    sockets[0].welcomes({});
    sockets[0].breaks(code);
    await clock.advance(2_000);
    assert.equal(sockets.length, 2);
  });
}

test("a silent connection is asked, and abandoned after two questions without an answer", async () => {
  const { connection, clock, sockets } = await client();
  sockets[0].welcomes({});
  await clock.advance(15_000);
  assert.deepEqual(sockets[0].sent, ["ping"]);
  sockets[0].receives("pong");
  await clock.advance(30_000);
  assert.equal(connection.state, "open");
  assert.equal(sockets[0].sent.length, 3);
  await clock.advance(15_000);
  assert.equal(connection.state, "waiting");
  assert.equal(sockets[0].closedWith, 3000);
  await clock.advance(1_000);
  assert.equal(sockets.length, 2);
});

test("a connection that does not open in time is abandoned", async () => {
  const { clock, sockets } = await client();
  await clock.advance(10_000);
  assert.equal(sockets[0].closedWith, 3000);
  await clock.advance(500);
  assert.equal(sockets.length, 2);
});

test("a handshake that fails is told by an error alone in some places", async () => {
  const { clock, sockets, told } = await client();
  sockets[0].onerror();
  sockets[0].breaks();
  assert.equal(told.states.filter(({ state }) => state === "waiting").length, 1);
  await clock.advance(500);
  sockets[1].welcomes({});
  sockets[1].onerror();
  assert.equal(told.states.at(-1).state, "open", "its close says more");
});

test("closing ends it whatever it was about to do", async () => {
  const { connection, clock, sockets, told } = await client();
  sockets[0].breaks();
  connection.close();
  connection.close();
  await clock.advance(60_000);
  assert.equal(sockets.length, 1);
  assert.deepEqual(told.states.filter(({ state }) => state === "closed").length, 1);
});

test("nothing is tried while offline or hidden, and at once after", async () => {
  const around = surroundings();
  const { connection, clock, sockets } = await client({ surroundings: around });
  sockets[0].welcomes({});
  around.good = false;
  sockets[0].breaks();
  await clock.advance(600_000);
  assert.equal(connection.state, "paused");
  assert.equal(sockets.length, 1);
  around.become(true);
  await settled();
  assert.equal(sockets.length, 2);
  assert.equal(connection.state, "connecting");
});

test("a page that is shown again asks at once whether its connection lives", async () => {
  const around = surroundings();
  const { connection, sockets } = await client({ surroundings: around });
  sockets[0].welcomes({});
  for (let n = 0; n < 5; n++) around.become(true);
  assert.deepEqual(sockets[0].sent, ["ping"]);
  assert.equal(connection.state, "open");
});

test("each try gets a ticket and an address of its own", async () => {
  let made = 0;
  const asked = [];
  const { clock, sockets } = await client({
    ticket: async (path) => {
      asked.push(path);
      return `ticket-${++made}`;
    },
  });
  sockets[0].welcomes({ after: 3 });
  sockets[0].breaks();
  await clock.advance(1_000);
  assert.deepEqual(sockets.map(({ url }) => url.searchParams.get("ticket")), ["ticket-1", "ticket-2"]);
  assert.equal(asked[0], "/api/v1/chats/web/lobby/socket");
});

test("no ticket for now is tried again, a refused one ends it", async () => {
  const errors = [Object.assign(new Error("busy"), { status: 503 }), new TypeError("no network"),
    Object.assign(new Error("who are you?"), { status: 401 })];
  const { connection, clock, told, sockets } = await client({
    ticket: async () => {
      throw errors.shift();
    },
  });
  await clock.advance(60_000);
  assert.equal(connection.state, "closed");
  assert.deepEqual(told.states.at(-1), { state: "closed", code: 1008, reason: "who are you?" });
  assert.equal(told.errors.length, 3);
  assert.equal(sockets.length, 0);
});

test("sending without a connection says so", async () => {
  const { connection, sockets } = await client();
  assert.equal(connection.send("early"), false);
  sockets[0].welcomes({});
  assert.equal(connection.send("now"), true);
  assert.deepEqual(sockets[0].sent, ["now"]);
});

const restarting = async (frame, options) => {
  const opened = await client(options);
  opened.sockets[0].welcomes({});
  opened.sockets[0].receives(frame);
  opened.sockets[0].breaks(1012);
  return opened;
};

test("a node that restarts says so, and its clients come back at once", async () => {
  const { clock, sockets, told } = await restarting({ t: "restart" });
  assert.equal(told.states.at(-1).retryInMs, 100);
  await clock.advance(100);
  assert.equal(sockets[1].url.host, "node");
  assert.deepEqual(told.controls, [{ t: "restart" }]);
});

test("clients go to the node that it names, and back where it does not answer", async () => {
  const { clock, sockets } = await restarting({ t: "restart", at: "http://other:81/base" });
  await clock.advance(100);
  assert.equal(sockets[1].url.origin, "ws://other:81");
  assert.equal(sockets[1].url.pathname, "/api/v1/chats/web/lobby/socket");
  sockets[1].breaks();
  await clock.advance(1_000);
  assert.equal(sockets[2].url.host, "node");
});

for (const at of ["nonsense", "ftp://other", "javascript:alert(1)", "http://plain"]) {
  test(`clients of an encrypted node do not go to ${at}`, () => {
    const url = new URL("https://node/socket?after=1");
    assert.equal(elsewhere(url, at), url);
  });
}

test("a page stays with its own origin", () => {
  globalThis.location = /** @type {any} */ ({ origin: "https://node" });
  try {
    const url = new URL("https://node/socket?after=1");
    assert.equal(elsewhere(url, "https://other"), url);
    assert.equal(elsewhere(url, "https://node").href, url.href);
  } finally {
    delete globalThis.location;
  }
});
