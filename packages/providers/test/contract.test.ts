import { describe, expect, it } from 'vitest'
import { formatNames, formats } from '../src/index.ts'
import { contract } from './contract.ts'
import { changed, eventsOf, promptOf, readAll, saidIn } from './exchange.ts'
import { samples } from './samples.ts'

for (const name of formatNames) contract(formats[name], samples[name])

const pairs = formatNames.flatMap((served) =>
  formatNames.filter((called) => called !== served).map((called) => [served, called] as const),
)

describe.each(pairs)('%s in front of %s', (servedName, calledName) => {
  const served = formats[servedName]
  const called = formats[calledName]
  const sample = samples[calledName]
  const prompt = promptOf(served, samples[servedName].asksWithTools)

  it.each([false, true])('asks for the same, streamed: %s', (stream) => {
    const revised = { messages: prompt.messages, model: 'other', stream }
    const { body } = called.writeRequest(prompt, revised)
    const again = promptOf(called, body)
    expect(again).toMatchObject({ model: 'other', stream })
    expect(again.messages.map(({ role }) => role)).toEqual(['user'])
    expect(again.messages[0]?.parts).toMatchObject([{ kind: 'text', text: 'hi' }])
    const [tool] = prompt.tools
    expect(again.tools).toMatchObject([{ name: 'read_file', type: 'function', schema: tool?.schema }])
  })

  it('names what it can not say', () => {
    const plain = promptOf(served, samples[servedName].asks)
    const { lost, body } = called.writeRequest(plain, { ...plain, messages: plain.messages })
    expect(lost).toContain('vendor_flag')
    expect(JSON.stringify(body)).not.toContain('vendor')
  })

  it('answers whole', () => {
    const batch = called.readWhole(JSON.stringify(sample.whole))
    const text = served.writeWhole([batch], prompt, calledName)
    expect(saidIn(served.readWhole(text).events)).toEqual(saidIn(batch.events))
    expect(text).not.toContain('vendor')
  })

  it.each(['streamed', 'collected'] as const)('answers %s', async (how) => {
    const batches = await readAll(called, sample.stream)
    for (const form of [batches, changed(batches)]) {
      const said = saidIn(eventsOf(form))
      if (how === 'collected') {
        const text = served.writeWhole(form, prompt, calledName)
        expect(saidIn(served.readWhole(text).events)).toEqual(said)
        continue
      }
      const writer = served.streamWriter(prompt, calledName)
      const written = form.map((batch) => writer.write(batch)).join('') + writer.end()
      expect(saidIn(eventsOf(await readAll(served, written)))).toEqual(said)
      expect(written).not.toContain('vendor')
    }
  })
})
