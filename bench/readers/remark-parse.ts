import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { readOnce } from './read-once.ts'

const parser = unified().use(remarkParse)

readOnce((text) => parser.parse(text).children.length)
