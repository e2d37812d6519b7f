import { h, said } from '../dom.js';
import { get } from '../api.js';
import { hoursChart } from '../charts.js';
import { caseLink, empty, identityLink, link, logName, logState, owner, severity } from '../parts.js';
import { STATUS, ago, clock, number, plural, setClock, span, systemNow, title } from '../words.js';

const headline = now => {
  const broken = now.identities.broken;
  const all = Object.values(now.identities).reduce((sum, count) => sum + count, 0);
  return all === 0 ? ['', 'Waiting for the first sign-in']
    : broken > 0 ? ['bad', `${plural(broken, 'identity does', 'identities do')} not work`]
    : now.identities.attention > 0 ? ['warn', `Everything works, ${plural(now.identities.attention, 'identity needs', 'identities need')} attention`]
    : ['good', 'Everything that was seen works'];
};

const tiles = now => h('ul', { class: 'tiles' }, Object.entries(STATUS).map(([key, text]) =>
  h('li', { class: 'tile ' + key }, link('identities?status=' + key, h('span', { class: 'figure' }, number(now.identities[key] ?? 0)), h('span', { class: 'text' }, text)))));

const brokenCard = view => h('li', { class: 'item ' + view.worst },
  h('div', { class: 'item-head' }, severity(view.worst), h('h3', {}, identityLink(view.entry.identity)), h('span', { class: 'since' }, 'for ', span(systemNow() - Date.parse(view.brokenSince)))),
  h('p', {}, said(view.cause)),
  h('p', { class: 'soft meta' }, h('span', {}, title(view.entry.identity.kind)), h('span', {}, owner(view.entry.owner)),
    h('span', {}, view.entry.lastSuccess ? ['last success ', ago(view.entry.lastSuccess)] : 'no success seen')));

const feedItem = event => h('li', { class: event.state }, h('span', { class: 'soft' }, clock(event.at)),
  h('span', { class: 'dot ' + (event.state === 'open' ? event.severity : 'over'), 'aria-hidden': 'true' }),
  h('span', {}, link('findings/' + encodeURIComponent(event.id), event.state === 'open' ? title(event.name) : `Over: ${title(event.name)}`), h('span', { class: 'sub' }, said(event.identity.displayName))));

/** One cause of several identities: looked at before each of them. */
const incident = one => h('li', { class: 'item ' + one.worst },
  h('div', { class: 'item-head' }, severity(one.worst), h('h3', {}, link('findings?policy=' + encodeURIComponent(one.policy), said(one.policy))), h('span', { class: 'since' }, 'for ', span(systemNow() - Date.parse(one.since)))),
  h('p', {}, `Stops ${plural(one.identities, 'identity', 'identities')} of ${plural(one.owners, 'owner', 'owners')}.`),
  h('p', { class: 'soft meta' }, h('span', {}, 'since ', clock(one.since)), h('span', {}, one.findingTypes.map((type, i) => [i > 0 ? ', ' : '', link('findings?finding=' + encodeURIComponent(type), type)]))));

const incidents = all => all.length === 0 ? null : h('section', { 'aria-labelledby': 'incidents' }, h('h2', { id: 'incidents' }, 'Incidents: one cause, several identities'), h('ul', { class: 'items' }, all.map(incident)));

const coverage = all => all.length === 0 ? null : h('section', { 'aria-labelledby': 'coverage' }, h('h2', { id: 'coverage' }, 'What the logs bring'),
  all.map(told => [
    all.length > 1 ? h('h3', {}, 'Tenant ', said(told.tenantId)) : null,
    h('ul', { class: 'causes coverage' }, told.sources.map(one => h('li', {}, h('span', {}, logName(one.source), h('span', { class: 'sub' }, 'last row ', ago(one.lastRow))), logState(one)))),
    h('p', { class: 'soft source' }, 'Looked at ', ago(told.at), '.')]));

export default async context => {
  const body = h('div', {});
  context.show('Now', body);
  const load = async () => {
    const [now, feed] = await Promise.all([get('now', {}, context.signal), get('feed', {}, context.signal)]);
    setClock(now.at);
    const [tone, text] = headline(now);
    const open = Object.values(now.openFindings).reduce((sum, count) => sum + count, 0);
    context.replace(body,
      h('h1', { class: 'headline ' + tone }, text),
      h('p', { class: 'soft lead' }, `${plural(open, 'open finding', 'open findings')}. `, now.lastSeen ? ['Last announced sign-in ', ago(now.lastSeen), '.'] : 'No sign-in was announced yet.'),
      tiles(now),
      h('div', { class: 'columns' },
        h('div', {},
          incidents(now.incidents),
          h('section', { 'aria-labelledby': 'broken' }, h('h2', { id: 'broken' }, 'Broken now'),
            now.broken.length === 0 ? empty('Nothing is broken', 'No open finding says that the sign-ins of an identity fail.')
              : h('ul', { class: 'items' }, now.broken.map(brokenCard)),
            now.identities.broken > now.broken.length ? h('p', {}, link('identities?status=broken', `All ${number(now.identities.broken)}`)) : null)),
        h('div', {},
          now.waiting.length === 0 ? null : h('section', { 'aria-labelledby': 'waiting' }, h('h2', { id: 'waiting' }, 'Waits for a person'),
            h('ul', { class: 'feed' }, now.waiting.map(one => h('li', {}, h('span', { class: 'soft' }, clock(one.last.at)), h('span', { class: 'dot medium', 'aria-hidden': 'true' }),
              h('span', {}, caseLink(one), h('span', { class: 'sub' }, said(one.last.text ?? ''))))))),
          coverage(now.sources),
          now.hours.length === 0 ? null : h('section', { 'aria-labelledby': 'hours' }, h('h2', { id: 'hours' }, 'Sign-ins of the last day'),
            h('p', { class: 'soft source' }, 'From Detection’s journals, told once an hour per identity: the last hour fills up as sign-ins come.'), hoursChart(now.hours, 'Sign-ins of all identities')),
          h('section', { 'aria-labelledby': 'feed' }, h('h2', { id: 'feed' }, 'What happened'),
            feed.events.length === 0 ? empty('Quiet', 'Findings that open or end appear here.') : h('ol', { class: 'feed' }, feed.events.slice(0, 14).map(feedItem))),
          now.causes.length === 0 ? null : h('section', { 'aria-labelledby': 'causes' }, h('h2', { id: 'causes' }, 'Why'),
            h('ul', { class: 'causes' }, now.causes.map(cause => h('li', {}, severity(cause.worst), link('findings?finding=' + cause.finding, `${cause.finding} ${title(cause.name)}`),
              h('span', { class: 'soft' }, plural(cause.identities, 'identity', 'identities')))))))));
  };

  await load();
  return load;
};
