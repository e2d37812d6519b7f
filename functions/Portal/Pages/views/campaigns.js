// Governance of many identities at once: who is in a campaign, and one thing done about many of them, counted and confirmed.
import { h, s, said } from '../dom.js';
import { get, post } from '../api.js';
import { empty, identityLink, link, owner, search, table } from '../parts.js';
import { ago, localTime, number, plural, relative, systemNow, title, when } from '../words.js';

export const NAMES = {
  owners: ['Owners', 'Nobody answers for it, or whoever does has not confirmed it for half a year.'],
  unused: ['Unused', 'Nothing was heard of it for 90 days.'],
  credentials: ['Old credentials', 'A credential has ended, ends within 30 days, or is older than its policy allows.'],
  exclusions: ['Exclusions', 'A way out of a policy that nobody approved, or that has outlived its end.'],
};
const ACTIONS = {
  ask: ['Ask the owners', 'Each owner gets a link to say whether it is theirs and still needed. Who does not answer in time is reported as a finding; disabling the identity is proposed, and done only if a person lets it.'],
  rotate: ['Replace the credentials', 'A rotation is asked for each: a new credential beside the old one, tested and stored. One that no policy names is not rotated.'],
};
const ANSWERS = { asked: 'Asked', confirmed: 'Confirmed', disowned: 'Disowned', missed: 'Not answered' };
const PERCENTS = [5, 10, 25, 50, 100];
const TWO_WEEKS = 14 * 24 * 3600000;

const bar = answers => {
  const parts = [['ok', 'Confirmed', answers.confirmed], ['fail', 'Disowned or not answered', answers.disowned + answers.missed + answers.refused], ['open', 'Open', answers.open]];
  const all = parts.reduce((sum, [, , count]) => sum + count, 0);
  let at = 0;
  return all === 0 ? null : [
    h('div', { class: 'progress' }, s('svg', { viewBox: `0 0 ${all} 1`, preserveAspectRatio: 'none', role: 'img', 'aria-label': parts.map(([, name, count]) => `${name}: ${count}`).join(', ') },
      parts.map(([tone, , count]) => s('rect', { class: tone, x: (at += count) - count, y: 0, width: count, height: 1 })))),
    h('p', { class: 'soft' }, `${Math.round((all - answers.open) / all * 100)} % answered: ${number(answers.confirmed)} confirmed, ${number(answers.disowned)} disowned, ${number(answers.missed)} missed${answers.refused > 0 ? `, ${number(answers.refused)} could not be asked` : ''}`)];
};

const runItem = ({ run, answers }) => h('li', { class: 'item' },
  h('div', { class: 'item-head' }, h('h3', {}, `${ACTIONS[run.action][0]}: ${plural(run.members.length, 'identity', 'identities')}`), h('span', { class: 'soft' }, ago(run.at))),
  h('p', { class: 'soft meta' }, h('span', {}, 'By ', said(run.by)), h('span', {}, `${run.percent} % of those that it could be done about`), run.until ? h('span', {}, 'Answers until ', when(run.until)) : null),
  h('p', {}, said(run.reason)), run.action === 'ask' ? bar(answers) : null);

export const overview = async context => {
  const body = h('div', {});
  context.show('Campaigns', h('h1', {}, 'Campaigns'), h('p', { class: 'soft lead' }, 'What is not broken and still wrong, many at a time. Each identity of an action has its own entry in the ledger.'), body);
  const load = async () => {
    const { items } = await get('campaigns', {}, context.signal);
    const runs = items.flatMap(one => one.runs).sort((a, b) => b.run.at.localeCompare(a.run.at));
    context.replace(body,
      h('ul', { class: 'tiles' }, items.map(one => h('li', { class: 'tile ' + (one.members === 0 ? 'working' : 'attention') }, link('campaigns/' + one.id,
        h('span', { class: 'figure' }, number(one.members)), h('span', { class: 'text' }, `${NAMES[one.id][0]} · ${one.identities > 0 ? Math.round(one.members / one.identities * 100) : 0} % of ${number(one.identities)}`))))),
      h('section', { 'aria-labelledby': 'runs' }, h('h2', { id: 'runs' }, 'What was done'),
        runs.length === 0 ? empty('Nothing yet', 'Open a campaign, choose how many percent to begin with, and confirm.') : h('ul', { class: 'items' }, runs.map(runItem))));
  };

  await load();
  return load;
};

/** Counted by the portal while somebody chooses; sent with the count that was confirmed. */
const actionForm = (id, actions, context) => {
  const [forecast, outcome] = [h('div', { role: 'status', class: 'judged' }), h('p', { class: 'bad', role: 'alert' })];
  const button = h('button', { type: 'submit', class: 'primary' }, 'Confirm');
  let [count, key, typing] = [0, crypto.randomUUID(), 0];
  const given = () => ({ action: form.elements.action.value, percent: Number(form.elements.percent.value), askInstead: form.elements.askInstead.value.trim() });
  const look = async () => {
    const { action, percent, askInstead } = given();
    for (const field of form.querySelectorAll('[data-only]')) {
      field.hidden = field.dataset.only !== action;
    }

    try {
      const page = await get('campaigns/' + id, { action, percent, askInstead, limit: 1 }, context.signal);
      count = page.forecast.count;
      button.textContent = count === 0 ? 'Nobody to do it about' : `${ACTIONS[action][0]}: ${plural(count, 'identity', 'identities')}`;
      button.disabled = count === 0;
      forecast.replaceChildren(h('p', {}, `${plural(count, 'identity', 'identities')} of ${number(page.forecast.able)} that it can be done about.`),
        page.forecast.leftOut.length === 0 ? '' : h('ul', { class: 'plain soft' }, page.forecast.leftOut.map(one => h('li', {}, `${number(one.members)} left out: ${one.why}`))));
    } catch (fault) {
      if (fault.name !== 'AbortError') {
        forecast.replaceChildren(h('p', { class: 'bad' }, fault.message));
      }
    }
  };

  const send = async () => {
    outcome.textContent = '';
    button.disabled = true;
    const { action, percent, askInstead } = given();
    try {
      await post(`campaigns/${id}/runs`, {
        action, percent, count, reason: form.elements.reason.value, ...(action === 'ask' ? { until: new Date(form.elements.until.value).toISOString(), ...(askInstead ? { askInstead } : {}) } : {}),
      }, { 'Idempotency-Key': key });
      key = crypto.randomUUID();
      context.say('Asked');
      outcome.textContent = '';
      form.elements.confirm.checked = false;
      form.elements.reason.value = '';
      await context.refresh();
    } catch (fault) {
      outcome.textContent = fault.message;
    }

    await look();
  };

  const form = h('form', {
    class: 'command-form wide-form', 'aria-label': 'Do something about them',
    onsubmit: event => { event.preventDefault(); send(); },
    oninput: event => { if (['action', 'percent', 'askInstead'].includes(event.target.name)) { clearTimeout(typing); typing = setTimeout(look, 200); } },
  },
  h('label', { class: 'field' }, h('span', {}, 'What'), h('select', { name: 'action' }, actions.map(one => h('option', { value: one }, ACTIONS[one][0])))),
  actions.map(one => h('p', { class: 'soft', 'data-only': one }, ACTIONS[one][1])),
  h('label', { class: 'field' }, h('span', {}, 'How many'), h('select', { name: 'percent' }, PERCENTS.map(one => h('option', { value: one, selected: one === 10 }, `${one} %`)))),
  h('label', { class: 'field', 'data-only': 'ask' }, h('span', {}, 'Answers until (your time)'), h('input', { type: 'datetime-local', name: 'until', value: localTime(systemNow() + TWO_WEEKS) })),
  h('label', { class: 'field', 'data-only': 'ask' }, h('span', {}, 'Whom to ask where no owner is known'), h('input', { name: 'askInstead', maxlength: 200, autocomplete: 'off', placeholder: 'Nobody' })),
  h('label', { class: 'field' }, h('span', {}, 'Why'), h('textarea', { name: 'reason', rows: 2, minlength: 10, maxlength: 500, required: true })),
  forecast,
  h('label', { class: 'check' }, h('input', { type: 'checkbox', name: 'confirm', required: true }), 'That is how many I mean'),
  button, outcome);
  return { details: h('details', { class: 'remedy', 'data-key': 'act' }, h('summary', {}, 'Do something about them'), form), look };
};

export const detail = id => async context => {
  const [name, what] = NAMES[id] ?? [title(id), ''];
  const [runs, results, total, act] = [h('div', {}), h('div', { class: 'results' }), h('p', { class: 'soft total', role: 'status' }), h('div', {})];
  const filter = h('form', { class: 'filter', role: 'search', 'aria-label': name, onsubmit: event => event.preventDefault(), oninput: () => { clearTimeout(typing); typing = setTimeout(() => { pages = 1; context.refresh(); }, 250); } }, search('Name or owner', new URLSearchParams(location.search).get('q') ?? ''));
  let [pages, typing, form] = [1, 0, null];
  const load = async () => {
    let [items, next, page] = [[], null, null];
    for (let i = 0; i < pages && (i === 0 || next); i++) {
      page = await get('campaigns/' + encodeURIComponent(id), { q: filter.elements.q.value, after: next }, context.signal);
      items = items.concat(page.items);
      next = page.next ?? null;
    }

    const { items: all } = await get('campaigns', {}, context.signal);
    const own = all.find(one => one.id === id);
    if (!form && context.may('RunCampaign')) {
      form = actionForm(id, own.actions, context);
      act.replaceChildren(form.details);
      await form.look();
    }

    total.textContent = items.length === page.total ? `${number(page.total)} shown` : `${number(items.length)} of ${number(page.total)} shown`;
    context.replace(runs, own.runs.length === 0 ? null : h('section', { 'aria-labelledby': 'runs' }, h('h2', { id: 'runs' }, 'What was done'), h('ul', { class: 'items' }, own.runs.map(runItem))));
    context.replace(results, items.length === 0 ? empty(filter.elements.q.value ? 'Nobody is like this' : 'Nobody is in this campaign', filter.elements.q.value ? 'Change or clear the filter.' : 'As far as the portal knows, all is well.')
      : table(name, [
        { name: 'Identity', cell: one => [identityLink(one.identity), h('span', { class: 'sub' }, title(one.identity.kind), one.protected ? ' · protected' : '')] },
        { name: 'Why', class: 'wide', cell: one => said(one.why) },
        { name: 'Owner', cell: one => owner(one.owner) },
        { name: 'Owner asked', cell: one => one.attestation ? [ANSWERS[one.attestation.state], h('span', { class: 'sub' }, relative(one.attestation.at))] : 'Never' },
        { name: 'Last seen', cell: one => one.lastSeen ? ago(one.lastSeen) : 'Never' },
      ], items), next ? h('button', { type: 'button', class: 'more', 'data-key': 'more', onclick: () => { pages++; context.refresh(); } }, 'Show more') : null);
  };

  context.show(name, h('p', { class: 'crumbs' }, h('a', { href: '/portal/campaigns' }, 'Campaigns')), h('h1', {}, name), h('p', { class: 'soft lead' }, what), act, runs,
    h('section', { 'aria-labelledby': 'members' }, h('h2', { id: 'members' }, 'Who is in it'), filter, total, results));
  await load();
  return load;
};
