import fc from 'fast-check'

/** Pieces that structure is made of, so that random documents are dense with it. */
const piece = fc.constantFrom(
  ...[
    '# A {#a authority=root tags=x}',
    '## B',
    '# C {#c',
    'Title',
    '=====',
    '---',
    '...',
    'bylaw: 1',
    'layer: user',
    '',
    '  ',
    '\t',
  ],
  ...[
    'text [x](#a) and [?](#zz)',
    '`[no](#no)` [^n]',
    '[^n]: note',
    '    indented [i](#i)',
    '> quoted [q](#q)',
    '- item [l](#l)',
  ],
  ...[
    '| a | [t](#t) |',
    '|---|---|',
    '!!! meta "Commentary"',
    '!!! note',
    '    body [c](#c)',
    '<!-- x',
    '-->',
    '<b>',
    '[d]: #d',
    '[d]',
  ],
  ...[
    '```yaml bylaw',
    '```',
    '~~~xml',
    '~~~',
    '````',
    '```bylaw',
    '**Example**: e [?](#a)',
    '<user>',
    '</user>',
    '<comparison>',
  ],
  ...[
    '<assistant> <!-- GOOD: w -->',
    '</assistant>',
    '</comparison>',
    '<untrusted_text>',
    '</untrusted_text>',
    '<settings>',
  ],
  ...[
    'behavior: b',
    'values: [v, w]',
    'default: v',
    'rules:',
    '  - when: x.y',
    '    limit: v',
    'set: {a: b, c: True}',
    'limit:',
    '  a: v',
  ],
  ...[
    'grant: {user: {a: v}}',
    'trust: {user: x.y}',
    'when: x.y',
    'facts: {x.y: {type: bool, assume: true, vouched-by: user}}',
  ],
  ...['&a *b !c', '<<: {}', '{a: [', "'", '"', 'invariant: i', 'holds: x', '__proto__: x', '\0', '\ud800', '\ufeff'],
)

const yamlLine = fc.constantFrom(
  ...[
    'behavior: b',
    'values: [v, w]',
    'default: v',
    'describe: {v: x}',
    'rules: [{when: x.y, limit: v}]',
    'bright-line: never',
  ],
  ...[
    'set: {a: b, c: True}',
    'limit:',
    '  a: v',
    '  b: [v, w]',
    'grant: {user: {a: v}}',
    'trust: {user: [x.y]}',
    'when: x.y',
  ],
  ...[
    'facts: {x.y: {type: bool, assume: true, vouched-by: user}}',
    'asks: {tool.x: user}',
    'heard: true',
    'limt: {a: b}',
    '# note',
  ],
)
const dialogueLine = fc.constantFrom(
  ...[
    '<user>',
    'hello',
    '</user>',
    '<comparison>',
    '<assistant> <!-- GOOD: w -->',
    'yes',
    '</assistant>',
    '</comparison>',
  ],
)
const frontLine = fc.constantFrom(
  'bylaw: 1',
  'title: T',
  'layer: user',
  'chain: [root, user]',
  'tags: {x: a.b}',
  'goals: {strict: [g]}',
)
const lines = (line: fc.Arbitrary<string>) =>
  fc.array(line, { minLength: 1, maxLength: 8, size: 'max' }).map((some) => some.join('\n'))

const chunk = fc.oneof(
  { weight: 6, arbitrary: piece },
  { weight: 3, arbitrary: lines(yamlLine).map((body) => `\n\`\`\`yaml bylaw\n${body}\n\`\`\``) },
  { weight: 2, arbitrary: lines(dialogueLine).map((body) => `\n**Example**: e [?](#a)\n\n~~~xml\n${body}\n~~~`) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
)
/** A document dense with structure, with one character taken out of it somewhere. */
export const structured = fc
  .tuple(
    fc.option(lines(frontLine)),
    fc.array(chunk, { maxLength: 25, size: 'max' }),
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.nat(),
  )
  .map(([front, chunks, end, cut]) => {
    const text = [...(front === null ? [] : [`---\n${front}\n---`]), ...chunks].join('\n')
    const at = cut % (text.length + 1)
    return `${text.slice(0, at)}${text.slice(at + 1)}`.replaceAll('\n', end)
  })
