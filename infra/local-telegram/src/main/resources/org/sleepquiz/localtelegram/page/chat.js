'use strict';
// A chat in the manner of Telegram. Everything from outside is set as text; markup is drawn from entities.

const TEXTS = {
  en: {
    bot: 'bot', typing: 'typing…', connecting: 'connecting…', gone: 'The chat is not reachable. Trying again…',
    message: 'Message', send: 'Send', menu: 'Commands', start: 'Start', restart: 'Unblock', edited: 'edited', today: 'Today',
    yesterday: 'Yesterday', people: 'Who is chatting?', fresh: 'New person', name: 'Name', language: 'Language',
    add: 'Add and chat', change: 'Change person', block: 'Block the bot', unblock: 'Unblock the bot', editing: 'Editing: ',
    stop: 'Cancel editing', end: 'To the newest message', failed: 'That did not get through. Please try again.',
    close: 'Close', hello: 'Write a message or tap Start.', file: 'Save', photo: 'Picture', log: 'Messages', spoiler: 'Hidden text, show',
    where: 'Share which location?', latitude: 'Latitude', longitude: 'Longitude', share: 'Share', place: 'Location', answers: 'Answers'
  },
  sv: {
    bot: 'bot', typing: 'skriver…', connecting: 'ansluter…', gone: 'Chatten går inte att nå. Försöker igen…',
    message: 'Meddelande', send: 'Skicka', menu: 'Kommandon', start: 'Starta', restart: 'Avblockera', edited: 'redigerat', today: 'I dag',
    yesterday: 'I går', people: 'Vem chattar?', fresh: 'Ny person', name: 'Namn', language: 'Språk',
    add: 'Lägg till och chatta', change: 'Byt person', block: 'Blockera boten', unblock: 'Avblockera boten', editing: 'Redigerar: ',
    stop: 'Avbryt redigering', end: 'Till det senaste meddelandet', failed: 'Det kom inte fram. Försök igen.',
    close: 'Stäng', hello: 'Skriv ett meddelande eller tryck på Starta.', file: 'Spara', photo: 'Bild', log: 'Meddelanden', spoiler: 'Dold text, visa',
    where: 'Vilken plats vill du dela?', latitude: 'Latitud', longitude: 'Longitud', share: 'Dela', place: 'Plats', answers: 'Svar'
  },
  es: {
    bot: 'bot', typing: 'escribiendo…', connecting: 'conectando…', gone: 'No se puede acceder al chat. Reintentando…',
    message: 'Mensaje', send: 'Enviar', menu: 'Comandos', start: 'Iniciar', restart: 'Desbloquear', edited: 'editado', today: 'Hoy',
    yesterday: 'Ayer', people: '¿Quién chatea?', fresh: 'Otra persona', name: 'Nombre', language: 'Idioma',
    add: 'Añadir y chatear', change: 'Cambiar de persona', block: 'Bloquear el bot', unblock: 'Desbloquear el bot', editing: 'Editando: ',
    stop: 'Cancelar la edición', end: 'Al mensaje más reciente', failed: 'No ha llegado. Inténtalo de nuevo.',
    close: 'Cerrar', hello: 'Escribe un mensaje o pulsa Iniciar.', file: 'Guardar', photo: 'Imagen', log: 'Mensajes', spoiler: 'Texto oculto, mostrar',
    where: '¿Qué ubicación quieres compartir?', latitude: 'Latitud', longitude: 'Longitud', share: 'Compartir', place: 'Ubicación', answers: 'Respuestas'
  }
};
const LANGUAGES = { en: 'English', sv: 'Svenska', es: 'Español' };
const PLACES = [
  ['Stockholm', 59.3293, 18.0686], ['Madrid', 40.4168, -3.7038], ['London', 51.5072, -0.1276], ['New York', 40.7128, -74.006],
  ['Ciudad de México', 19.4326, -99.1332], ['Kolkata', 22.5726, 88.3639], ['Auckland', -36.8509, 174.7645], ['Lord Howe', -31.5553, 159.0821]
];
const SPINS_AT_MOST = 15000; // ms; then a button can be tapped again even if no answer came
const $ = id => document.getElementById(id);

let person = null;           // {id, firstName, languageCode}
let profile = null;          // bot, commands, blocked
let messages = new Map();    // id -> message, in the order of ids
let replyKeyboard = [];      // rows of {text, location}
let stream = null;
let editing = null;          // id of the own message being edited
let choice = -1;             // the highlighted command
let actingUntil = null;
let toastUntil = null;
let reachable = false;
const spinning = new Map();  // message + data -> timer

const language = () => (person && person.languageCode || 'en').split('-')[0];
const t = key => (TEXTS[language()] || TEXTS.en)[key];

// Small tools

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

async function api(path, body) {
  const response = await fetch('/chat/api/' + path, body === undefined ? {} : {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body)
  });
  if (!response.ok) throw new Error(path + ' ' + response.status);
  return response.json();
}

/** Does something that may fail and says so to the person. */
async function attempt(deed) {
  try {
    return await deed();
  } catch (failure) {
    console.warn(failure.message);
    toast(t('failed'));
    return null;
  }
}

function store(value) {
  try { localStorage.setItem('person', JSON.stringify(value)); } catch (e) { console.warn('not remembered: ' + e.name); }
}

function stored() {
  try { return JSON.parse(localStorage.getItem('person')); } catch (e) { console.warn('not remembered: ' + e.name); return null; }
}

// Text with entities

function drawText(into, text, entities) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  drawRange(into, text, sorted, 0, text.length);
}

function drawRange(into, text, entities, from, to) {
  let at = from;
  while (entities.length && entities[0].offset < to) {
    const entity = entities.shift();
    const start = Math.max(at, entity.offset);
    const end = Math.max(start, Math.min(to, entity.offset + entity.length));
    into.append(text.slice(at, start));
    const drawn = drawEntity(entity, text.slice(start, end));
    drawRange(drawn, text, entities, start, end);
    into.append(drawn);
    at = end;
  }
  into.append(text.slice(at, to));
}

const TAGS = { bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre', blockquote: 'blockquote', expandable_blockquote: 'blockquote' };

function drawEntity(entity, text) {
  if (entity.type === 'text_link' || entity.type === 'url') return link(entity.url || text);
  if (entity.type === 'bot_command') {
    const command = element('button', 'command');
    command.type = 'button';
    command.addEventListener('click', () => sendText(text));
    return command;
  }
  if (entity.type === 'spoiler') {
    const spoiler = element('span', 'spoiler');
    spoiler.tabIndex = 0;
    spoiler.setAttribute('role', 'button');
    spoiler.setAttribute('aria-label', t('spoiler'));
    const open = () => { spoiler.classList.add('open'); spoiler.removeAttribute('aria-label'); spoiler.removeAttribute('role'); };
    spoiler.addEventListener('click', open);
    spoiler.addEventListener('keydown', event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); open(); } });
    return spoiler;
  }
  return element(TAGS[entity.type] || 'span');
}

function link(url) {
  const a = element('a');
  const full = /^[a-z]+:/i.test(url) ? url : 'https://' + url;
  if (/^(https?|mailto|tel|tg):/i.test(full)) a.href = full;
  a.target = '_blank';
  a.rel = 'noopener noreferrer';
  return a;
}

// Messages

function key(message, data) { return message + '\n' + data; }

function drawMessage(message) {
  const node = element('div', 'message ' + (message.fromBot ? 'bot' : 'mine'));
  node.dataset.messageId = message.id;
  const bubble = element('div', 'bubble');
  if (message.reply) bubble.append(drawQuote(message.reply));
  if (message.photo) bubble.append(drawPhoto(message));
  if (message.document) bubble.append(drawDocument(message.document));
  if (message.location) bubble.append(drawLocation(message.location));
  drawText(bubble, message.text, message.entities);
  const time = new Date(message.at);
  const meta = element('span', 'meta', (message.edited ? t('edited') + ' ' : '')
    + time.toLocaleTimeString(language(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }));
  meta.title = time.toLocaleString(language(), { hourCycle: 'h23' });
  bubble.append(meta);
  node.append(bubble);
  if (message.keyboard.length) {
    node.classList.add('has-keys');
    node.append(drawKeyboard(message));
  }
  return node;
}

function drawQuote(reply) {
  const quote = element('button', 'quote', reply.text);
  quote.type = 'button';
  quote.addEventListener('click', () => {
    const target = node(reply.id);
    if (target) target.scrollIntoView({ behavior: 'smooth', block: 'center' });
  });
  return quote;
}

function drawLocation(at) {
  const known = PLACES.find(([, latitude, longitude]) => latitude === at.latitude && longitude === at.longitude);
  const location = element('span', 'document');
  const icon = element('span', 'document-icon');
  icon.setAttribute('aria-hidden', 'true');
  icon.append(pin());
  const words = element('span');
  words.append(element('span', 'document-name', known ? known[0] : t('place')),
    element('span', 'document-size', at.latitude.toFixed(4) + ', ' + at.longitude.toFixed(4)));
  location.append(icon, words);
  return location;
}

function pin() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'pin');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', 'M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z');
  svg.append(path);
  return svg;
}

function drawPhoto(message) {
  const photo = element('img', 'photo');
  photo.src = message.photo.url;
  photo.width = message.photo.width;
  photo.height = message.photo.height;
  photo.alt = message.text || t('photo');
  const whole = element('a', 'whole');
  whole.href = message.photo.url;
  whole.target = '_blank';
  whole.rel = 'noopener';
  whole.append(photo);
  return whole;
}

function drawDocument(file) {
  const a = element('a', 'document');
  a.href = file.url;
  a.download = file.name;
  a.setAttribute('aria-label', t('file') + ' ' + file.name);
  const icon = element('span', 'document-icon', '↓');
  icon.setAttribute('aria-hidden', 'true');
  const words = element('span');
  const size = file.size < 1024 ? file.size + ' B' : (file.size / 1024).toFixed(1) + ' kB';
  words.append(element('span', 'document-name', file.name), element('span', 'document-size', size));
  a.append(icon, words);
  return a;
}

function drawKeyboard(message) {
  const keyboard = element('div', 'keyboard');
  keyboard.setAttribute('role', 'group');
  for (const buttons of message.keyboard) {
    const row = element('div', buttons.length > 4 ? 'row wide' : 'row');
    for (const button of buttons) row.append(drawKey(message, button));
    keyboard.append(row);
  }
  return keyboard;
}

function drawKey(message, button) {
  if (button.url) {
    const a = link(button.url);
    a.className = 'key';
    a.textContent = button.text + ' ↗';
    return a;
  }
  const drawn = element('button', 'key', button.text);
  drawn.type = 'button';
  if (button.callback_data === undefined) return drawn;
  drawn.dataset.callback = button.callback_data;
  if (spinning.has(key(message.id, button.callback_data))) drawn.setAttribute('aria-busy', 'true');
  drawn.addEventListener('click', () => tap(message.id, button.callback_data));
  return drawn;
}

const node = id => $('messages').querySelector('[data-message-id="' + id + '"]');

function dayOf(time) {
  const date = new Date(time);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(time).setHours(0, 0, 0, 0)) / 86400000);
  return days === 0 ? t('today') : days === 1 ? t('yesterday')
    : date.toLocaleDateString(language(), { day: 'numeric', month: 'long', year: days > 300 ? 'numeric' : undefined });
}

function drawAll() {
  const list = $('messages');
  list.setAttribute('aria-busy', 'true');
  list.replaceChildren();
  let day = '';
  for (const message of messages.values()) {
    const of = dayOf(message.at);
    if (of !== day) list.append(element('div', 'day', of));
    day = of;
    list.append(drawMessage(message));
  }
  if (!messages.size) list.append(drawHello());
  list.removeAttribute('aria-busy');
  toEnd(false);
  drawFoot();
}

function drawHello() {
  const hello = element('div', 'hello');
  const icon = element('img');
  icon.src = '/icon.svg';
  icon.width = icon.height = 72;
  icon.alt = '';
  hello.append(icon, element('strong', '', profile.bot.name), profile.bot.description || t('hello'));
  return hello;
}

function atEnd() {
  const list = $('messages');
  return list.scrollHeight - list.scrollTop - list.clientHeight < 80;
}

function toEnd(smoothly) {
  const list = $('messages');
  list.scrollTo({ top: list.scrollHeight, behavior: smoothly ? 'smooth' : 'instant' });
}

function came(message) {
  const stick = atEnd();
  const old = node(message.id);
  const fresh = !messages.has(message.id);
  messages.set(message.id, message);
  if (old) {
    const focused = old.contains(document.activeElement) ? document.activeElement.dataset.callback : undefined;
    const drawn = drawMessage(message);
    drawn.classList.add('changed');
    old.replaceWith(drawn);
    keepFocus(drawn, focused);
  } else if (messages.size === 1) {
    drawAll();
  } else {
    const last = [...messages.values()].at(-2);
    if (last && dayOf(last.at) !== dayOf(message.at)) $('messages').append(element('div', 'day', dayOf(message.at)));
    $('messages').append(drawMessage(message));
  }
  if (message.fromBot) acting(false);
  if (stick || fresh && !message.fromBot) toEnd(!old);
  drawFoot();
}

/** After an edit in place the keyboard's user stays in the keyboard. */
function keepFocus(drawn, callback) {
  if (callback === undefined) return;
  const keys = [...drawn.querySelectorAll('.key')];
  const same = keys.find(k => k.dataset.callback === callback) || keys[0];
  if (same) same.focus({ preventScroll: true });
}

function gone(id) {
  const old = node(id);
  messages.delete(id);
  if (old) {
    const day = old.previousElementSibling;
    const next = old.nextElementSibling;
    old.remove();
    if (day && day.classList.contains('day') && (!next || next.classList.contains('day'))) day.remove();
  }
  if (!messages.size) drawAll();
}

// Doing

async function tap(message, data) {
  const id = key(message, data);
  if (spinning.has(id)) return;
  spin(id, message, data);
  if (await attempt(() => api('taps', { user: person.id, message, data })) === null) unspin(message, data);
}

function keyNodes(message, data) {
  const of = node(message);
  return of ? [...of.querySelectorAll('[data-callback]')].filter(k => k.dataset.callback === data) : [];
}

function spin(id, message, data) {
  spinning.set(id, setTimeout(() => unspin(message, data), SPINS_AT_MOST));
  keyNodes(message, data).forEach(k => k.setAttribute('aria-busy', 'true'));
}

function unspin(message, data) {
  clearTimeout(spinning.get(key(message, data)));
  spinning.delete(key(message, data));
  keyNodes(message, data).forEach(k => k.removeAttribute('aria-busy'));
}

function answered(answer) {
  unspin(answer.message, answer.data);
  if (!answer.text) return;
  if (answer.alert) {
    $('alert-text').textContent = answer.text;
    if (!$('alert').open) $('alert').showModal();
  } else {
    toast(answer.text);
  }
}

function toast(text) {
  $('toast').textContent = text;
  $('toast').classList.add('shown');
  clearTimeout(toastUntil);
  toastUntil = setTimeout(() => $('toast').classList.remove('shown'), 3500);
}

function acting(now) {
  clearTimeout(actingUntil);
  actingUntil = now ? setTimeout(() => acting(false), 5000) : null;
  drawStatus();
}

async function sendText(text) {
  if (!text.trim()) return false;
  const target = editing;
  const sent = await attempt(() => target === null
    ? api('messages', { user: person.id, text })
    : api('edits', { user: person.id, message: target, text }));
  if (sent !== null) stopEditing();
  return sent !== null;
}

async function submit() {
  const text = $('composer').value;
  hideCommands();
  if (!text.trim()) return;
  $('composer').value = '';
  fit();
  if (!await sendText(text) && !$('composer').value) {
    $('composer').value = text; // never lose what somebody typed
    fit();
  }
}

function startEditing() {
  const mine = [...messages.values()].filter(m => !m.fromBot && !m.location).at(-1);
  if (!mine) return;
  editing = mine.id;
  $('editing').hidden = false;
  $('editing-text').textContent = t('editing') + mine.text;
  $('composer').value = mine.text;
  fit();
}

function stopEditing() {
  editing = null;
  $('editing').hidden = true;
}

// The keyboard below the field, and sharing a location

function drawReplyKeyboard() {
  const keyboard = $('reply-keyboard');
  keyboard.replaceChildren(...replyKeyboard.map(buttons => {
    const row = element('div', 'row');
    row.append(...buttons.map(button => {
      const drawn = element('button', 'key');
      drawn.type = 'button';
      if (button.location) drawn.append(pin());
      drawn.append(button.text);
      drawn.addEventListener('click', () => button.location ? askLocation() : sendText(button.text));
      return drawn;
    }));
    return row;
  }));
  drawFoot();
}

function askLocation() {
  $('location-title').textContent = t('where');
  $('latitude-label').textContent = t('latitude');
  $('longitude-label').textContent = t('longitude');
  $('share').textContent = t('share');
  $('location-close').setAttribute('aria-label', t('close'));
  $('places').replaceChildren(...PLACES.map(([name, latitude, longitude]) => {
    const place = element('button', 'place', name);
    place.type = 'button';
    place.addEventListener('click', () => share(latitude, longitude));
    return place;
  }));
  $('location').showModal();
}

async function share(latitude, longitude) {
  $('location').close();
  await attempt(() => api('locations', { user: person.id, latitude, longitude }));
}

// The composer and its commands

function fit() {
  const field = $('composer');
  field.rows = 1;
  field.rows = Math.max(1, Math.min(5, Math.round((field.scrollHeight - 20) / 22)));
  $('send').disabled = !field.value.trim();
}

function shownCommands() { return [...$('commands').children]; }

function showCommands(prefix) {
  const fitting = profile.commands.filter(c => ('/' + c.command).startsWith(prefix));
  $('commands').replaceChildren(...fitting.map((c, i) => {
    const item = element('li');
    item.id = 'command-' + i;
    item.setAttribute('role', 'option');
    item.dataset.command = '/' + c.command;
    item.append(element('b', '', '/' + c.command), element('span', '', c.description));
    item.addEventListener('mousedown', event => event.preventDefault());
    item.addEventListener('click', () => choose(item));
    return item;
  }));
  $('commands').hidden = !fitting.length;
  choice = -1;
  highlight(fitting.length && prefix.length > 1 ? 0 : -1);
}

function hideCommands() {
  $('commands').hidden = true;
  choice = -1;
  highlight(-1);
}

function highlight(index) {
  choice = index;
  shownCommands().forEach((item, i) => item.setAttribute('aria-selected', String(i === index)));
  const open = !$('commands').hidden;
  $('composer').setAttribute('aria-expanded', String(open));
  $('menu').setAttribute('aria-expanded', String(open));
  if (index >= 0 && open) {
    $('composer').setAttribute('aria-activedescendant', 'command-' + index);
    shownCommands()[index].scrollIntoView({ block: 'nearest' });
  } else {
    $('composer').removeAttribute('aria-activedescendant');
  }
}

async function choose(item) {
  hideCommands();
  $('composer').value = '';
  fit();
  await sendText(item.dataset.command);
}

function composerKey(event) {
  const open = !$('commands').hidden;
  const count = shownCommands().length;
  if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    highlight(event.key === 'ArrowDown' ? (choice + 1) % count : (choice <= 0 ? count : choice) - 1);
  } else if (open && event.key === 'Tab' && choice >= 0) {
    event.preventDefault();
    $('composer').value = shownCommands()[choice].dataset.command + ' ';
    fit();
    hideCommands();
  } else if (event.key === 'Escape') {
    if (open) hideCommands(); else if (editing !== null) { stopEditing(); $('composer').value = ''; fit(); }
  } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    if (open && choice >= 0) choose(shownCommands()[choice]); else submit();
  } else if (event.key === 'ArrowUp' && !$('composer').value) {
    event.preventDefault();
    startEditing();
  }
}

// Header and foot

function drawStatus() {
  $('status').textContent = !reachable ? t('connecting') : actingUntil ? t('typing') : t('bot');
}

function drawFoot() {
  const startable = profile.blocked || !messages.size;
  $('start').hidden = !startable;
  $('start').textContent = profile.blocked ? t('restart') : t('start');
  $('form').hidden = profile.blocked;
  $('reply-keyboard').hidden = !replyKeyboard.length || profile.blocked;
}

function drawFrame() {
  document.documentElement.lang = language();
  document.title = profile.bot.name;
  $('bot-name').textContent = profile.bot.name;
  $('person-name').textContent = person.firstName;
  $('person-language').textContent = LANGUAGES[language()] || person.languageCode;
  $('person-initial').textContent = [...person.firstName][0] || '?';
  $('person').setAttribute('aria-label', t('change') + ': ' + person.firstName);
  $('composer').placeholder = t('message');
  for (const [id, text] of Object.entries({ composer: 'message', send: 'send', menu: 'menu', commands: 'menu', messages: 'log',
    'to-end': 'end', 'editing-stop': 'stop', 'people-close': 'close', 'reply-keyboard': 'answers' })) $(id).setAttribute('aria-label', t(text));
  $('menu').hidden = !profile.commands.length;
  drawStatus();
  drawFoot();
}

// People

async function showPeople() {
  const people = await attempt(() => api('people'));
  if (people === null) return;
  $('people-title').textContent = t('people');
  $('new-title').textContent = t('fresh');
  $('new-name-label').textContent = t('name');
  $('new-language-label').textContent = t('language');
  $('new-add').textContent = t('add');
  $('people-close').hidden = !person;
  $('people-close').setAttribute('aria-label', t('close'));
  $('block').hidden = !person;
  if (profile) $('block').textContent = profile.blocked ? t('unblock') : t('block');
  $('people-list').replaceChildren(...people.map(one => {
    const pick = element('button');
    pick.type = 'button';
    const initial = element('span', 'initial', [...one.firstName][0] || '?');
    initial.setAttribute('aria-hidden', 'true');
    const words = element('span', '', one.firstName);
    words.append(element('small', '', (LANGUAGES[one.languageCode.split('-')[0]] || one.languageCode) + ' · ' + one.id));
    pick.append(initial, words);
    if (person && one.id === person.id) pick.setAttribute('aria-current', 'true');
    pick.addEventListener('click', () => { $('people').close(); become(one); });
    return pick;
  }));
  const browser = navigator.language.split('-')[0];
  if (!person && LANGUAGES[browser]) $('new-language').value = browser;
  if (!$('people').open) $('people').showModal();
}

async function become(wanted) {
  const known = await attempt(() => api('people', wanted));
  if (known === null) return;
  person = known;
  store(person);
  stopEditing();
  spinning.forEach(timer => clearTimeout(timer));
  spinning.clear();
  listen();
}

// The stream

function listen() {
  if (stream) stream.close();
  stream = new EventSource('/chat/api/events?user=' + person.id);
  const on = (kind, deed) => stream.addEventListener(kind, event => deed(JSON.parse(event.data)));
  on('state', state => {
    reachable = true;
    profile = state;
    person = state.person;
    replyKeyboard = state.replyKeyboard;
    messages = new Map(state.messages.map(message => [message.id, message]));
    drawFrame();
    drawReplyKeyboard();
    drawAll();
    document.body.dataset.ready = 'true';
  });
  on('message', came);
  on('keyboard', rows => {
    const stick = atEnd();
    replyKeyboard = rows;
    drawReplyKeyboard();
    if (stick) toEnd(false);
  });
  on('gone', event => gone(event.id));
  on('answered', answered);
  on('acting', () => acting(true));
  on('profile', refresh);
  stream.onerror = () => {
    reachable = false;
    if (profile) drawStatus();
    if (stream.readyState === EventSource.CLOSED) setTimeout(rejoin, 2000);
  };
}

/** The server may have been started anew without this person. */
async function rejoin() {
  try {
    await api('people', person);
    listen();
  } catch (failure) {
    console.warn(failure.message);
    setTimeout(rejoin, 2000);
  }
}

let refreshing = null;
function refresh() {
  clearTimeout(refreshing); // a bot sets many commands at its start
  refreshing = setTimeout(async () => {
    const fresh = await attempt(() => api('profile?user=' + person.id));
    if (fresh === null) return;
    profile = fresh;
    person = fresh.person;
    drawFrame();
    if (!messages.size) drawAll();
  }, 100);
}

function wire() {
  $('form').addEventListener('submit', event => { event.preventDefault(); submit(); });
  $('composer').addEventListener('keydown', composerKey);
  $('composer').addEventListener('input', () => {
    fit();
    const text = $('composer').value;
    if (/^\/\w*$/.test(text)) showCommands(text); else hideCommands();
  });
  $('composer').addEventListener('blur', () => setTimeout(() => { if (document.activeElement !== $('composer')) hideCommands(); }, 150));
  $('menu').addEventListener('click', () => {
    if ($('commands').hidden) showCommands('/'); else hideCommands();
    $('composer').focus();
  });
  $('start').addEventListener('click', async () => {
    if (profile.blocked) await attempt(() => api('block', { user: person.id, blocked: false }));
    await sendText('/start');
    $('composer').focus();
  });
  $('editing-stop').addEventListener('click', () => { stopEditing(); $('composer').value = ''; fit(); });
  $('person').addEventListener('click', showPeople);
  $('people').addEventListener('cancel', event => { if (!person) event.preventDefault(); });
  $('new-person').addEventListener('submit', event => {
    event.preventDefault();
    $('people').close();
    become({ firstName: $('new-name').value, languageCode: $('new-language').value });
    $('new-name').value = '';
  });
  $('coordinates').addEventListener('submit', event => {
    event.preventDefault();
    share($('latitude').valueAsNumber, $('longitude').valueAsNumber);
  });
  $('block').addEventListener('click', async () => {
    await attempt(() => api('block', { user: person.id, blocked: !profile.blocked }));
    $('people').close();
  });
  $('to-end').addEventListener('click', () => toEnd(true));
  $('messages').addEventListener('scroll', () => { $('to-end').hidden = atEnd(); }, { passive: true });
  window.addEventListener('resize', () => { if (atEnd()) toEnd(false); });
  fit();
}

wire();
const asked = new URLSearchParams(location.search);
if (/^\d+$/.test(asked.get('user') || '')) {
  become({ id: Number(asked.get('user')), firstName: asked.get('name') || '', languageCode: asked.get('lang') || '' });
} else if (stored()) {
  become(stored());
} else {
  showPeople();
}
