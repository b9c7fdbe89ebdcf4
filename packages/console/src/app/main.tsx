import { render } from 'preact'
import { gatewayShelf } from '../data/gateway.ts'
import { Asking } from '../engine/ask.ts'
import { pathAddress } from './address.ts'
import { App } from './app.tsx'
import './styles/index.ts'
import { workerEngine } from './worker-engine.ts'

const root = document.getElementById('root')!
root.replaceChildren()
render(<App shelf={gatewayShelf} asking={new Asking(workerEngine())} address={pathAddress} />, root)
