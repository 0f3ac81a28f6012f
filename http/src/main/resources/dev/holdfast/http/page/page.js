"use strict";

const TURNS_MAX = 50;
const byId = (id) => document.getElementById(id);
const number = new Intl.NumberFormat();
const COUNTERS = [
  ["turns", "turns"],
  ["commits", "commits"],
  ["refused", "refused"],
  ["failed", "failed"],
  ["overran", "overran"],
  ["overloaded", "turned away"],
  ["wakes", "woken"],
  ["sleeps", "put to sleep"],
];

function tile(list, name, value) {
  const box = document.createElement("div");
  const term = document.createElement("dt");
  const detail = document.createElement("dd");
  term.textContent = name;
  detail.textContent = number.format(value);
  box.append(term, detail);
  list.append(box);
}

function showCounts(counts) {
  const awake = byId("awake");
  const types = Object.entries(counts.awake).sort(([a], [b]) => a.localeCompare(b));
  awake.replaceChildren();
  types.forEach(([type, value]) => tile(awake, type, value));
  byId("no-types").hidden = types.length > 0;
  byId("chat").hidden = !("chat" in counts.awake);

  const counters = byId("counters");
  counters.replaceChildren();
  COUNTERS.forEach(([key, name]) => tile(counters, name, counts.counters[key] ?? 0));
  tile(counters, "alarms fired", counts.alarms.fired);
  if ("pending" in counts.alarms) tile(counters, "objects to be woken", counts.alarms.pending);

  const unfit = byId("unfit");
  unfit.hidden = counts.unfit.length === 0;
  unfit.textContent = "This node takes no traffic: " + counts.unfit.join("; ");
}

function cell(row, text, name) {
  const td = document.createElement("td");
  td.textContent = text;
  if (name) td.className = name;
  td.title = text;
  row.append(td);
}

function took(micros) {
  return micros < 1000 ? micros + " µs" : (micros / 1000).toFixed(1) + " ms";
}

function row(turn) {
  const tr = document.createElement("tr");
  tr.className = "fresh";
  cell(tr, new Date(turn.at).toLocaleTimeString());
  cell(tr, turn.type + "/" + turn.name, "object");
  cell(tr, turn.event);
  cell(tr, turn.outcome, turn.outcome);
  cell(tr, took(turn.micros), "number");
  cell(tr, turn.correlation, "quiet");
  return tr;
}

function showTurns(turns) {
  const rows = byId("rows");
  rows.prepend(...turns.map(row));
  while (rows.children.length > TURNS_MAX) rows.lastElementChild.remove();
  byId("table").hidden = rows.children.length === 0;
  byId("no-turns").hidden = rows.children.length > 0;
}

function link(state, text) {
  byId("link").className = "pill " + state;
  byId("link").textContent = text;
}

function listen() {
  const events = new EventSource("/api/v1/live");
  events.onopen = () => link("live", "live");
  events.onerror = () => {
    link("lost", "connection lost, trying again");
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  };
  events.addEventListener("state", (event) => {
    const state = JSON.parse(event.data);
    byId("rows").replaceChildren();
    showCounts(state);
    showTurns(state.turns);
  });
  events.addEventListener("turns", (event) => showTurns(JSON.parse(event.data)));
  events.addEventListener("counts", (event) => showCounts(JSON.parse(event.data)));
}

byId("example").textContent = "curl -X POST " + location.origin + "/objects/counter/first";
listen();
