// Building elements, and bringing what is shown in line with what should be. Text is only ever set as text: ids come from users.

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element. Attributes that are null or false are left out; children are nodes or text, null is none. */
export function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function svg(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

/**
 * Makes these the container's children. What is there already stays where it is and only its differences are set, so that a
 * selection, the focus, or what a screen reader has come to, outlive an update each second.
 */
export function show(container, ...children) {
  morphChildren(container, children.flat().filter(child => child !== null));
}

function morphChildren(parent, wanted) {
  const live = [...parent.childNodes];
  wanted.forEach((node, i) => (i < live.length ? morph(live[i], node) : parent.append(node)));
  live.slice(wanted.length).forEach(node => node.remove());
}

function morph(live, wanted) {
  if (live.nodeName !== wanted.nodeName) {
    live.replaceWith(wanted);
  } else if (live.nodeType === Node.TEXT_NODE) {
    if (live.data !== wanted.data) {
      live.data = wanted.data;
    }
  } else {
    morphAttributes(live, wanted);
    morphChildren(live, [...wanted.childNodes]);
  }
}

function morphAttributes(live, wanted) {
  for (const { name } of [...live.attributes]) {
    if (!wanted.hasAttribute(name)) {
      live.removeAttribute(name);
    }
  }
  for (const { name, value } of wanted.attributes) {
    if (live.getAttribute(name) !== value) {
      live.setAttribute(name, value);
    }
  }
}

/** A bar from one share of the width to another, 0 to 1. Its length is an attribute: inline styles are forbidden here. */
export function bar(from, to, kind) {
  const percent = share => `${(100 * share).toFixed(3)}%`;
  return svg('svg', { class: `bar ${kind}`, 'aria-hidden': 'true', width: '100%', height: '10' },
    svg('rect', { class: 'track', width: '100%', height: '10', rx: '2' }),
    svg('rect', { class: 'fill', x: percent(from), width: percent(Math.max(0, to - from)), height: '10', rx: '2' }));
}
