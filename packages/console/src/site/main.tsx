import '../app/styles/index.ts'
import { render } from 'preact'
import { hashAddress } from '../app/address.ts'
import { App } from '../app/app.tsx'
import { Asking } from '../engine/ask.ts'
import { type Carried, carriedShelf } from './carried.ts'
import { carriedEngine, type StartEngine } from './carried-engine.ts'
import './site.css'
import { takeOver } from './take-over.ts'

/** What the scripts before this one brought. */
const { bylawData, bylawEngine } = globalThis as unknown as { bylawData: string; bylawEngine: StartEngine }

takeOver((root) => {
  const shelf = carriedShelf(JSON.parse(bylawData) as Carried, document.title)
  render(<App shelf={shelf} asking={new Asking(carriedEngine(bylawEngine))} address={hashAddress} />, root)
})
