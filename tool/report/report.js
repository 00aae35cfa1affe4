'use strict';
(() => {
const byId = id => document.getElementById(id);
const rows = [...document.querySelectorAll('#rows a')];        // the newest first
const sections = [...document.querySelectorAll('section.revision')];
const schemas = JSON.parse(byId('schemas').textContent);       // the oldest first
const idOf = row => row.id.slice(2);
const rowOf = new Map(rows.map((row, i) => [idOf(row), i]));
const narrow = matchMedia('screen and (max-width: 800px)');
let chosen = -1;
let tab = 'revision';
document.documentElement.classList.add('js');
byId('tabs').hidden = false;

// ---- A revision ----------------------------------------------------------------------------

const words = new Set(('ABORT ADD AFTER ALL ALTER ALWAYS AND AS ASC AUTOINCREMENT BEFORE BEGIN BETWEEN BY CASCADE CASE CAST ' +
  'CHECK COLLATE COLUMN COMMIT CONCURRENTLY CONFLICT CONSTRAINT CREATE CROSS DEFAULT DEFERRABLE DELETE DESC DISTINCT DO DROP EACH ELSE END ENGINE ' +
  'EXCEPT EXISTS FOR FOREIGN FROM FULL FUNCTION GENERATED GROUP HAVING IF IGNORE IN INDEX INITIALLY INNER INSERT INSTEAD ' +
  'INTERSECT INTO IS JOIN KEY LANGUAGE LEFT LIKE LIMIT MATCH NATURAL NO NOT NULL OF OFFSET ON OR ORDER OUTER OVER PARTITION ' +
  'PRAGMA PRIMARY RECURSIVE REFERENCES RENAME REPLACE RESTRICT RETURNING RETURNS RIGHT ROW ROWID SELECT SET STORED STRICT TABLE ' +
  'TEMP THEN TO TRIGGER UNION UNIQUE UPDATE USING VALUES VIEW VIRTUAL WHEN WHERE WITH WITHOUT').split(' '));
const cppWords = new Set(('auto bool break case catch char class const constexpr continue default delete do double else enum explicit ' +
  'false float for if inline int long namespace new nullptr operator private public return short signed sizeof static struct ' +
  'switch template this throw true try typename unsigned using void while').split(' '));
const sqlTokens = /(--[^\n]*|\/\*[^]*?\*\/)|('(?:[^']|'')*')|(\b\d[\w.]*)|([A-Za-z_]\w*)/g;
const cppTokens = /(\/\/[^\n]*|\/\*[^]*?\*\/)|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(\b\d[\w.]*)|([A-Za-z_]\w*)/g;

function element(name, kind, text) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** Colours of words, and numbers of lines where the text has a first one. */
function prepareSource(pre, marked) {
  if (pre.dataset.ready) return;
  pre.dataset.ready = '1';
  const text = pre.textContent;
  const cpp = pre.classList.contains('cpp');
  let number = Number(pre.dataset.line || 0);
  const numbered = number > 0;
  pre.classList.toggle('numbered', numbered);
  let line;
  const begin = () => {
    line = element('span', 'l');
    if (numbered) line.append(element('span', marked.has(number) ? 'n marked' : 'n', String(number)));
    ++number;
    pre.append(line);
  };
  const put = (piece, kind) => piece.split('\n').forEach((part, i) => {
    if (i > 0) { line.append('\n'); begin(); }
    if (part) line.append(kind ? element('span', kind, part) : part);
  });
  pre.textContent = '';
  begin();
  let end = 0;
  for (const found of text.matchAll(cpp ? cppTokens : sqlTokens)) {
    put(text.slice(end, found.index));
    const word = cpp ? cppWords.has(found[4]) : words.has((found[4] || '').toUpperCase());
    put(found[0], found[1] ? 'c' : found[2] ? 's' : found[3] ? 'd' : word ? 'k' : '');
    end = found.index + found[0].length;
  }
  put(text.slice(end));
}

function prepareSection(section) {
  const marked = new Set([...section.querySelectorAll('.findings > li')].map(each => Number(each.dataset.line)));
  for (const pre of section.querySelectorAll('pre.source')) prepareSource(pre, marked);
}

// ---- Which revision, and which side of it --------------------------------------------------

function choose(index, options = {}) {
  if (index < 0 || index >= rows.length) return;
  if (chosen >= 0) {
    rows[chosen].removeAttribute('aria-current');
    rows[chosen].tabIndex = -1;
    sections[chosen].classList.remove('shown');
  }
  chosen = index;
  const row = rows[index];
  row.setAttribute('aria-current', 'true');
  row.tabIndex = 0;
  sections[index].classList.add('shown');
  prepareSection(sections[index]);
  if (!options.quiet) history.replaceState(null, '', `#${tab === 'schema' ? 's' : 'r'}-${idOf(row)}`);
  if (options.focus) row.focus({preventScroll: true});
  row.scrollIntoView({block: 'nearest'});
  byId('panel').scrollTop = 0;
  if (tab === 'schema') showSchema();
}

function show(which) {
  tab = which;
  for (const each of ['revision', 'schema']) {
    const button = byId('tab-' + each);
    button.setAttribute('aria-selected', String(each === which));
    button.tabIndex = each === which ? 0 : -1;
    byId(each).hidden = each !== which;
  }
  if (chosen >= 0) choose(chosen);
}

function read() {
  document.body.classList.toggle('reading', narrow.matches);
  if (narrow.matches) scrollTo(0, 0);
  const title = tab === 'schema' ? byId('schema-title') : sections[chosen].querySelector('h2');
  title.focus();
}

function goBack() {
  document.body.classList.remove('reading');
  rows[chosen].focus({preventScroll: true});
  rows[chosen].scrollIntoView({block: 'center'});
}

function fromAddress() {
  const found = /^#([rs])-(\w+)$/.exec(location.hash);
  if (!found || !rowOf.has(found[2])) return false;
  tab = found[1] === 's' ? 'schema' : 'revision';
  chosen = chosen < 0 ? rowOf.get(found[2]) : chosen;
  show(tab);
  choose(rowOf.get(found[2]));
  return true;
}

/** The next one that is not filtered away. */
function next(from, step) {
  for (let i = from + step; i >= 0 && i < rows.length; i += step) {
    if (!rows[i].parentNode.hidden) return i;
  }
  return from;
}

// ---- Search --------------------------------------------------------------------------------

/** What it says of the revision itself, without the links to others. */
function textOf(row, section) {
  const own = [...section.children].filter(each => each.tagName !== 'DL');
  const facts = [...section.querySelectorAll('dd')].filter(each => !each.querySelector('a'));
  return [row, ...own, ...facts].map(each => each.textContent).join('\n').toLowerCase();
}

let texts = null;  // taken once
function filter() {
  texts = texts || sections.map((section, i) => textOf(rows[i], section));
  const wanted = byId('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  const button = byId('only-findings');
  const onlyFindings = button !== null && button.getAttribute('aria-pressed') === 'true';
  const all = wanted.length === 0 && !onlyFindings;
  let count = 0;
  rows.forEach((row, i) => {
    const fits = wanted.every(word => texts[i].includes(word)) &&
      (!onlyFindings || sections[i].querySelector('.findings') !== null);
    row.parentNode.hidden = !fits;
    if (fits) ++count;
  });
  byId('rows').classList.toggle('filtered', !all);
  byId('found').textContent = all ? '' : count === 1 ? '1 revision' : `${count} revisions`;
}

function clearSearch() {
  byId('search').value = '';
  filter();
}

// ---- Schemas -------------------------------------------------------------------------------

const fold = name => name.replace(/[A-Z]/g, c => c.toLowerCase());

/** Groups by name, each a list of items: see packed_schemas.hpp. The last few are kept. */
const known = new Map();
function schemaAt(position) {
  const way = [];
  let at = position;
  while (at >= 0 && !known.has(at)) {
    if (schemas[at] === null) return null;
    way.push(at);
    at = schemas[at][0];
  }
  const groups = new Map(at >= 0 ? known.get(at) : []);
  for (const step of way.reverse()) {
    for (const [name, begin, count, ...items] of schemas[step][1]) {
      const now = [...(groups.get(name) || [])];
      now.splice(begin, count, ...items);
      if (now.length > 0) groups.set(name, now); else groups.delete(name);
    }
  }
  known.set(position, groups);
  if (known.size > 40) known.delete(known.keys().next().value);
  return groups;
}

const itemsOf = (items, kind) => items.filter(item => item[0] === kind);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** What the revision makes of a group: new, changed, or nothing. A merge makes what no parent has. */
function markOf(name, items, parents) {
  const before = parents.map(parent => parent.get(name));
  if (before.every(each => each === undefined)) return 'new';
  return before.some(each => each !== undefined && same(each, items)) ? '' : 'changed';
}

function columnMark(column, name, parents) {
  const before = parents.map(parent => itemsOf(parent.get(name) || [], 'c').find(each => each[1] === column[1]));
  if (before.every(each => each === undefined)) return 'added';
  return before.some(each => each !== undefined && same(each, column)) ? '' : 'altered';
}

const parentsOf = index => sections[index].dataset.parents.split(' ').filter(Boolean).map(Number);

const svgName = 'http://www.w3.org/2000/svg';
function drawn(name, attributes = {}, text) {
  const made = document.createElementNS(svgName, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

const letter = 7.3, lineHeight = 20, headHeight = 28, gapX = 88, gapY = 28;
function widthOf(text) {
  let width = 0;
  for (const c of text) width += c.codePointAt(0) > 0x2e7f ? 2 * letter : letter;
  return width;
}
const cut = (text, most) => [...text].length > most ? [...text].slice(0, most - 1).join('') + '…' : text;

function boxOf(name, items, mark, parents) {
  const isView = items[0][0] === 'w';
  const columns = itemsOf(items, 'c').map(column => ({
    name: cut(column[1], 40), full: column[1], type: cut(column[2] || '', 28), keys: column[3], required: column[4] === 1,
    mark: mark === 'changed' ? columnMark(column, name, parents) : ''
  }));
  const title = cut(items[0][1], 44);
  const keyWidth = columns.some(column => column.keys) ? 10 + Math.max(...columns.map(column => column.keys.length)) * 6.4 : 0;
  const nameWidth = Math.max(0, ...columns.map(column => widthOf(column.name)));
  const typeWidth = Math.max(0, ...columns.map(column => widthOf(column.type) + (column.required ? 12 : 0)));
  const width = Math.ceil(Math.max(120, 24 + keyWidth + nameWidth + (typeWidth ? 16 + typeWidth : 0),
    24 + widthOf(title) * 1.1 + (mark ? 64 : 0)));
  return {name, title, mark, isView, columns, keyWidth, nameWidth, width,
    height: headHeight + columns.length * lineHeight + (columns.length ? 6 : 0), links: [], rank: 0};
}

/** Ranks: what is referred to stands left of what refers to it; circles are cut where they close. */
function rank(boxes) {
  const state = new Map();
  for (const start of boxes) {
    const open = state.has(start) ? [] : [[start, 0]];
    while (open.length) {
      const top = open[open.length - 1];
      const [box] = top;
      state.set(box, 1);
      const link = box.links[top[1]++];
      if (link === undefined) {
        state.set(box, 2);
        open.pop();
        const below = box.links.filter(each => !each.isBack).map(each => each.to.rank);
        box.rank = below.length ? Math.max(...below) + 1 : 0;
      } else if (state.get(link.to) === 1) {
        link.isBack = true;
      } else if (!state.has(link.to)) {
        open.push([link.to, 0]);
      }
    }
  }
}

function components(boxes) {
  const near = new Map(boxes.map(box => [box, []]));
  for (const box of boxes) for (const link of box.links) { near.get(box).push(link.to); near.get(link.to).push(box); }
  const seen = new Set();
  const all = [];
  for (const start of boxes) {
    if (seen.has(start)) continue;
    const part = [start];
    seen.add(start);
    for (const box of part) for (const other of near.get(box)) if (!seen.has(other)) { seen.add(other); part.push(other); }
    all.push({boxes: part, near});
  }
  return all;
}

/** Columns of boxes, each ordered by where its neighbours stand; a tall column is folded. */
function place({boxes, near}) {
  const ranks = [];
  for (const box of boxes) (ranks[box.rank] = ranks[box.rank] || []).push(box);
  const columns = ranks.filter(Boolean);
  const put = column => { let y = 0; for (const box of column) { box.y = y; y += box.height + gapY; } };
  columns.forEach(put);
  const middle = box => box.y + box.height / 2;
  for (let turn = 0; turn < 6; ++turn) {
    const order = turn % 2 ? [...columns].reverse() : columns;
    for (const column of order) {
      const wish = new Map(column.map(box => {
        const others = near.get(box).filter(other => other.rank !== box.rank);
        return [box, others.length ? others.reduce((sum, other) => sum + middle(other), 0) / others.length : middle(box)];
      }));
      column.sort((a, b) => wish.get(a) - wish.get(b));
      put(column);
    }
  }
  const area = boxes.reduce((sum, box) => sum + (box.width + gapX) * (box.height + gapY), 0);
  const tallest = Math.max(560, Math.sqrt(area) * 0.9, ...boxes.map(box => box.height));
  let x = 0;
  let height = 0;
  const placed = [];
  for (const column of columns) {
    const total = column.reduce((sum, box) => sum + box.height + gapY, 0);
    const most = total / Math.ceil(total / tallest) + 1;
    let part = [];
    let y = 0;
    const parts = [part];
    for (const box of column) {
      if (y > 0 && y + box.height / 2 > most) { part = []; parts.push(part); y = 0; }
      box.y = y;
      part.push(box);
      y += box.height + gapY;
    }
    for (const each of parts) {
      for (const box of each) box.x = x;
      placed.push(each);
      x += Math.max(...each.map(box => box.width)) + gapX;
      const last = each[each.length - 1];
      height = Math.max(height, last.y + last.height);
    }
  }
  for (const each of placed) {
    const last = each[each.length - 1];
    const down = (height - last.y - last.height) / 2;
    for (const box of each) box.y += down;
  }
  return {boxes, width: x - gapX, height};
}

/** Parts beside one another, in shelves. */
function pack(parts, wanted) {
  const area = parts.reduce((sum, part) => sum + (part.width + 60) * (part.height + 40), 0);
  const width = Math.max(wanted, Math.sqrt(area * 1.6), ...parts.map(part => part.width));
  let x = 0, y = 0, shelf = 0, right = 0;
  for (const part of parts) {
    if (x > 0 && x + part.width > width) { x = 0; y += shelf + 40; shelf = 0; }
    for (const box of part.boxes) { box.x += x; box.y += y; }
    right = Math.max(right, x + part.width);
    x += part.width + 60;
    shelf = Math.max(shelf, part.height);
  }
  return {width: right, height: y + shelf};
}

function drawBox(box) {
  const group = drawn('g', {class: 'table ' + box.mark, role: 'listitem', transform: `translate(${box.x} ${box.y})`});
  const said = box.columns.map(column =>
    [column.full, column.type, column.keys, column.required ? 'not null' : ''].filter(Boolean).join(' '));
  group.setAttribute('aria-label', `table ${box.title}${box.mark ? ', ' + box.mark : ''}: ${said.join('; ')}`);
  group.append(drawn('rect', {class: 'box', width: box.width, height: box.height, rx: 5}));
  group.append(drawn('rect', {class: 'head-bar', width: box.width, height: headHeight, rx: 5}));
  group.append(drawn('text', {class: 'name', x: 10, y: 19}, box.title));
  if (box.mark) group.append(drawn('text', {class: 'mark', x: box.width - 10, y: 19, 'text-anchor': 'end'}, box.mark));
  box.columns.forEach((column, i) => {
    const y = headHeight + 17 + i * lineHeight;
    if (column.keys) group.append(drawn('text', {class: 'key', x: 10, y: y - 1}, column.keys));
    const marks = {added: '+ ', altered: '~ '};
    if (column.mark) group.append(drawn('text', {class: column.mark, x: 2, y, 'font-size': 11}, marks[column.mark].trim()));
    const kind = [column.keys.startsWith('PK') ? 'primary' : '', column.mark].filter(Boolean).join(' ');
    const name = drawn('text', {x: 12 + box.keyWidth, y, class: kind}, column.name);
    if (column.full !== column.name) name.append(drawn('title', {}, column.full));
    group.append(name);
    const type = drawn('text', {class: 'type', x: 28 + box.keyWidth + box.nameWidth, y}, column.type + (column.required ? ' •' : ''));
    if (column.required) type.append(drawn('title', {}, 'NOT NULL'));
    group.append(type);
  });
  return group;
}

/** At `x`, `y` the side of a box; `out` is 1 where the line goes on to the right. */
function endMarks(x, y, out, many, mayBeNone) {
  const at = distance => x + out * distance;
  let path = many ? `M${x} ${y - 6}L${at(11)} ${y}L${x} ${y + 6}` : `M${at(7)} ${y - 6}V${y + 6}`;
  if (!mayBeNone) path += `M${at(many ? 14 : 12)} ${y - 6}V${y + 6}`;
  const marks = [drawn('path', {d: path})];
  if (mayBeNone) marks.push(drawn('circle', {class: 'zero', cx: at(many ? 15 : 13), cy: y, r: 4}));
  return marks;
}

function rowY(box, column) {
  const at = box.columns.findIndex(each => fold(each.full) === fold(column || ''));
  return box.y + headHeight + (at < 0 ? -headHeight / 2 : 13 + at * lineHeight - 1);
}

function drawRelation(from, link) {
  const to = link.to;
  const y1 = rowY(from, link.columns[0]);
  const y2 = rowY(to, link.referred[0]);
  // The child's left side to the parent's right one where there is room between them.
  const leftwards = to.x + to.width + 40 < from.x;
  const rightwards = from.x + from.width + 40 < to.x;
  const out1 = leftwards ? -1 : 1;
  const out2 = rightwards ? -1 : 1;
  const x1 = out1 < 0 ? from.x : from.x + from.width;
  const x2 = out2 < 0 ? to.x : to.x + to.width;
  const bend = from === to ? 44 : Math.max(30, Math.min(120, Math.abs(x2 - x1) / 2));
  const group = drawn('g', {class: 'relation', role: 'listitem'});
  group.setAttribute('aria-label', `${from.title} (${link.columns.join(', ')}) refers to ${to.title}, ` +
    `${link.one ? 'at most one' : 'any number'} for each${link.optional ? ', may be none' : ''}`);
  group.append(drawn('path', {d: `M${x1} ${y1}h${out1 * 18}C${x1 + out1 * (18 + bend)} ${y1} ` +
    `${x2 + out2 * (18 + bend)} ${y2} ${x2 + out2 * 18} ${y2}H${x2}`}));
  group.append(...endMarks(x1, y1, out1, !link.one, true), ...endMarks(x2, y2, out2, false, link.optional));
  group.append(drawn('title', {}, `${from.title}.${link.columns.join(', ')} → ${to.title}.${link.referred.join(', ')}`));
  return group;
}

let scale = 0;         // of the diagram; 0: fit
let natural = [1, 1];  // its size
function resize() {
  const svg = byId('diagram').querySelector('svg');
  if (!svg) return;
  // Not smaller than can be read: then it is scrolled.
  const fit = Math.max(0.45, Math.min(1, (byId('diagram').clientWidth - 2) / natural[0]));
  const size = scale || fit;
  svg.setAttribute('width', Math.round(natural[0] * size));
  svg.setAttribute('height', Math.round(natural[1] * size));
}

function zoom(by) {
  const svg = byId('diagram').querySelector('svg');
  if (!svg) return;
  scale = by === 0 ? 0 : Math.min(3, Math.max(0.2, Number(svg.getAttribute('width')) / natural[0] * by));
  resize();
}

function listOf(title, entries) {
  if (!entries.length) return [];
  const all = [element('h3', '', `${title} (${entries.length})`)];
  for (const [name, sql] of entries) {
    const details = element('details');
    details.append(element('summary', '', name));
    const pre = element('pre', 'source', sql);
    prepareSource(pre, new Set());
    details.append(pre);
    all.push(details);
  }
  return all;
}

function showSchema() {
  const position = rows.length - 1 - chosen;
  const title = sections[chosen].querySelector('h2').textContent;
  byId('schema-title').textContent = `Schema behind ${idOf(rows[chosen])}: ${title}`;
  const diagram = byId('diagram');
  const others = byId('others');
  diagram.textContent = '';
  others.textContent = '';
  byId('legend').hidden = true;
  const groups = schemas === null ? null : schemaAt(position);
  diagram.hidden = groups === null || groups.size === 0;
  if (groups === null) {
    byId('schema-summary').textContent = schemas === null ? 'The schema is known of SQLite\'s sections alone.' :
      'Not known: this revision does not run, or one that it builds on does not.';
    return;
  }
  const parents = parentsOf(chosen).map(schemaAt).filter(Boolean);
  const boxes = [];
  for (const [name, items] of groups) {
    if (items[0][0] === 't') boxes.push(boxOf(name, items, markOf(name, items, parents), parents));
  }
  const byName = new Map(boxes.map(box => [box.name, box]));
  let relations = 0;
  for (const box of boxes) {
    for (const [, columns, table, referred, optional, one] of itemsOf(groups.get(box.name), 'f')) {
      const to = byName.get(fold(table));
      if (!to) continue;
      box.links.push({to, columns, referred, optional: optional === 1, one: one === 1, isBack: to === box});
      ++relations;
    }
  }
  rank(boxes);
  const parts = components(boxes).map(place);
  // Tables without relations stand together, below.
  const alone = parts.filter(part => part.boxes.length === 1 && !part.boxes[0].links.length);
  const related = parts.filter(part => !alone.includes(part)).sort((a, b) => b.boxes.length - a.boxes.length);
  const size = pack([...related, ...alone], 700);
  const margin = 24;
  natural = [size.width + 2 * margin + 70, size.height + 2 * margin];
  const svg = drawn('svg', {viewBox: `${-margin} ${-margin} ${natural[0]} ${natural[1]}`, role: 'list'});
  svg.setAttribute('aria-label', `${boxes.length} tables, ${relations} relations`);
  const lines = drawn('g');
  const tables = drawn('g');
  for (const box of boxes) {
    const table = drawBox(box);
    box.lines = box.lines || [];
    for (const link of box.links) {
      const line = drawRelation(box, link);
      lines.append(line);
      box.lines.push(line);
      (link.to.lines = link.to.lines || []).push(line);
    }
    table.addEventListener('pointerenter', () => box.lines.forEach(line => line.classList.add('related')));
    table.addEventListener('pointerleave', () => box.lines.forEach(line => line.classList.remove('related')));
    tables.append(table);
  }
  svg.append(lines, tables);
  if (boxes.length) diagram.append(svg);
  diagram.hidden = byId('legend').hidden = boxes.length === 0;
  resize();

  const views = [], triggers = [], indexes = [];
  for (const items of groups.values()) {
    for (const item of items) {
      if (item[0] === 'w') views.push([item[1], item[2]]);
      if (item[0] === 'g') triggers.push([item[1], item[2]]);
      if (item[0] === 'i') {
        indexes.push(`${item[1]} on ${items[0][1]} (${item[3].map(name => name === null ? 'expression' : name).join(', ')})` +
          (item[2] ? ', unique' : ''));
      }
    }
  }
  const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : noun === 'index' ? 'es' : 's'}`;
  byId('schema-summary').textContent = [counted(boxes.length, 'table'), counted(relations, 'relation'),
    counted(views.length, 'view'), counted(triggers.length, 'trigger'), counted(indexes.length, 'index')].join(' · ');
  others.append(...listOf('Views', views), ...listOf('Triggers', triggers));
  if (indexes.length) {
    const list = element('ul');
    for (const each of indexes) list.append(element('li', '', each));
    others.append(element('h3', '', `Indexes (${indexes.length})`), list);
  }
}

// ---- What is pressed -----------------------------------------------------------------------

document.addEventListener('click', event => {
  const link = event.target.closest && event.target.closest('a[href^="#r-"]');
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const index = rowOf.get(link.getAttribute('href').slice(3));
  if (rows[index].parentNode.hidden) { // a link to what the search hides
    if (byId('only-findings')) byId('only-findings').setAttribute('aria-pressed', 'false');
    clearSearch();
  }
  choose(index, {focus: link === rows[index]});
  if (link !== rows[index] || narrow.matches) read();
});

for (const each of ['revision', 'schema']) byId('tab-' + each).addEventListener('click', () => show(each));
byId('tabs').addEventListener('keydown', event => {
  if (event.target.getAttribute('role') !== 'tab' || !['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
  show(tab === 'revision' ? 'schema' : 'revision');
  byId('tab-' + tab).focus();
  event.preventDefault();
});
byId('back').addEventListener('click', goBack);
byId('search').addEventListener('input', filter);
if (byId('only-findings')) {
  byId('only-findings').addEventListener('click', event => {
    const button = event.currentTarget;
    button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
    filter();
    if (rows[chosen].parentNode.hidden) choose(next(-1, 1));
  });
}
byId('smaller').addEventListener('click', () => zoom(0.8));
byId('larger').addEventListener('click', () => zoom(1.25));
byId('fit').addEventListener('click', () => zoom(0));
addEventListener('resize', resize);
addEventListener('hashchange', fromAddress);
addEventListener('beforeprint', showSchema); // both sides are printed

byId('search').addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    clearSearch();
    rows[chosen].focus();
  } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
    const first = next(-1, 1);
    if (first >= 0) choose(first, {focus: true});
  } else {
    return;
  }
  event.preventDefault();
});

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const on = event.target;
  if (on.tagName === 'INPUT') return;
  // Arrows scroll what has the focus and scrolls; letters move everywhere.
  const scrolls = on.id === 'diagram' || on.tagName === 'PRE' || on.closest('#tabs') !== null;
  const inPanel = byId('panel').contains(on);
  const page = Math.max(1, Math.floor(byId('rows').clientHeight / 36) - 1);
  const moves = {j: 1, k: -1, ...(scrolls || inPanel ? {} : {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page,
    Home: -rows.length, End: rows.length})};
  if (event.key in moves) {
    let to = chosen;
    for (let i = 0; i < Math.abs(moves[event.key]); ++i) to = next(to, Math.sign(moves[event.key]));
    choose(to, {focus: !inPanel});
  } else if (event.key === '/') {
    document.body.classList.remove('reading');
    byId('search').focus();
    byId('search').select();
  } else if (event.key === 's') {
    show(tab === 'schema' ? 'revision' : 'schema');
  } else if (event.key === 'Enter' && rows[chosen] === on) {
    read();
  } else if (event.key === 'Escape') {
    goBack();
  } else {
    return;
  }
  event.preventDefault();
});

rows.forEach(row => { row.tabIndex = -1; });
if (!fromAddress()) choose(0, {quiet: true});
})();
