import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkCitations, citationRequest } from '../../src/index.ts'

const known = new Set(['honesty', 'kindness', 'at-night', 'abschnitt-fünf'])
const inForce = new Set(['honesty', 'kindness', 'abschnitt-fünf'])
const ids = (reasoning: string) =>
  checkCitations(reasoning, known, inForce).citations.map(({ id, standing }) => `${id} ${standing}`)

describe('citations', () => {
  it.each([
    ['By [#honesty] I say it.', ['honesty in-force']],
    ['By [#honesty], [#kindness] and [#honesty] again.', ['honesty in-force', 'kindness in-force']],
    ['See [the part on honesty](#honesty).', ['honesty in-force']],
    ['section:honesty. And section: kindness, too', ['honesty in-force', 'kindness in-force']],
    ['#honesty, [kindness] and §honesty', ['honesty in-force', 'kindness in-force']],
    ['[#abschnitt-fünf]', ['abschnitt-fünf in-force']],
    ['[#at-night] applies', ['at-night not-in-force']],
    ['[#do-as-you-like] says so', ['do-as-you-like unknown']],
    ['section:user-is-root', ['user-is-root unknown']],
    ['issue #12, the colour #fff, [1], [sic], [x](#)', []],
    ['nothing cited', []],
    ['#honesty-and-more', []],
  ])('%s', (reasoning, expected) => expect(ids(reasoning)).toEqual(expected))

  it('are sound where there are some, and all of them are in force', () => {
    const sound = (reasoning: string) => checkCitations(reasoning, known, inForce).sound
    expect(sound('[#honesty]')).toBe(true)
    expect(sound('')).toBe(false)
    expect(sound('[#honesty] [#at-night]')).toBe(false)
    expect(sound('[#honesty] [#nothing]')).toBe(false)
  })

  it('are told with their places', () => {
    const text = 'By [#honesty] and #honesty.'
    const [citation] = checkCitations(text, known, inForce).citations
    expect(citation!.spans.map(({ start, end }) => text.slice(start, end))).toEqual(['[#honesty]', '#honesty'])
  })

  it('are read in the form that is asked for', () => {
    const request = citationRequest([{ id: 'honesty', title: 'Honesty' }])
    expect(checkCitations(request.split('\n')[1]!, known, inForce)).toMatchObject({ sound: true })
  })

  it('never stand for a section that is not in force', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('[', '#', ']', '(', ')', '§', 'honesty', 'x', ' ', ':') }),
        (text) => {
          for (const { id, standing } of checkCitations(text, known, new Set()).citations) {
            expect(standing).toBe(known.has(id) ? 'not-in-force' : 'unknown')
          }
        },
      ),
    )
  })
})
