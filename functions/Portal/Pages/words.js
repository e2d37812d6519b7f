// How slugs, numbers and times are said. The system's own clock counts: in a simulation it is not the reader's.
import { h } from './dom.js';

let offset = 0;

export const setClock = at => { offset = Date.parse(at) - Date.now(); };

export const systemNow = () => Date.now() + offset;

const REASONS = {
  'service-principal': 'is a service principal',
  'managed-identity': 'is a managed identity',
  registered: 'is registered as non-human',
  'directory-kind': 'is no person’s account in the directory',
  'naming-pattern': 'is named like a service account',
  ropc: 'a program sends its password (ROPC)',
  'legacy-client': 'uses a legacy-authentication client',
  'tool-user-agent': 'has the user agent of a tool',
  unattended: 'signs in unattended around the clock',
  'device-code': 'signs in with a device code',
  'command-line-client': 'uses Azure CLI or PowerShell',
  known: 'was seen as automation in other rows',
};

export const STATUS = { broken: 'Broken', attention: 'Needs attention', working: 'Working', unknown: 'Never seen to succeed' };

export const reason = slug => REASONS[slug] ?? slug;

/** challenge-demanded, serviceAccount: as words. */
export const words = slug => slug.replace(/-/g, ' ').replace(/([a-z])([A-Z])/g, (_, a, b) => a + ' ' + b.toLowerCase());

export const title = slug => { const text = words(slug); return text.charAt(0).toUpperCase() + text.slice(1); };

export const number = value => value.toLocaleString('en');

export const plural = (count, one, many) => `${number(count)} ${count === 1 ? one : many}`;

export const countOf = finding => (finding.countIsLowerBound ? '≥ ' : '') + number(finding.count);

const utc = at => at.toISOString().replace('T', ' ').slice(0, 19) + ' UTC';

const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const short = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** How long, in the two largest units at most. */
export const span = milliseconds => {
  const minutes = Math.round(Math.abs(milliseconds) / 60000);
  const hours = Math.floor(minutes / 60);
  return minutes < 1 ? 'less than a minute'
    : minutes < 60 ? `${minutes} min`
    : hours < 48 ? `${hours} h ${String(minutes % 60).padStart(2, '0')} min`
    : `${Math.floor(hours / 24)} days`;
};

/** 3.00:00:00 in milliseconds. */
export const milliseconds = text => {
  const [, days, hours, minutes, seconds] = /^(?:(\d+)\.)?(\d+):(\d+):(\d+)/.exec(text) ?? [];
  return hours === undefined ? null : (((Number(days ?? 0) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
};

/** How long ago, or in how long. */
export const relative = text => {
  const difference = systemNow() - Date.parse(text);
  return Math.abs(difference) < 60000 ? 'just now' : difference > 0 ? span(difference) + ' ago' : 'in ' + span(difference);
};

const timeNode = (text, shown) => {
  const at = new Date(text);
  return h('time', { datetime: at.toISOString(), title: utc(at) }, shown(at));
};

/** In the reader's time zone; UTC when pointed at. */
export const when = text => timeNode(text, at => full.format(at));

export const clock = text => timeNode(text, at => Math.abs(systemNow() - at) < 20 * 3600 * 1000 ? short.format(at) : day.format(at));

export const ago = text => {
  const node = timeNode(text, () => relative(text));
  node.dataset.ago = '';
  return node;
};

/** What was said of time is said again: five minutes ago do not stay five minutes ago. */
export const tick = () => {
  for (const node of document.querySelectorAll('time[data-ago]')) {
    const text = relative(node.dateTime);
    if (node.textContent !== text) {
      node.textContent = text;
    }
  }
};

export const hourLabel = at => short.format(at);

/** As a field for a date and a time has it, in the reader's time zone. */
export const localTime = at => new Date(at - new Date(at).getTimezoneOffset() * 60000).toISOString().slice(0, 16);
