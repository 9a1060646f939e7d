// Asks the emulator what is new, keeps it, and lets the parts of the page show it.

import { element, show } from "./dom.js";
import { showFaults } from "./faults.js";
import { showMessages } from "./message.js";
import { showPhone } from "./phone.js";
import { language, setLanguage, otherLanguage, word } from "./words.js";

const POLL_MS = 500;
const MESSAGES_MAX = 200;
const COUNTS = ["received", "applied", "duplicates", "rejected", "partial"];

const state = {
  epoch: undefined,
  counts: undefined,
  complaints: [],
  messages: [],
  faults: [],
  live: false,
  times: 1,
  chosenMessage: undefined, // a number; otherwise the last one is shown
  chosenComplaint: undefined, // an id; otherwise that of the message
};

async function ask(method, path, body) {
  const answer = await fetch(path, { method, body: body && JSON.stringify(body) }).catch(() => {
    throw new Error(word("away"));
  });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.faults.join("\n"));
  if (method !== "GET") await look();
  return json;
}

// What cannot be switched since the emulator is away is shown as that.
const change = (method, path, body) => ask(method, path, body).catch(look);

// Forgets what it kept where the emulator forgot.
function take(view) {
  if (view.epoch !== state.epoch) {
    const wasKnown = state.epoch !== undefined;
    Object.assign(state, { epoch: view.epoch, messages: [], chosenMessage: undefined });
    if (wasKnown) return look();
  }
  const last = state.messages.at(-1)?.number ?? 0;
  const messages = view.messages.filter((message) => message.number > last);
  state.messages = [...state.messages, ...messages].slice(-MESSAGES_MAX);
  const complaints = view.complaints.sort((a, b) => (a.complaint_id < b.complaint_id ? -1 : 1));
  Object.assign(state, { counts: view.counts, complaints, faults: view.faults });
  return undefined;
}

async function look() {
  try {
    await take(await ask("GET", `/view?after=${state.messages.at(-1)?.number ?? 0}`));
    state.live = true;
  } catch {
    state.live = false;
  }
  render();
}

function chooseMessage(number) {
  const isLast = number === state.messages.at(-1)?.number;
  state.chosenMessage = isLast ? undefined : number;
  state.chosenComplaint = undefined;
  render();
}

function chooseComplaint(id) {
  state.chosenComplaint = id;
  render();
}

function chooseTimes(times) {
  state.times = times;
  render();
}

function showCounts() {
  document.body.classList.toggle("stale", !state.live);
  show("live", [state.live, language()], () =>
    element(state.live ? "span.on" : "span.off", {}, word(state.live ? "live" : "away")),
  );
  show("counts", [state.counts, language()], () =>
    COUNTS.map((name) =>
      element(
        `div.${name}`,
        { "data-count": name, "data-some": String(state.counts?.[name] > 0) },
        element("dt", {}, word(`count_${name}`)),
        element("dd", {}, String(state.counts?.[name] ?? "–")),
      ),
    ),
  );
}

function showComplaints(chosen) {
  show("complaints", [state.complaints, chosen?.complaint_id, language()], () =>
    state.complaints.map((complaint) =>
      element(
        "button.complaint",
        {
          type: "button",
          "aria-pressed": String(complaint === chosen),
          "data-key": complaint.complaint_id,
          onclick: () => chooseComplaint(complaint.complaint_id),
        },
        element("code", {}, complaint.complaint_id),
        element(
          `span.badge.${complaint.replies > 0 ? "processing" : "pending"}`,
          {},
          word(complaint.replies > 0 ? "processing" : "pending"),
        ),
        element("span.replies", {}, word("replies", { count: complaint.replies })),
      ),
    ),
  );
}

function render() {
  const messages = state.messages;
  const message = messages.find(({ number }) => number === state.chosenMessage) ?? messages.at(-1);
  const id = state.chosenComplaint ?? message?.fields.complaint_id;
  const complaint =
    state.complaints.find(({ complaint_id }) => complaint_id === id) ?? state.complaints[0];
  const replies = messages.filter(
    ({ applied, fields }) => applied && fields.complaint_id === complaint?.complaint_id,
  );
  showCounts();
  showComplaints(complaint);
  showPhone(complaint, replies, message?.number, language());
  showMessages(messages, message, language(), chooseMessage);
  showFaults({ ...state, language: language() }, change, chooseTimes);
}

function speak(name) {
  setLanguage(name);
  document.documentElement.lang = name === "zh" ? "zh-CN" : "en";
  document.title = word("title");
  for (const node of document.querySelectorAll("[data-word]"))
    node.textContent = word(node.dataset.word);
  document.getElementById("language").lang = otherLanguage();
  render();
}

function planOf(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(word("notJson", { error: error.message }));
  }
}

async function addOwnFault(event) {
  event.preventDefault();
  const form = event.target;
  const refused = form.querySelector(".refused");
  refused.textContent = "";
  try {
    await ask("POST", "/faults", planOf(form.plan.value));
    form.reset();
  } catch (error) {
    refused.textContent = error.message;
  }
}

async function poll() {
  if (document.visibilityState === "visible") await look();
  setTimeout(poll, POLL_MS);
}

document.getElementById("reset").addEventListener("click", () => change("POST", "/reset"));
document.getElementById("language").addEventListener("click", () => speak(otherLanguage()));
document.querySelector("#own form").addEventListener("submit", addOwnFault);
document.querySelector("#own textarea").placeholder =
  '{"http_status": 502, "body": "html", "times": 2}';
speak(language());
poll();
