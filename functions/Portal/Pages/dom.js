// Everything on the page is made here: elements from code, text as text. Nothing that came from a log is ever read as markup.
const SVG = 'http://www.w3.org/2000/svg';
const LONGEST = 2000;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/u;

const make = (node, attributes, children) => {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }

    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else {
      node.setAttribute(name, value === true ? '' : value);
    }
  }

  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return node;
};

/** An element of the page. */
export const h = (tag, attributes, ...children) => make(document.createElement(tag), attributes, children);

/** An element of a drawing. */
export const s = (tag, attributes, ...children) => make(document.createElementNS(SVG, tag), attributes, children);

/** Text from a log, set apart from the writing direction around it; what could deceive a reader is shown by its number. */
export const said = (text, attributes) => {
  const node = h('bdi', attributes);
  let plain = '';
  let length = 0;
  for (const rune of text ?? '') {
    if (++length > LONGEST) {
      plain += '…';
      break;
    }

    if (HIDDEN.test(rune)) {
      node.append(plain, h('span', { class: 'hidden-char' }, 'U+' + rune.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')));
      plain = '';
    } else {
      plain += rune;
    }
  }

  node.append(plain);
  return node;
};

/** The same in one piece, for where no element can stand. */
export const flat = text => Array.from(text ?? '', rune => HIDDEN.test(rune) ? '�' : rune).slice(0, 120).join('');

/** Puts new content in place of the old one; focus and open details stay where they were. */
export const replace = (container, ...content) => {
  const active = container.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const open = new Set(Array.from(container.querySelectorAll('details[open][data-key]'), details => details.dataset.key));
  container.replaceChildren(...content.flat(Infinity).filter(Boolean));
  for (const details of container.querySelectorAll('details[data-key]')) {
    details.open = details.open || open.has(details.dataset.key);
  }

  if (active) {
    container.querySelector(`[data-key="${CSS.escape(active)}"]`)?.focus({ preventScroll: true });
  }
};
