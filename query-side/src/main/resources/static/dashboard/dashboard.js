'use strict';

const $ = id => document.getElementById(id);

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

const hours = minutes => `${Math.floor(minutes / 60)} h ${String(Math.round(minutes % 60)).padStart(2, '0')}`;

async function get(path, token) {
  const response = await fetch(path, {headers: {Authorization: `Bearer ${token}`}});
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(`${response.status} ${body.code ?? ''}: ${body.detail ?? response.statusText}`);
  return body;
}

function row(entry) {
  const {answers, figures} = entry;
  const cells = [entry.nightDate, answers.BEDTIME, answers.WAKE_TIME, hours(figures.timeInBedMinutes),
    `${hours(figures.totalSleepMinutes)} (${hours(figures.totalSleepMinutesLow)} – ${hours(figures.totalSleepMinutesHigh)})`,
    `${figures.sleepEfficiency} %`, answers.SLEEP_QUALITY, answers.ALERTNESS,
    answers.DISRUPTIONS.join(', ').toLowerCase() || '–'];
  const tr = document.createElement('tr');
  tr.append(...cells.map(cell => element('td', cell)));
  return tr;
}

function happened(event) {
  const li = document.createElement('li');
  const {telegramId, occurredAt, ...rest} = event.data;
  const detail = rest.question ? ` ${rest.question} = ${JSON.stringify(rest.value)}` : '';
  li.append(element('time', new Date(event.occurredAt).toLocaleString()), ` ${event.type}${detail}`);
  return li;
}

async function show() {
  const user = encodeURIComponent($('user').value);
  const token = $('token').value.trim();
  $('problem').textContent = '';
  try {
    const base = `/api/v1/users/${user}`;
    const [person, entries, summary, history] = await Promise.all([get(base, token),
      get(`${base}/entries?limit=30`, token), get(`${base}/summary?nights=30`, token), get(`${base}/history?limit=100`, token)]);
    $('person').replaceChildren(...Object.entries({registered: new Date(person.registeredAt).toLocaleString(), ...person.settings})
      .flatMap(([name, value]) => [element('dt', name), element('dd', value)]));
    const average = summary.averages;
    $('summary').textContent = average
      ? `${summary.entries} of ${summary.nights} nights; on average ${hours(average.totalSleepMinutes)} of sleep, `
        + `bed at ${average.bedtime}, awake at ${average.wakeTime}`
      : 'No nights yet.';
    $('nights').replaceChildren(...entries.entries.map(row));
    $('history').replaceChildren(...history.events.map(happened));
    $('diary').hidden = false;
    sessionStorage.setItem('token', token);
  } catch (problem) {
    $('diary').hidden = true;
    $('problem').textContent = problem.message;
  }
}

async function health() {
  try {
    const {status} = await (await fetch('/actuator/health')).json();
    $('health').textContent = status === 'UP' ? 'query-side is up' : `query-side is ${status}`;
  } catch {
    $('health').textContent = 'query-side cannot be reached';
  }
}

$('token').value = sessionStorage.getItem('token') ?? '';
$('ask').addEventListener('submit', submit => {
  submit.preventDefault();
  show();
});
health();
document.body.dataset.ready = 'true';
