import {$, call, element, row, whenAsked} from './page.js';

const hours = minutes => `${Math.floor(minutes / 60)} h ${String(Math.round(minutes % 60)).padStart(2, '0')}`;

function night(entry) {
  const {answers, figures} = entry;
  return row(entry.nightDate, answers.BEDTIME, answers.WAKE_TIME, hours(figures.timeInBedMinutes),
    `${hours(figures.totalSleepMinutes)} (${hours(figures.totalSleepMinutesLow)} – ${hours(figures.totalSleepMinutesHigh)})`,
    `${figures.sleepEfficiency} %`, answers.SLEEP_QUALITY, answers.ALERTNESS,
    answers.DISRUPTIONS.join(', ').toLowerCase() || '–');
}

function happened(event) {
  const li = document.createElement('li');
  const {telegramId, occurredAt, ...rest} = event.data;
  const detail = rest.question ? ` ${rest.question} = ${JSON.stringify(rest.value)}` : '';
  li.append(element('time', new Date(event.occurredAt).toLocaleString()), ` ${event.type}${detail}`);
  return li;
}

async function show() {
  const base = `/api/v1/users/${encodeURIComponent($('user').value)}`;
  const [person, entries, summary, history] = await Promise.all([call(base),
    call(`${base}/entries?limit=30`), call(`${base}/summary?nights=30`), call(`${base}/history?limit=100`)]);
  $('person').replaceChildren(...Object.entries({registered: new Date(person.registeredAt).toLocaleString(), ...person.settings})
    .flatMap(([name, value]) => [element('dt', name), element('dd', value)]));
  const average = summary.averages;
  $('summary').textContent = average
    ? `${summary.entries} of ${summary.nights} nights; on average ${hours(average.totalSleepMinutes)} of sleep, `
      + `bed at ${average.bedtime}, awake at ${average.wakeTime}`
    : 'No nights yet.';
  $('nights').replaceChildren(...entries.entries.map(night));
  $('history').replaceChildren(...history.events.map(happened));
  $('diary').hidden = false;
}

async function health() {
  try {
    const {status} = await (await fetch('/actuator/health')).json();
    $('health').textContent = status === 'UP' ? 'query-side is up' : `query-side is ${status}`;
  } catch {
    $('health').textContent = 'query-side cannot be reached';
  }
}

health();
whenAsked(show);
