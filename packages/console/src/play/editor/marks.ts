/** A stretch of one line and what it is, for the eye. */
export interface Mark {
  readonly from: number
  readonly to: number
  readonly kind: 'fence' | 'heading' | 'key' | 'comment' | 'code'
}

/** What the lines before left behind: inside front matter, a block, another fence, or prose. */
export type Inside = 'start' | 'front' | 'block' | 'fence' | 'prose'

const fence = /^\s{0,3}(`{3,}|~{3,})(.*)$/

/** The marks of a line, and what the next one stands in. */
export function marked(line: string, inside: Inside): { readonly marks: readonly Mark[]; readonly inside: Inside } {
  const whole = (kind: Mark['kind']): readonly Mark[] => (line === '' ? [] : [{ from: 0, to: line.length, kind }])
  if (inside === 'start' && line === '---') return { marks: whole('fence'), inside: 'front' }
  if (inside === 'front')
    return line === '---' ? { marks: whole('fence'), inside: 'prose' } : { marks: inYaml(line), inside }
  const found = fence.exec(line)
  if (inside === 'block' || inside === 'fence') {
    if (found !== null && found[2]!.trim() === '') return { marks: whole('fence'), inside: 'prose' }
    return { marks: inside === 'block' ? inYaml(line) : whole('code'), inside }
  }
  if (found !== null)
    return { marks: whole('fence'), inside: /^yaml\s+bylaw\b/.test(found[2]!.trim()) ? 'block' : 'fence' }
  return { marks: /^#{1,6}\s/.test(line) ? whole('heading') : [], inside: 'prose' }
}

function inYaml(line: string): readonly Mark[] {
  const comment = /(?:^|\s)#.*$/.exec(line)
  const end = comment?.index ?? line.length
  const keys = [...line.slice(0, end).matchAll(/(^\s*(?:-\s+)?|[{,]\s*)([\w.*-]+)(?=:(?:\s|$))/g)].map(
    ({ index, 1: before, 2: key }): Mark => ({
      from: index + before!.length,
      to: index + before!.length + key!.length,
      kind: 'key',
    }),
  )
  return comment === null ? keys : [...keys, { from: end, to: line.length, kind: 'comment' }]
}
