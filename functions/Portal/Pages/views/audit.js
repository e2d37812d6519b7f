// The ledger as evidence: what was decided and written, whether the copy is whole, and the review of a quarter.
import { h, said } from '../dom.js';
import { get, query } from '../api.js';
import { empty, facts, listPage, search, table } from '../parts.js';
import { number, plural, systemNow, title, when } from '../words.js';

const VERDICTS = { whole: ['good', 'Whole and unaltered'], incomplete: ['medium', 'Unaltered, some entries are missing'], broken: ['critical', 'Altered'] };

const quarterOf = at => `${at.getUTCFullYear()}-Q${Math.floor(at.getUTCMonth() / 3) + 1}`;

const lastQuarters = () => Array.from({ length: 4 }, (_, i) => { const at = new Date(systemNow()); return quarterOf(new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - 3 * i, 1))); });

const verdict = value => h('span', { class: 'badge ' + VERDICTS[value][0] }, VERDICTS[value][1]);

const chains = state => table('Chains', [
  { name: 'Chain', cell: one => h('span', { class: 'id' }, said(one.chain)) },
  { name: 'State', cell: one => [verdict(one.verdict), one.faults.map(text => h('span', { class: 'sub' }, said(text)))] },
  { name: 'Entries', class: 'number', cell: one => `${number(one.first)} to ${number(one.last)}` },
  { name: 'Hash of the last', cell: one => h('span', { class: 'id' }, one.head) },
], state.chains);

/** Checked again whenever somebody wants it: what a page remembers proves nothing. */
const checked = context => {
  const body = h('div', { role: 'status' });
  const check = async () => {
    body.replaceChildren(h('p', { class: 'state' }, 'Checking…'));
    try {
      const state = await get('ledger/check', {}, context.signal);
      body.replaceChildren(
        h('p', { class: 'lead' }, state.entries === 0 ? h('span', { class: 'soft' }, 'There is no entry yet.') : [verdict(state.verdict), h('span', {}, `${plural(state.entries, 'entry', 'entries')} in ${plural(state.chains.length, 'chain', 'chains')}, each hash computed again `, when(state.at))]),
        state.chains.length === 0 ? '' : h('details', { class: 'remedy', open: state.verdict === 'broken', 'data-key': 'chains' }, h('summary', {}, 'Chains'), chains(state)));
    } catch (fault) {
      if (fault.name !== 'AbortError') {
        body.replaceChildren(h('p', { class: 'bad' }, fault.message));
      }
    }
  };
  return { section: h('section', { 'aria-labelledby': 'check' }, h('h2', { id: 'check' }, 'Is it whole?'), h('p', { class: 'soft source' }, 'A copy of every app’s hash-chained ledger, in a store of its own. The hash of each chain’s last entry is the one that nhi ledger verify and the seals have.'), body, h('p', { class: 'lead' }, h('button', { type: 'button', onclick: check }, 'Check again'))), check };
};

const details = all => all.length === 0 ? '' : all.map(one => h('span', { class: 'sub' }, one.name, ': ', said(one.value)));

const time = (label, name, value) => h('label', { class: 'field' }, h('span', {}, label), h('input', { type: 'datetime-local', name, value }));

/** What a field for a time has is the reader's time. */
const sent = given => Object.fromEntries(Object.entries(given).filter(([, value]) => value).map(([name, value]) => [name, name === 'from' || name === 'to' ? new Date(value).toISOString() : value]));

/** Exports what the filter leaves when it is pressed. */
const exportLink = format => h('a', {
  class: 'button', href: '/api/export/ledger' + query({ format }), download: 'ledger.' + format,
  onclick: event => { event.currentTarget.href = '/api/export/ledger' + query({ ...sent(Object.fromEntries(new URLSearchParams(location.search))), format }); },
}, 'Export ' + format.toUpperCase());

const entries = listPage({
  sent,
  heading: 'Audit',
  path: 'ledger',
  names: ['q', 'action', 'identity', 'subject', 'actor', 'from', 'to'],
  filters: given => [
    search('Action, person, subject or detail', given.q),
    time('From (your time)', 'from', given.from),
    time('Before (your time)', 'to', given.to),
  ],
  nothing: filtered => filtered ? empty('No entry is like this', 'Change or clear the filter.') : empty('No entry yet', 'Every decision and every write of the system appears here, with who decided it as a pseudonym.'),
  show: items => table('Ledger', [
    { name: 'When', cell: one => when(one.at) },
    { name: 'What', cell: one => [title(one.action), h('span', { class: 'sub' }, one.phase.toLowerCase())] },
    { name: 'By', cell: one => h('span', { class: 'id' }, said(one.actor)) },
    { name: 'About', cell: one => [h('span', { class: 'id' }, said(one.subject)), details(one.details)] },
    { name: 'Place', cell: one => [h('span', { class: 'id' }, said(one.chain), ' #', number(one.sequence)), h('span', { class: 'sub id' }, one.hash.slice(0, 16), '…')] },
  ], items),
  action: context => {
    const check = checked(context);
    check.check();
    return [
      h('p', { class: 'lead actions' }, exportLink('csv'), exportLink('json'),
        h('button', { type: 'button', onclick: () => print() }, 'Print')),
      h('section', { 'aria-labelledby': 'reviews' }, h('h2', { id: 'reviews' }, 'Quarterly review'), h('p', { class: 'lead' }, lastQuarters().map(one => h('a', { class: 'button', href: '/portal/audit/' + one }, one.replace('-', ' '))))),
      check.section, h('h2', { class: 'all' }, 'Entries')];
  },
});

export const ledger = entries;

const faults = all => all.length === 0 ? null : table('For a reviewer to look at', [
  { name: 'About', cell: one => h('span', { class: 'id' }, said(one.subject)) },
  { name: 'What', cell: one => said(one.text) },
  { name: 'Entries', cell: one => one.entries.map(text => h('span', { class: 'sub id' }, said(text))) },
], all);

const control = part => h('section', { class: 'control', 'aria-labelledby': 'c-' + part.id },
  h('h2', { id: 'c-' + part.id }, part.title),
  h('p', { class: 'lead' }, h('span', { class: 'badge ' + (part.faults.length > 0 ? 'medium' : part.entries > 0 ? 'good' : '') }, part.faults.length > 0 ? plural(part.faults.length, 'to look at', 'to look at') : part.entries > 0 ? 'Nothing to look at' : 'Nothing happened'),
    h('span', { class: 'soft' }, `${plural(part.entries, 'entry', 'entries')} by ${plural(part.persons, 'person', 'persons')} and the system · ${part.standards.join(', ')}`)),
  part.actions.length === 0 ? null : h('p', { class: 'soft' }, part.actions.map(one => `${title(one.action)} (${one.phase.toLowerCase()}): ${number(one.entries)}`).join(' · ')),
  part.entries === 0 ? null : faults(part.faults),
  part.entries === 0 ? null : h('p', { class: 'soft id' }, part.digest));

export const review = name => async context => {
  const pack = await get('reviews/' + encodeURIComponent(name), {}, context.signal);
  const isOver = Date.parse(pack.to) <= systemNow();
  context.show('Review of ' + name,
    h('p', { class: 'crumbs' }, h('a', { href: '/portal/audit' }, 'Audit')),
    h('h1', {}, 'Review of ' + pack.quarter.replace('-', ' ')),
    h('p', { class: 'lead' }, h('span', { class: 'badge ' + (isOver ? 'good' : 'medium') }, isOver ? 'The quarter is over' : 'The quarter goes on: so far'), h('span', {}, 'Computed from the ledger and from nothing else: the same entries give the same review, on any day.')),
    facts(['From', `${pack.from.slice(0, 10)}, 00:00 UTC`], ['Before', `${pack.to.slice(0, 10)}, 00:00 UTC`], ['Entries', number(pack.entries)], ['Digest (SHA-256 over the hashes of its entries)', h('span', { class: 'id' }, pack.digest)]),
    h('p', { class: 'lead actions' }, h('a', { class: 'button', href: '/api/reviews/' + encodeURIComponent(name), download: `review-${pack.quarter}.json` }, 'Export JSON'),
      h('a', { class: 'button', href: '/api/export/ledger' + query({ format: 'csv', from: pack.from, to: pack.to }), download: `ledger-${pack.quarter}.csv` }, 'Its entries as CSV'),
      h('button', { type: 'button', onclick: () => print() }, 'Print')),
    pack.controls.map(control));
  return null;
};
