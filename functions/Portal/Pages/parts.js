// What several pages show in the same way.
import { h, said } from './dom.js';
import { get } from './api.js';
import { STATUS, ago, clock, number, title } from './words.js';

export const link = (path, ...content) => h('a', { href: '/portal/' + path, 'data-key': 'link ' + path }, ...content);

export const severity = value => h('span', { class: 'badge ' + value }, title(value));

export const status = value => h('span', { class: 'status ' + value }, h('span', { class: 'dot', 'aria-hidden': 'true' }), STATUS[value] ?? value);

export const owner = name => name === 'unknown' ? h('span', { class: 'unknown' }, 'Owner unknown') : said(name);

export const identityLink = identity => link('identities/' + encodeURIComponent(identity.id), said(identity.displayName));

/** An exception or a rotation. */
export const caseLink = one => link(`${one.last.kind}s/${encodeURIComponent(one.last.id)}`, `${title(one.last.kind)} of `, said(one.identity.displayName ?? one.identity.id));

export const findingLink = finding => link('findings/' + encodeURIComponent(finding.id), `${finding.finding} ${title(finding.name)}`);

const LOGS = {
  interactiveUser: 'Sign-ins of people', nonInteractiveUser: 'Sign-ins without a person', servicePrincipal: 'Sign-ins of service principals', managedIdentity: 'Sign-ins of managed identities', audit: 'Audit log',
};

export const logName = source => LOGS[source] ?? title(source);

/** Whether a log brings what it should. */
export const logState = one => one.silentSince ? h('span', { class: 'badge high' }, one.came === undefined ? 'Silent' : 'Far too little')
  : one.longestRest ? h('span', { class: 'badge good' }, 'Comes') : h('span', { class: 'badge' }, 'Too new to judge');

/** To the ticket system, where it has told an address. */
export const ticketLink = ticket => ticket.url ? h('a', { href: ticket.url, rel: 'noreferrer noopener', target: '_blank', 'data-key': 'ticket ' + ticket.caseKey }, said(ticket.number), h('span', { class: 'sr-only' }, ' (opens the ticket system)')) : said(ticket.number);

export const ticketState = state => h('span', { class: 'badge ' + (state === 'closed' ? 'good' : state === 'waiting' ? 'medium' : '') }, title(state));

export const facts = (...pairs) => h('dl', { class: 'facts' }, pairs.filter(Boolean).map(([name, ...value]) => h('div', {}, h('dt', {}, name), h('dd', {}, ...value))));

export const empty = (heading, text) => h('div', { class: 'state' }, h('p', { class: 'big' }, heading), h('p', {}, text));

export const findingRow = (finding, heading = 'h3') => h('li', { class: 'item ' + finding.severity },
  h('div', { class: 'item-head' }, severity(finding.severity), h(heading, {}, findingLink(finding)), h('span', { class: 'soft' }, 'last seen ', ago(finding.lastSeen))),
  h('p', {}, said(finding.cause)),
  h('p', { class: 'soft meta' }, h('span', {}, identityLink(finding.identity)), h('span', {}, owner(finding.owner)), h('span', {}, `${finding.countIsLowerBound ? '≥ ' : ''}${number(finding.count)} events since `, clock(finding.firstSeen))));

/** A table that becomes cards where there is little room. */
export const table = (caption, columns, rows) => h('div', { class: 'table' }, h('table', {},
  h('caption', { class: 'sr-only' }, caption),
  h('thead', {}, h('tr', {}, columns.map(column => h('th', { scope: 'col', class: column.class }, column.name)))),
  h('tbody', {}, rows.map(row => h('tr', {}, columns.map((column, i) => h(i === 0 ? 'th' : 'td', { scope: i === 0 ? 'row' : null, class: column.class, 'data-label': column.name }, column.cell(row))))))));

/** A field of a filter. */
export const choice = (label, name, value, options) => h('label', { class: 'field' }, h('span', {}, label),
  h('select', { name }, options.map(([key, text]) => h('option', { value: key, selected: key === value }, text))));

export const search = (label, value) => h('label', { class: 'field grow' }, h('span', {}, label), h('input', { type: 'search', name: 'q', value, maxlength: 200, autocomplete: 'off', spellcheck: 'false' }));

const ENOUGH = 50;
const MOST_LOOKS = 25;

/** A list with filters in the address, and pages that are added on demand. */
export const listPage = ({ heading, path, fixed, names, filters, show, nothing, action, sent = given => given }) => async context => {
  const given = new URLSearchParams(location.search);
  const parameters = Object.fromEntries(names.map(name => [name, given.get(name) ?? '']));
  const results = h('div', { class: 'results' });
  const total = h('p', { class: 'soft total', role: 'status' });
  const form = h('form', { class: 'filter', role: 'search', 'aria-label': heading, onsubmit: event => event.preventDefault() }, filters(parameters));
  let pages = 1;

  const load = async () => {
    let items = [];
    let next = null;
    let page = null;
    // A page may hold less than it could: where much is looked through for little, the next one goes on.
    for (let i = 0; i < pages || (items.length < pages * ENOUGH && i < MOST_LOOKS); i++) {
      page = await get(path, { ...fixed, ...sent(parameters), after: next }, context.signal);
      items = items.concat(page.items);
      next = page.next;
      if (!next) {
        break;
      }
    }

    total.textContent = page.total === undefined ? `${number(items.length)} shown${next ? ', and there are more' : ''}` : items.length === page.total ? `${number(page.total)} shown` : `${number(items.length)} of ${number(page.total)} shown`;
    context.replace(results,
      items.length > 0 ? show(items) : next ? empty('Nothing found so far', 'Much was looked through, and there is more.') : nothing(Object.values(parameters).some(Boolean)),
      next ? h('button', { type: 'button', class: 'more', 'data-key': 'more', onclick: () => { pages++; context.refresh(); } }, 'Show more') : null);
  };

  let typing = 0;
  form.addEventListener('input', event => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      for (const name of names) {
        if (form.elements[name]) {
          parameters[name] = form.elements[name].value;
        }
      }

      pages = 1;
      const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== '')).toString();
      history.replaceState(null, '', location.pathname + (query ? '?' + query : ''));
      context.refresh();
    }, event.target.type === 'search' ? 250 : 0);
  });

  context.show(heading, h('h1', {}, heading), action?.(context), form, total, results);
  await load();
  return load;
};
