// Where all exceptions stand together: what runs out when, what was excluded behind everybody's back, what guards hold.
import { h, s, said } from '../dom.js';
import { get } from '../api.js';
import { findingRow, link, table } from '../parts.js';
import { ago, number, plural, relative, systemNow, title, when } from '../words.js';

const DAY = 24 * 3600000;
const WEEK = 7 * DAY;
const WEEKS = 12;
const OPEN = 'requested,approved,scheduled,activating,active,expiring,suspended,endedUnproven';
const EXCLUDED = new Set(['activating', 'active', 'expiring']);
const MOST_PAGES = 25;

const dayName = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** Every exception that is not over. */
const readOpen = async signal => {
  let [items, next] = [[], null];
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await get('exceptions', { state: OPEN, sort: 'end', limit: 200, after: next }, signal);
    items = items.concat(answer.items);
    next = answer.next;
    if (!next) {
      break;
    }
  }

  return items.map(one => one.exception);
};

const tile = (path, kind, count, text) => h('li', { class: 'tile ' + kind }, link(path, h('span', { class: 'figure' }, number(count)), h('span', { class: 'text' }, text)));

const tiles = (open, shadows) => {
  const count = state => open.filter(one => one.state === state).length;
  const soon = open.filter(one => EXCLUDED.has(one.state) && one.end && Date.parse(one.end) < systemNow() + WEEK).length;
  const overdue = open.filter(one => EXCLUDED.has(one.state) && one.end && Date.parse(one.end) <= systemNow()).length;
  return h('ul', { class: 'tiles' },
    tile('exceptions?state=active', 'working', count('active'), 'in force'),
    tile('exceptions?state=active&sort=end', 'attention', soon, 'end within seven days'),
    tile('exceptions?state=expiring', overdue > 0 ? 'broken' : '', overdue, 'overdue: still excluded'),
    tile('exceptions?state=suspended', count('suspended') > 0 ? 'broken' : '', count('suspended'), 'suspended: the guard does not hold'),
    tile('exceptions?state=endedUnproven', '', count('endedUnproven'), 'ended, not proven yet'),
    tile('findings?finding=NHI401&state=open', shadows > 0 ? 'broken' : '', shadows, 'exclusions that nobody approved'));
};

/** How many are left at the end of each week when nothing is extended. */
const burnDown = ends => {
  const [width, height] = [960, 120];
  const left = Array.from({ length: WEEKS + 1 }, (_, week) => ends.filter(end => end > systemNow() + week * WEEK).length);
  const most = Math.max(1, ...left);
  const slot = width / left.length;
  const bars = left.map((count, week) => s('g', {},
    s('title', {}, `${week === 0 ? 'now' : 'in ' + plural(week, 'week', 'weeks')}: ${number(count)}`),
    s('rect', { x: (week * slot + slot * .12).toFixed(1), y: (height - count / most * (height - 4)).toFixed(1), width: (slot * .76).toFixed(1), height: (count / most * (height - 4)).toFixed(1), rx: 2, class: 'ok' })));
  const text = `Exceptions in force, if none is extended: ${left.map((count, week) => week === 0 ? `${number(count)} now` : `${number(count)} in ${plural(week, 'week', 'weeks')}`).join(', ')}.`;
  return h('figure', { class: 'chart' }, h('p', { class: 'most', 'aria-hidden': 'true' }, `${number(most)} at most`),
    s('svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': text }, s('line', { x1: 0, x2: width, y1: height - .5, y2: height - .5, class: 'base' }), bars),
    h('p', { class: 'ticks', 'aria-hidden': 'true' }, [0, 4, 8, 12].map(week => h('span', {}, week === 0 ? 'now' : `${week} weeks`))));
};

const frozen = (freezes, day) => freezes.some(freeze => Date.parse(freeze.from) < day + DAY && Date.parse(freeze.to) > day);

/** Five weeks from this Monday on, a day each; days are in UTC, as ends are. */
const calendar = (open, freezes) => {
  const today = Math.floor(systemNow() / DAY) * DAY;
  const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * DAY;
  const days = Array.from({ length: 35 }, (_, i) => monday + i * DAY);
  return h('ol', { class: 'month', 'aria-label': 'Ends by day' }, days.map(day => {
    const count = open.filter(one => one.end && Date.parse(one.end) >= day && Date.parse(one.end) < day + DAY && one.state !== 'endedUnproven').length;
    const stopped = frozen(freezes, day);
    const name = dayName.format(new Date(day + DAY / 2));
    return h('li', { class: [day === today ? 'today' : '', count > 0 ? 'busy' : '', stopped ? 'frozen' : ''].filter(Boolean).join(' ') || null },
      h('span', { class: 'sr-only' }, `${name}: ${count === 0 ? 'none ends' : plural(count, 'ends', 'end')}${stopped ? ', changes are frozen' : ''}`),
      h('span', { class: 'date', 'aria-hidden': 'true' }, shortDay.format(new Date(day + DAY / 2))), h('span', { class: 'count', 'aria-hidden': 'true' }, count > 0 ? number(count) : stopped ? '❄' : ''));
  }));
};

const countdown = open => {
  const next = open.filter(one => EXCLUDED.has(one.state) && one.end && Date.parse(one.end) > systemNow()).sort((a, b) => Date.parse(a.end) - Date.parse(b.end))[0];
  return next ? h('p', { class: 'soft lead' }, 'The next one ends ', link('exceptions/' + encodeURIComponent(next.id), relative(next.end)), ', ', when(next.end), '.') : null;
};

const shadowList = (found, context) => h('section', { 'aria-labelledby': 'shadows' },
  h('h2', { id: 'shadows' }, 'Exclusions that nobody approved'),
  h('p', { class: 'soft source' }, 'Ways out of a policy that people made by hand, with who made them. The finding says how to take one away; what is needed gets an exception with an end.'),
  h('ul', { class: 'items' }, found.items.map(finding => {
    const row = findingRow(finding);
    row.append(h('p', { class: 'meta' },
      context.may('RequestException') ? h('span', {}, link('exceptions/new?identity=' + encodeURIComponent(finding.identity.id), 'Ask for an exception with an end')) : null,
      h('span', {}, link('findings/' + encodeURIComponent(finding.id), 'How to take it away'))));
    return row;
  })),
  found.total > found.items.length ? h('p', {}, link('findings?finding=NHI401&state=open', `All ${number(found.total)}`)) : null);

const WAYS = { group: 'Its exclusion group', attributeTag: 'A security attribute', policyList: 'Its own list' };

const guards = policies => h('section', { 'aria-labelledby': 'guards' }, h('h2', { id: 'guards' }, 'Policies and their guards'), table('Policies and their guards', [
  { name: 'Policy', cell: one => said(one.name) },
  { name: 'Enforced', cell: one => one.enforced ? 'Yes' : 'No' },
  { name: 'Users', cell: one => WAYS[one.forUsers] ?? 'No exception possible' },
  { name: 'Service principals', cell: one => WAYS[one.forPrincipals] ?? 'No exception possible' },
  { name: 'Guard', class: 'wide', cell: one => one.guards.length > 0 ? h('span', { class: 'good' }, 'Holds; open networks: ', one.guards.map(open => open.join(', ')).join('; ')) : one.forUsers ? h('span', { class: 'bad' }, 'None holds: two approvals, 72 hours at the most') : 'Not needed' },
], policies));

const STEPS = { ends: 'Ends', standing: 'Stands, when two persons approve it', byHand: 'For a person' };

const importPlan = plan => h('section', { 'aria-labelledby': 'import' }, h('h2', { id: 'import' }, 'Exclusions from before'),
  h('p', { class: 'soft source' }, 'Planned ', ago(plan.at), plan.made !== undefined ? `; applied: ${plural(plan.made, 'record was', 'records were')} made.` : plan.refused ? ['; not applied: ', said(plan.refused)] : '; nothing is written until another person has it applied.',
    plan.people > 0 ? ` ${plural(plan.people, 'excluded account of a person is', 'excluded accounts of people are')} left alone.` : ''),
  h('details', {}, h('summary', { 'data-key': 'import' }, plural(plan.lines.length, 'exclusion', 'exclusions')), table('Exclusions from before', [
    { name: 'Of', cell: one => link('identities/' + encodeURIComponent(one.identityId), said(one.name)) },
    { name: 'Policy', cell: one => said(one.policyName) },
    { name: 'What happens', class: 'wide', cell: one => one.end ? [STEPS.ends, ' ', when(one.end)] : [STEPS[one.step] ?? title(one.step), one.text ? h('span', { class: 'sub' }, said(one.text)) : null] },
  ], plan.lines)));

export const fillOverview = async (context, place) => {
  const [open, shadows, terms, imports] = await Promise.all([
    readOpen(context.signal),
    get('findings', { finding: 'NHI401', state: 'open', limit: 5 }, context.signal),
    get('exception-terms', {}, context.signal),
    context.may('ShowExceptionImport') ? get('exception-import', {}, context.signal) : { items: [] },
  ]);
  const ends = open.filter(one => EXCLUDED.has(one.state) || one.state === 'scheduled').filter(one => one.end).map(one => Date.parse(one.end));
  const policies = terms.items.flatMap(one => one.policies);
  const freezes = terms.items.flatMap(one => one.freezes);
  context.replace(place,
    tiles(open, shadows.total),
    countdown(open),
    ends.length === 0 ? null : h('div', { class: 'halves' },
      h('section', { 'aria-labelledby': 'burn' }, h('h2', { id: 'burn' }, 'In force, if none is extended'), burnDown(ends)),
      h('section', { 'aria-labelledby': 'calendar' }, h('h2', { id: 'calendar' }, 'When they end'), calendar(open, freezes))),
    shadows.total === 0 ? null : shadowList(shadows, context),
    policies.length === 0 ? null : guards(policies),
    imports.items.map(importPlan));
};
