// What arrived, byte by byte, and every rule that it was held to.

import { element, show } from "./dom.js";
import { faultName, ruleText, time, violationText, word } from "./words.js";

const GROUPS = {
  http: ["path", "method", "content_type", "content_length", "expect"],
  body: ["form", "charset", "json", "strings", "xml", "root", "names", "cdata", "link_pair"],
  authentic: ["mac", "sign"],
  complaint: ["complaint"],
};
// What hides the rest of a message where it is broken.
const OPENING = ["path", "form", "charset", "json", "xml"];

export const isBroken = (check) => check.broken.length > 0;

function bytes(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function charsetOf(message) {
  return message.checks.find((check) => check.rule === "charset")?.expected ?? "UTF-8";
}

function textOf(base64, charset) {
  return new TextDecoder(charset).decode(bytes(base64));
}

export function outcomeOf(message) {
  if (message.violations.length > 0) return "rejected";
  return message.applied ? "applied" : "dropped";
}

function badges(message) {
  const outcome = outcomeOf(message);
  return [
    element(`span.badge.${outcome}`, {}, word(outcome)),
    message.duplicate && element("span.badge.duplicate", {}, word("duplicate")),
    message.fault &&
      element("span.badge.met", { title: faultName(message.fault) }, faultName(message.fault)),
  ];
}

function row(message, isChosen, choose) {
  return element(
    "button.row",
    {
      type: "button",
      "aria-pressed": String(isChosen),
      "data-key": `message ${message.number}`,
      onclick: () => choose(message.number),
    },
    element("span.number", {}, `#${message.number}`),
    element("time", {}, time(message.arrival_ms)),
    element("code", {}, message.path),
    element("code.id", {}, message.fields.transaction_id ?? "–"),
    ...badges(message),
  );
}

function rule(texts, broken, field, value) {
  return element(
    broken.length > 0 ? "li.broken" : "li.kept",
    {},
    field && element("code", {}, field),
    field && value !== undefined && element("span.value", { title: value }, value),
    element("span.text", {}, texts),
    ...broken.map((violation) => element("p.violation", {}, violationText(violation))),
  );
}

function fieldRules(message, checks) {
  const fields = [...new Set(checks.map((check) => check.field))];
  return fields.map((field) => {
    const own = checks.filter((check) => check.field === field);
    const texts = own.map((check) => ruleText(check)).join(word("comma"));
    return rule(
      texts,
      own.flatMap((check) => check.broken),
      field,
      message.fields[field],
    );
  });
}

function group(name, items, broken) {
  if (items.length === 0) return null;
  return element(
    "section",
    {},
    element(broken ? "h4.broken" : "h4", {}, word(`group_${name}`)),
    element("ul", {}, ...items),
  );
}

function rules(message) {
  const named = Object.values(GROUPS).flat();
  const ofFields = message.checks.filter((check) => !named.includes(check.rule));
  const groups = Object.entries(GROUPS).map(([name, members]) => {
    const checks = message.checks.filter((check) => members.includes(check.rule));
    return group(
      name,
      checks.map((check) => rule(ruleText(check), check.broken)),
      checks.some(isBroken),
    );
  });
  groups.splice(2, 0, group("fields", fieldRules(message, ofFields), ofFields.some(isBroken)));
  const broken = message.checks.filter(isBroken);
  const hides = broken.some((check) => OPENING.includes(check.rule));
  const summary =
    broken.length === 0
      ? element("p.verdict.kept", {}, word("allKept", { count: message.checks.length }))
      : element(
          "p.verdict.broken",
          {},
          word("someBroken", { count: message.checks.length, broken: broken.length }),
        );
  return element(
    "div.rules",
    {},
    summary,
    hides && element("p.hint", {}, word("hidden_rules")),
    ...groups.filter(Boolean),
  );
}

function raw(message) {
  const charset = charsetOf(message);
  const head = message.headers.map(([name, value]) => `${name}: ${value}\n`).join("");
  return element(
    "div.raw",
    {},
    element("h4", {}, word("raw", { bytes: bytes(message.raw_base64).length, charset })),
    element(
      "pre",
      { id: "request" },
      element("span.head", {}, `${message.method} ${message.path} HTTP/1.1\n${head}\n`),
      textOf(message.raw_base64, charset),
    ),
    element("h4", {}, word("answer")),
    message.fault &&
      element("p.hint", {}, word("answerUnderFault", { fault: faultName(message.fault) })),
    element("pre", { id: "answer" }, textOf(message.answer_base64, charset)),
  );
}

export function showMessages(messages, chosen, language, choose) {
  const numbers = messages.map((message) => message.number);
  show("messages", [numbers, chosen?.number, language], () =>
    messages.length === 0
      ? element("p.note", {}, word("noMessages"))
      : [
          ...[...messages].reverse().map((message) => row(message, message === chosen, choose)),
          numbers[0] > 1 && element("p.note", {}, word("hiddenMessages", { count: numbers[0] - 1 })),
        ].filter(Boolean),
  );
  show("message", [chosen, language], () => (chosen ? [rules(chosen), raw(chosen)] : []));
}
