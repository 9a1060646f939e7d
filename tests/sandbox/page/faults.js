// The faults to switch on: README.md, "Fault plans". What the caller of the bridge hears of each is
// told beside it, and held to by tests/page.

import { element, show } from "./dom.js";
import { faultName, word } from "./words.js";

const AFTER_REQUEST = "after_request";

export const PRESETS = [
  { name: "reset", outcome: "unknown", plan: { connection: { end: "reset", at: AFTER_REQUEST } } },
  {
    name: "lost",
    outcome: "unknown",
    plan: { apply: false, connection: { end: "close", at: AFTER_REQUEST } },
  },
  {
    name: "cut",
    outcome: "unknown",
    plan: { connection: { end: "close", at: "answer_byte", byte: 150 } },
  },
  { name: "hang", outcome: "unknown", plan: { connection: { end: "hang", at: AFTER_REQUEST } } },
  {
    name: "unavailable",
    outcome: "unknown",
    plan: { http_status: 503, body: "html", apply: false },
  },
  { name: "wrong_sign", outcome: "unknown", plan: { wrong_sign: true } },
  { name: "wrong_echo", outcome: "unknown", plan: { wrong_echo: "transaction_id" } },
  {
    name: "refused",
    outcome: "refused",
    plan: { result_id: "9999", comment: "投诉单已关闭", apply: false },
  },
  {
    name: "no_connection",
    outcome: "notSent",
    plan: { connection: { end: "reset", at: "accept" } },
  },
  { name: "slow", outcome: "delivered", plan: { latency_ms: 3000 } },
  { name: "extra_nodes", outcome: "delivered", plan: { extra_nodes: true } },
];

const isOn = (fault) => fault.times === 0 || fault.fired < fault.times;

function fired(faults) {
  return faults.reduce((sum, fault) => sum + fault.fired, 0);
}

function firedNote(faults) {
  const times = fired(faults);
  return times > 0 && element("span.fired", {}, word("fired", { times }));
}

function presetRow(preset, faults, ask, times) {
  const on = faults.filter(isOn);
  const flip = () => {
    if (on.length === 0) ask("POST", "/faults", { name: preset.name, times, ...preset.plan });
    for (const fault of on) ask("DELETE", `/faults/${fault.id}`);
  };
  return element(
    "button.fault",
    {
      type: "button",
      role: "switch",
      "aria-checked": String(on.length > 0),
      "data-key": preset.name,
      onclick: flip,
    },
    element("span.knob"),
    element("span.name", {}, faultName(preset.name)),
    firedNote(faults),
    element(`span.outcome.${preset.outcome}`, {}, word(preset.outcome)),
  );
}

function ownRow(fault, ask) {
  return element(
    "div.own",
    {},
    element("code", {}, fault.name || `#${fault.id}`),
    firedNote([fault]),
    element(
      "button",
      {
        type: "button",
        title: word("remove"),
        "data-key": `own ${fault.id}`,
        onclick: () => ask("DELETE", `/faults/${fault.id}`),
      },
      "×",
    ),
  );
}

function timesChoice(times, choose) {
  return [1, 0].map((value) =>
    element(
      "button",
      {
        type: "button",
        "aria-pressed": String(value === times),
        "data-key": `times ${value}`,
        onclick: () => choose(value),
      },
      word(value === 1 ? "once" : "always"),
    ),
  );
}

// `ask` sends to the admin endpoint; `times` is of the next fault that is switched on.
export function showFaults(state, ask, choose) {
  const { faults, times, language } = state;
  const own = faults.filter((fault) => !PRESETS.some((preset) => preset.name === fault.name));
  show("times", [times, language], () => timesChoice(times, choose));
  show("faults", [faults, times, language], () =>
    PRESETS.map((preset) =>
      presetRow(
        preset,
        faults.filter((fault) => fault.name === preset.name),
        ask,
        times,
      ),
    ),
  );
  show("own-faults", [own, language], () => own.map((fault) => ownRow(fault, ask)));
}
