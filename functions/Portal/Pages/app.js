// One document, several pages: the address says which, the API says what is on it.
import { Fault, get } from './api.js';
import { flat, h, replace } from './dom.js';
import { empty } from './parts.js';
import { clock, setClock, tick } from './words.js';
import now from './views/now.js';
import * as identities from './views/identities.js';
import * as findings from './views/findings.js';
import * as cases from './views/cases.js';
import * as exceptions from './views/exceptions.js';
import attest from './views/attest.js';
import * as audit from './views/audit.js';
import * as campaigns from './views/campaigns.js';
import system from './views/system.js';
import tickets from './views/tickets.js';

const BASE = '/portal/';
const POLL = 3000;

/** In the order of the bar; each needs a function that the person may call. */
const PAGES = [
  { path: '', name: 'Now', needs: 'ShowNow', view: () => now },
  { path: 'identities', name: 'Identities', needs: 'ListIdentities', view: id => id ? identities.detail(id) : identities.list },
  { path: 'findings', name: 'Findings', needs: 'ListFindings', view: id => id ? findings.detail(id) : findings.list },
  { path: 'exceptions', name: 'Exceptions', needs: 'ListExceptions', view: id => id ? exceptions.one(id) : exceptions.list },
  { path: 'rotations', name: 'Rotations', needs: 'ListCases', view: id => id ? cases.detail(id, 'rotations') : cases.rotations },
  { path: 'campaigns', name: 'Campaigns', needs: 'ListCampaigns', view: id => id ? campaigns.detail(id) : campaigns.overview },
  { path: 'tickets', name: 'Tickets', needs: 'ListTickets', view: () => tickets },
  { path: 'audit', name: 'Audit', needs: 'ListLedger', view: id => id ? audit.review(id) : audit.ledger },
  { path: 'system', name: 'System', needs: 'ShowSystem', view: () => system },
];

const [main, nav, live, trouble, said] = ['main', 'nav', 'live', 'trouble', 'said'].map(id => document.getElementById(id));
let current = { abort: null, look: null };
let cursor = null;
let known = new Set();
let may = new Set();

const say = text => { said.textContent = text; };

const failed = fault => {
  if (fault.name === 'AbortError') {
    return;
  }

  const known = fault instanceof Fault;
  if (known && fault.status === 0) {
    live.className = 'live lost';
    live.textContent = 'No answer';
    trouble.textContent = fault.message;
    trouble.hidden = false;
    return;
  }

  document.title = 'NhiEvents';
  replace(main, h('h1', {}, known ? fault.title : 'This page does not work'), empty('', known ? fault.message : 'Something went wrong in this page. Load it again; if it stays, report what you did.'));
  if (!known) {
    throw fault;
  }
};

const markNav = path => {
  for (const item of nav.querySelectorAll('a')) {
    item.toggleAttribute('aria-current', false);
    if (item.getAttribute('href') === BASE + path) {
      item.setAttribute('aria-current', 'page');
    }
  }
};

/** One look after another, so that an older answer never comes over a newer one; those asked for while one is under way are one look after it. */
const inTurn = first => {
  let last = first;
  let waits = false;
  return () => {
    if (!waits) {
      waits = true;
      last = last.catch(() => {}).then(async () => {
        waits = false;
        await (await first.catch(() => null))?.();
      });
    }

    return last;
  };
};

const open = async () => {
  current.abort?.abort();
  const abort = new AbortController();
  const [path, ...rest] = location.pathname.slice(BASE.length).split('/');
  const page = PAGES.find(one => one.path === path);
  const mine = { abort, look: null };
  current = mine;
  const context = {
    signal: abort.signal,
    may: name => may.has(name),
    say,
    replace: (...all) => { if (mine === current) { replace(...all); } },
    title: text => { document.title = flat(text) + ' · NhiEvents'; },
    show: (title, ...content) => { document.title = title + ' · NhiEvents'; main.replaceChildren(...content.flat(Infinity).filter(Boolean)); },
    go: href => go(href),
    refresh: () => mine.look?.().catch(failed),
  };
  markNav(page?.path ?? path);
  if (!page || rest.length > 1) {
    failed(new Fault(404, 'No such page', 'The portal has no page at this address.'));
    return;
  }

  const first = (async () => page.view(rest[0] ? decodeURIComponent(rest[0]) : null)(context))();
  mine.look = inTurn(first);
  await first.catch(failed);
};

const go = href => {
  history.pushState(null, '', href);
  open().then(() => { main.focus({ preventScroll: true }); scrollTo(0, 0); });
};

document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href^="/portal/"]');
  if (link && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    go(link.getAttribute('href'));
  }
});
addEventListener('popstate', () => open());

/** What happened since the last look; sets the clock. */
const look = async () => {
  const feed = await get('feed', { after: cursor });
  cursor = feed.cursor;
  setClock(feed.at);
  live.className = 'live';
  live.replaceChildren('Live · ', clock(feed.at));
  trouble.hidden = true;
  return feed;
};

const poll = async () => {
  try {
    if (!document.hidden) {
      const feed = await look();
      const fresh = feed.events.filter(one => !known.has(one.id + one.at));
      known = new Set(feed.events.map(one => one.id + one.at));
      tick();
      if (feed.changed) {
        await current.look?.();
        if (fresh.length > 0) {
          say(fresh.length === 1 ? `${fresh[0].state === 'open' ? 'New finding' : 'Over'}: ${fresh[0].name} of ${flat(fresh[0].identity.displayName)}` : `${fresh.length} findings opened or ended`);
        }
      }
    }
  } catch (fault) {
    if (!(fault instanceof Fault) || fault.status === 0 || fault.status === 401) {
      failed(fault);
    }
  }

  setTimeout(poll, POLL);
};

const start = async () => {
  if (location.pathname === BASE + 'attest') {
    // For owners, who come with a link and may be nobody here.
    live.remove();
    await attest({ show: (heading, ...content) => { document.title = heading + ' · NhiEvents'; main.replaceChildren(...content.flat(Infinity).filter(Boolean)); }, say });
    return;
  }

  try {
    const [me, feed] = await Promise.all([get('me'), look()]);
    known = new Set(feed.events.map(one => one.id + one.at));
    may = new Set(me.may);
    document.getElementById('person').textContent = me.name;
    nav.replaceChildren(...PAGES.filter(page => me.may.includes(page.needs)).map(page => h('li', {}, h('a', { href: BASE + page.path }, page.name))));
  } catch (fault) {
    live.textContent = '';
    failed(fault);
    if (fault.status !== 0) {
      return;
    }

    setTimeout(start, POLL);
    return;
  }

  await open();
  setTimeout(poll, POLL);
};

start();
