// Small drawings. Each says in words what it shows, for whoever does not see it.
import { s, h } from './dom.js';
import { hourLabel, number, plural } from './words.js';

const bar = (x, y, width, height, kind) => s('rect', { x: x.toFixed(2), y: y.toFixed(2), width: width.toFixed(2), height: Math.max(0, height).toFixed(2), class: kind, rx: Math.min(2, width / 4).toFixed(2) });

const sum = values => values.reduce((total, value) => total + value, 0);

/** Sign-ins hour by hour: failures stand on successes. */
export const hoursChart = (hours, label) => {
  const [width, height] = [960, 180];
  const most = Math.max(1, ...hours.map(hour => hour.successes + hour.failures));
  const slot = width / Math.max(hours.length, 1);
  const scale = (height - 4) / most;
  const bars = hours.flatMap((hour, i) => {
    const [ok, failed] = [hour.successes * scale, hour.failures * scale];
    const x = i * slot + slot * .12;
    const group = s('g', {}, s('title', {}, `${hourLabel(new Date(hour.hour))}: ${plural(hour.successes, 'success', 'successes')}, ${plural(hour.failures, 'failure', 'failures')}`));
    group.append(s('rect', { x: (i * slot).toFixed(2), y: 0, width: slot.toFixed(2), height, class: 'hit' }));
    if (ok > 0) { group.append(bar(x, height - ok, slot * .76, ok, 'ok')); }
    if (failed > 0) { group.append(bar(x, height - ok - failed, slot * .76, failed, 'fail')); }
    return group;
  });
  const ticks = [0, .25, .5, .75].map(part => hours[Math.floor(part * hours.length)]).concat(hours[hours.length - 1]).map(hour => h('span', {}, hourLabel(new Date(hour.hour))));
  const text = `${label}: ${plural(sum(hours.map(hour => hour.successes)), 'success', 'successes')} and ${plural(sum(hours.map(hour => hour.failures)), 'failure', 'failures')} in ${plural(hours.length, 'hour', 'hours')}, at most ${number(most)} in one.`;
  return h('figure', { class: 'chart' },
    h('p', { class: 'most', 'aria-hidden': 'true' }, `${number(most)} an hour`),
    s('svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': text },
      s('line', { x1: 0, x2: width, y1: height - .5, y2: height - .5, class: 'base' }), bars),
    h('p', { class: 'ticks', 'aria-hidden': 'true' }, ticks),
    h('figcaption', { class: 'legend' }, h('span', {}, h('span', { class: 'swatch ok' }), 'succeeded'), h('span', {}, h('span', { class: 'swatch fail' }), 'failed')));
};

/** The last day before the last sign-in, in the room of a word. */
export const sparkline = recent => {
  if (!recent) {
    return h('span', { class: 'soft' }, 'none');
  }

  const [width, height] = [120, 24];
  const count = recent.successes.length;
  const most = Math.max(1, ...recent.successes.map((ok, i) => ok + recent.failures[i]));
  const slot = width / count;
  const bars = recent.successes.flatMap((ok, i) => {
    const failed = recent.failures[i];
    const [okHeight, failedHeight] = [ok, failed].map(value => value === 0 ? 0 : Math.max(2, value / most * (height - 2)));
    return [
      okHeight > 0 ? bar(i * slot + .5, height - okHeight, slot - 1, okHeight, 'ok') : null,
      failedHeight > 0 ? bar(i * slot + .5, Math.max(0, height - okHeight - failedHeight), slot - 1, failedHeight, 'fail') : null,
    ];
  });
  const text = `${plural(sum(recent.successes), 'success', 'successes')} and ${plural(sum(recent.failures), 'failure', 'failures')} in the day before its last sign-in`;
  return s('svg', { viewBox: `0 0 ${width} ${height}`, class: 'spark', role: 'img', 'aria-label': text }, s('title', {}, text), s('line', { x1: 0, x2: width, y1: height - .5, y2: height - .5, class: 'base' }), bars);
};

/** Hours without gaps up to the last, a day at least and three at most, so that silence shows. */
export const withGaps = (hours, most = 72, least = 24) => {
  if (hours.length === 0) {
    return [];
  }

  const byHour = new Map(hours.map(hour => [Date.parse(hour.hour), hour]));
  const last = Date.parse(hours[hours.length - 1].hour);
  const first = Math.min(Math.max(Date.parse(hours[0].hour), last - (most - 1) * 3600000), last - (least - 1) * 3600000);
  const filled = [];
  for (let at = first; at <= last; at += 3600000) {
    filled.push(byHour.get(at) ?? { hour: new Date(at).toISOString(), successes: 0, failures: 0 });
  }

  return filled;
};
