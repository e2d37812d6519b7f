import { h, said } from '../dom.js';
import { get } from '../api.js';
import { caseLink, choice, empty, facts, link, listPage, owner, table } from '../parts.js';
import { ago, title, when } from '../words.js';

const ROTATION_STATES = ['planned', 'creating', 'storing', 'testing', 'watching', 'retiring', 'done', 'held', 'abandoned'];
const GOOD = new Set(['done']);
const BAD = new Set(['held', 'abandoned']);

const state = last => h('span', { class: 'badge ' + (BAD.has(last.state) ? 'high' : GOOD.has(last.state) ? 'good' : '') }, title(last.state));

const need = last => last.needsPerson ? h('span', { class: 'badge medium' }, 'Waits for a person') : null;

const about = { name: 'Of', cell: one => [caseLink(one), h('span', { class: 'sub' }, one.identity.kind ? title(one.identity.kind) : 'Not in the list of identities')] };
const stateColumn = { name: 'State', cell: one => [state(one.last), need(one.last)] };
const text = { name: 'What to know', class: 'wide', cell: one => said(one.last.text ?? '') };
const changed = { name: 'Changed', cell: one => ago(one.last.at) };
const owned = { name: 'Owner', cell: one => owner(one.owner) };

const page = (kind, heading, states, columns, orders, none) => listPage({
  heading,
  path: 'cases',
  fixed: { kind },
  names: ['state', 'needsPerson', 'sort', 'identity'],
  filters: given => [
    choice('State', 'state', given.state, [['', 'Any'], ...states.map(one => [one, title(one)])]),
    choice('Waits for a person', 'needsPerson', given.needsPerson, [['', 'Any'], ['true', 'Yes'], ['false', 'No']]),
    choice('Order', 'sort', given.sort, orders),
  ],
  nothing: filtered => filtered ? empty(`No ${kind} is like this`, 'Change or clear the filter.') : empty(`No ${kind} yet`, none),
  show: items => table(heading, columns, items),
});

export const rotations = page(
  'rotation', 'Rotations', ROTATION_STATES, [about, stateColumn, owned, text, changed],
  [['', 'Waiting first'], ['changed', 'Last changed']], 'Rotations appear here when a credential is due.');

export const detail = (id, list) => async context => {
  const body = h('div', {});
  context.show('Case', body);
  const load = async () => {
    const found = await get('cases/' + encodeURIComponent(id), {}, context.signal);
    const one = found.case;
    const { last } = one;
    context.title(`${title(last.kind)} of ${one.identity.displayName ?? one.identity.id}`);
    context.replace(body,
      h('p', { class: 'crumbs' }, h('a', { href: '/portal/' + list, 'data-key': 'up' }, title(list))),
      h('h1', {}, `${title(last.kind)} of `, said(one.identity.displayName ?? one.identity.id)),
      h('p', { class: 'lead' }, state(last), need(last)),
      last.text ? h('p', { class: 'cause' }, said(last.text)) : null,
      facts(
        ['Identity', link('identities/' + encodeURIComponent(one.identity.id), said(one.identity.displayName ?? one.identity.id))],
        ['Owner', owner(one.owner)],
        ['Since', when(one.since)],
        last.ticket ? ['Ticket', said(last.ticket)] : null,
        last.oldKeyId ? ['Old credential', h('span', { class: 'id' }, said(last.oldKeyId))] : null,
        last.newKeyId ? ['New credential', h('span', { class: 'id' }, said(last.newKeyId))] : null,
        ['Id', h('span', { class: 'id' }, said(last.id))]),
      h('section', { 'aria-labelledby': 'steps' }, h('h2', { id: 'steps' }, 'Steps'), table('Steps', [
        { name: 'When', cell: step => when(step.at) },
        { name: 'State', cell: step => [state(step), need(step)] },
        { name: text.name, cell: step => said(step.text ?? '') },
      ], found.changes)));
  };

  await load();
  return load;
};
