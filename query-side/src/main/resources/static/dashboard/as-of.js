import {$, call, element, row, whenAsked} from './page.js';

const words = value => value === undefined ? '–'
  : Array.isArray(value) ? value.join(', ') || 'nothing' : String(value);

const named = name => name.replaceAll('_', ' ').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

const unknown = 'not recorded';

let zone;
const clock = instant => new Date(instant).toLocaleString('sv', {timeZone: zone});

function change({cause, nightDate, values}) {
  return values.map(({name, before, after}, place) => {
    const first = place === 0;
    return row(first ? clock(cause.at) : '', first ? cause.by ?? unknown : '', first ? cause.via ?? unknown : '',
      first ? nightDate ?? '' : '', named(name), words(before), '→', words(after));
  });
}

function setting([name, {value, changed}]) {
  return row(named(name), words(value), clock(changed.at), changed.by ?? unknown, changed.via ?? unknown);
}

function night({nightDate, entry, recorded, changed}) {
  const {BEDTIME, WAKE_TIME, SLEEP_QUALITY, ALERTNESS} = entry.answers;
  return row(nightDate, BEDTIME, WAKE_TIME, SLEEP_QUALITY, ALERTNESS, clock(recorded.at),
    recorded.at === changed.at ? '–' : clock(changed.at), changed.by ?? unknown, changed.via ?? unknown);
}

async function show() {
  const known = await call(`/api/v1/users/${encodeURIComponent($('user').value)}/as-of?limit=100&day=${$('day').value}`);
  zone = known.timeZone;
  $('changes').replaceChildren(...known.changes.flatMap(change));
  $('changed').hidden = known.changes.length === 0;
  $('none').hidden = known.changes.length > 0;
  $('person').textContent = `Registered ${clock(known.registeredAt)}, `
    + `${known.reachable ? 'could' : 'could not'} be written to. Times are those of ${zone}.`;
  $('settings').replaceChildren(...Object.entries(known.settings).map(setting));
  $('open').hidden = known.quiz === undefined;
  $('answers').replaceChildren(...Object.entries(known.quiz?.answers ?? {})
    .flatMap(([question, answer]) => [element('dt', named(question)), element('dd', words(answer))]));
  $('count').textContent = known.nights > known.entries.length
    ? `${known.nights} in all; these are the newest.` : `${known.nights} in all.`;
  $('nights').replaceChildren(...known.entries.map(night));
  $('known').hidden = false;
}

$('user').value = new URLSearchParams(location.search).get('user') ?? '';
$('day').value = new Date().toISOString().slice(0, 10);
whenAsked(show);
