import { type Batch, type Following, type Message, type Prompt, UpstreamError } from '@bylaw/providers'
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { UpstreamConfig } from '../config/upstreams.ts'
import type { Incoming } from '../incoming.ts'
import type { DecisionRecord } from '../record.ts'
import { OutputText, saidIn } from './content.ts'
import type { AnswerSeen } from './seen.ts'
import { callersTrace, traceHeaders } from './traceparent.ts'

/** The most characters of one attribute. */
const longestValue = 65_536
/** How long the collector is waited for, in milliseconds: at an export, and when the gateway closes. */
const patience = { export: 10_000, close: 2000 }

/**
 * OpenTelemetry spans of requests and of the calls upstream, after the conventions for generative AI. A collector that
 * can't be reached costs spans, never a request.
 */
export class Tracing {
  readonly #provider: TracerProvider
  readonly #tracer: Tracer
  readonly #content: boolean

  /**
   * @param address OTLP over HTTP with JSON; `/v1/traces` where it has no path
   * @param content whether spans carry what was said
   */
  constructor(address: string, content: boolean) {
    const url = new URL(address)
    if (url.pathname === '/') url.pathname = '/v1/traces'
    const exporter = new OTLPTraceExporter({ url: url.href, timeoutMillis: patience.export })
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'bylaw' }),
      spanLimits: { attributeValueLengthLimit: longestValue },
      spanProcessors: [new BatchSpanProcessor({ exporter })],
    })
    this.#tracer = this.#provider.getTracer('@bylaw/gateway')
    this.#content = content
  }

  begun(endpoint: string, incoming: Pick<Incoming, 'method' | 'headers'>): RequestSpans {
    const caller = callersTrace(incoming)
    const parent = caller === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, caller)
    const attributes = { 'http.request.method': incoming.method, 'bylaw.endpoint': endpoint }
    const span = this.#tracer.startSpan(`bylaw ${endpoint}`, { kind: SpanKind.SERVER, attributes }, parent)
    return new RequestSpans(this.#tracer, span, parent, this.#content)
  }

  /** Sends what is left. */
  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience.close).unref()
    })
    await Promise.race([this.#provider.shutdown().catch(() => {}), over])
    clearTimeout(timer)
  }
}

/** The span of a request, and below it one for each call upstream. The context is passed by hand. */
export class RequestSpans {
  readonly #tracer: Tracer
  readonly #span: Span
  readonly #context: Context
  readonly #output: OutputText | null
  #call: Span | null = null

  constructor(tracer: Tracer, span: Span, parent: Context, content: boolean) {
    this.#tracer = tracer
    this.#span = span
    this.#context = trace.setSpan(parent, span)
    this.#output = content && span.isRecording() ? new OutputText() : null
  }

  asks(prompt: Prompt, messages: readonly Message[], upstreams: readonly UpstreamConfig[]): Following {
    return {
      called: (place) => {
        this.#call = this.#begin(prompt, messages, upstreams[place])
        return traceHeaders(this.#call.spanContext())
      },
      failed: (error) => {
        this.#end((span) => failed(span, errorType(error)))
      },
    }
  }

  see(batch: Batch): void {
    this.#output?.see(batch)
  }

  ended(status: number, record: DecisionRecord | null, answer: AnswerSeen): void {
    const error = record?.error ? (record.error.code ?? String(record.error.status)) : null
    this.#end((span) => {
      if (error !== null) failed(span, error)
      span.setAttributes(answerAttributes(answer, this.#output))
    })
    this.#span.setAttribute('http.response.status_code', status)
    if (record !== null) describe(this.#span, record)
    if (error !== null || status >= 500) failed(this.#span, error ?? String(status), status >= 500)
    this.#span.end()
  }

  #begin(prompt: Prompt, messages: readonly Message[], upstream: UpstreamConfig | undefined): Span {
    const model = upstream?.model ?? prompt.model
    const attributes = {
      ...requestAttributes(prompt, model),
      ...(upstream && upstreamAttributes(upstream)),
      ...(this.#output !== null && { 'gen_ai.input.messages': saidIn(messages, longestValue) }),
    }
    const options = { kind: SpanKind.CLIENT, attributes }
    return this.#tracer.startSpan(`chat ${model.slice(0, 128)}`, options, this.#context)
  }

  #end(finish: (span: Span) => void): void {
    if (this.#call === null) return
    finish(this.#call)
    this.#call.end()
    this.#call = null
  }
}

/** A client's own mistake is no error of a server's span. */
function failed(span: Span, type: string, error = true): void {
  span.setAttribute('error.type', type)
  if (error) span.setStatus({ code: SpanStatusCode.ERROR })
}

function errorType(error: unknown): string {
  if (error instanceof UpstreamError) return error.failure.code ?? String(error.failure.status)
  return error instanceof Error ? error.name : 'error'
}

function requestAttributes({ settings, choices, stream }: Prompt, model: string) {
  const { maxTokens, temperature, topP } = settings
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': model,
    'gen_ai.request.stream': stream,
    ...(choices !== 1 && { 'gen_ai.request.choice.count': choices }),
    ...(maxTokens !== null && { 'gen_ai.request.max_tokens': maxTokens }),
    ...(temperature !== null && { 'gen_ai.request.temperature': temperature }),
    ...(topP !== null && { 'gen_ai.request.top_p': topP }),
  }
}

/** Whose format an upstream speaks; whose it is, nobody says. */
const providers: Readonly<Record<UpstreamConfig['format'], string>> = {
  'openai-chat': 'openai',
  'openai-responses': 'openai',
  'anthropic-messages': 'anthropic',
  rehearsal: 'bylaw',
}

function upstreamAttributes({ format, url }: UpstreamConfig) {
  const provider = { 'gen_ai.provider.name': providers[format] }
  if (url === undefined) return provider
  const { hostname, port, protocol } = new URL(url)
  return {
    ...provider,
    'server.address': hostname,
    'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  }
}

function answerAttributes({ id, model, finished, input, output }: AnswerSeen, text: OutputText | null) {
  return {
    ...(id !== null && { 'gen_ai.response.id': id }),
    ...(model !== null && { 'gen_ai.response.model': model }),
    ...(finished.length > 0 && { 'gen_ai.response.finish_reasons': [...finished] }),
    ...(input !== null && { 'gen_ai.usage.input_tokens': input }),
    ...(output !== null && { 'gen_ai.usage.output_tokens': output }),
    ...(text !== null && { 'gen_ai.output.messages': text.written() }),
  }
}

/** What of a record says nothing of what was said: how it ended, and everything that was not permitted. */
function describe(span: Span, { id, policy, deployment, state, checks, toolCalls }: DecisionRecord): void {
  span.setAttributes({
    'bylaw.decision': id,
    'bylaw.deployment': deployment,
    'bylaw.state': state,
    ...(policy !== null && { 'bylaw.policy': policy }),
  })
  for (const { behavior, outcome, mode } of checks) {
    if (outcome === 'permitted') continue
    span.addEvent('bylaw.check', { 'bylaw.behavior': behavior ?? 'all', 'bylaw.outcome': outcome, 'bylaw.mode': mode })
  }
  for (const { behavior, declared, outcome } of toolCalls) {
    const name = declared ? behavior : 'tool.request.*'
    span.addEvent('bylaw.tool_call', { 'bylaw.behavior': name, 'bylaw.outcome': outcome })
  }
}
