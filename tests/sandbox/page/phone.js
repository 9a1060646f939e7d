// The complaint as its consumer sees it in WeChat: nothing but what the gateway took and showed.

import { element, show } from "./dom.js";
import { time, word } from "./words.js";

function pictures(ids) {
  return element(
    "div.pictures",
    {},
    ...ids.map((id) =>
      element("figure", {}, element("span.picture"), element("figcaption", { title: id }, id)),
    ),
  );
}

// The emulator takes no link but https, and no other is made one here.
function linkCard(url, text) {
  const inside = [element("strong", {}, text), element("span", { title: url }, url)];
  if (!url.startsWith("https://")) return element("span.card", {}, ...inside);
  return element("a.card", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...inside);
}

function reply(message, isSecond) {
  const fields = message.fields;
  return element(
    "div.turn.merchant",
    { "data-number": message.number },
    element("span.avatar", {}, word("merchantAvatar")),
    element(
      "div.said",
      {},
      element("div.bubble", {}, fields.response_content),
      fields.response_images && pictures(fields.response_images.split("|")),
      fields.jump_url && linkCard(fields.jump_url, fields.jump_url_text),
      element("time", {}, time(message.arrival_ms)),
      isSecond && element("p.twice", {}, word("twice")),
    ),
  );
}

function steps(isProcessing) {
  const step = (name, reached) =>
    element("li", { "aria-current": reached ? "step" : undefined }, element("span.dot"), name);
  return element(
    "ol.steps",
    { "data-state": isProcessing ? "处理中" : "待处理" },
    step(word("pending"), !isProcessing),
    step(word("processing"), isProcessing),
  );
}

function conversation(complaint, replies) {
  const ids = replies.map((message) => message.fields.transaction_id);
  const turns = replies.map((message, i) => reply(message, ids.indexOf(ids[i]) < i));
  const hidden = complaint.replies - replies.length;
  const afterFirst = hidden > 0 ? 0 : 1;
  if (turns.length > 0) turns.splice(afterFirst, 0, element("p.note", {}, word("nowProcessing")));
  return element(
    "div.talk",
    { tabindex: 0, "data-key": "talk" },
    element(
      "div.turn.consumer",
      {},
      element("div.said", {}, element("div.bubble", {}, complaint.text || word("noText"))),
      element("span.avatar", {}, word("consumerAvatar")),
    ),
    hidden > 0 && element("p.note", {}, word("hidden", { count: hidden })),
    ...turns,
    turns.length === 0 && element("p.note", {}, word("waiting")),
  );
}

// To the reply that is looked at; where it is not among those shown, to the last one.
function scrollTo(number) {
  const talk = document.querySelector(".talk");
  const turn = talk?.querySelector(`[data-number="${number}"]`);
  if (talk) talk.scrollTop = turn ? turn.offsetTop - 10 : talk.scrollHeight;
}

// `replies` are the messages shown to the consumer of this complaint; `number` is of the message that
// is looked at.
export function showPhone(complaint, replies, number, language) {
  const isNew = show("phone", [complaint, replies, number, language], () => {
    if (!complaint) return element("p.note", {}, word("noComplaint"));
    return [
      element(
        "div.bar",
        {},
        element("span", {}, "‹"),
        word("phoneTitle"),
        element("span", {}, "···"),
      ),
      steps(complaint.state === "处理中"),
      element(
        "dl.about",
        {},
        element("dt", {}, word("complaintId")),
        element("dd", {}, complaint.complaint_id),
        element("dt", {}, word("account")),
        element("dd", {}, complaint.seller_account),
      ),
      conversation(complaint, replies),
    ];
  });
  if (isNew) scrollTo(number);
}
