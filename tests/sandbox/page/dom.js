// Every text becomes a text node, whatever stands in it: nothing here reads HTML.

// element("p.hint", {title: "…"}, "text", node, …): falsy children are left out.
export function element(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  node.classList.add(...classes);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute.startsWith("on")) node.addEventListener(attribute.slice(2), value);
    else if (value !== false && value !== undefined) node.setAttribute(attribute, value);
  }
  node.append(...children.filter((child) => child || child === 0));
  return node;
}

const shown = new Map();

// Fills a place anew where what it shows has changed, and leaves the keyboard where it was. Whether it
// did.
export function show(id, what, build) {
  const signature = JSON.stringify(what);
  if (shown.get(id) === signature) return false;
  shown.set(id, signature);
  const place = document.getElementById(id);
  const key = place.contains(document.activeElement) && document.activeElement.dataset.key;
  place.replaceChildren(...[build()].flat());
  if (key) place.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  return true;
}
