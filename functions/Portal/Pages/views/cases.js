import { h, said } from '../dom.js';
import { get, post } from '../api.js';
import { caseLink, choice, empty, facts, link, listPage, owner, table } from '../parts.js';
import { ago, title, when } from '../words.js';
import { startForm } from './rotate.js';

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

const page = (kind, heading, states, columns, orders, none, action) => listPage({
  heading,
  action,
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

/** Asks, and says what came of it beside the button. */
const ask = async (path, body, outcome, context) => {
  try {
    await post(path, body);
    context.say('Asked');
    outcome.textContent = 'Asked. What comes of it appears here.';
    await context.refresh();
  } catch (fault) {
    outcome.textContent = fault.message;
  }
};

/** What a person may do with a rotation now: each word with what it means. */
const WORDS = [
  { name: 'hold', needs: 'HoldRotation', when: last => !['done', 'abandoned', 'held'].includes(last.state), reason: true, text: 'Hold', help: 'Nothing more is written in this rotation until somebody resumes it. Both credentials go on being valid.' },
  { name: 'resume', needs: 'ResumeRotation', when: last => last.state === 'held' || last.state === 'planned', reason: false, text: 'Let it go on', help: 'It goes on where it was held, or begins where it waits for a person.' },
  { name: 'abort', needs: 'AbortRotation', when: last => !['done', 'abandoned'].includes(last.state), reason: true, danger: true, text: 'Give it up', help: 'The old credential becomes the current one again where it still can. What nobody has read is removed; what may be in use stays and is named.' },
];

const rotationActions = (last, context) => WORDS.filter(word => context.may(word.needs) && word.when(last)).map(word => {
  const outcome = h('p', { role: 'status' });
  const form = h('form', {
    class: 'command-form',
    onsubmit: event => { event.preventDefault(); ask(`rotations/${encodeURIComponent(last.id)}/${word.name}`, word.reason ? { reason: form.elements.reason.value } : {}, outcome, context); },
  }, word.reason ? h('label', { class: 'field' }, h('span', {}, 'Why'), h('textarea', { name: 'reason', rows: 2, maxlength: 500, required: true, 'data-key': `reason ${word.name} ${last.id}` })) : null,
  h('button', { type: 'submit', class: word.danger ? 'danger' : null }, word.text), outcome);
  return h('details', { class: 'remedy', 'data-key': `${word.name} ${last.id}` }, h('summary', {}, word.text), h('p', {}, word.help), form);
});

export const rotations = page(
  'rotation', 'Rotations', ROTATION_STATES, [about, stateColumn, owned, text, changed],
  [['', 'Waiting first'], ['changed', 'Last changed']], 'Rotations appear here when a credential is due.', context => startForm(context));

export const detail = (id, list) => async context => {
  const body = h('div', {});
  const actions = h('div', {});
  let drawn = '';
  context.show('Case', body, actions);
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

    // Somebody may be typing: the forms are drawn again only when what may be asked has changed.
    const words = last.kind === 'rotation' ? rotationActions(last, context) : [];
    if (drawn !== last.state + words.length) {
      drawn = last.state + words.length;
      context.replace(actions, words.length === 0 ? null : h('section', { 'aria-labelledby': 'actions' }, h('h2', { id: 'actions' }, 'What you can do'), words));
    }
  };

  await load();
  return load;
};
