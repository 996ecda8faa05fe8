// What was gathered about a workspace for one query, and its forms for a model, a program and a person.
import { estimateTokens } from '../model/tokenEstimate';
import type { FileKind } from './fileKind';

/** How near something is to the query; over budget, the first ones are kept. */
export const RELATIONS = ['direct', 'related', 'similar', 'historical'] as const;
export type Relation = (typeof RELATIONS)[number];

/** A part of a file, or what a source of one's own gave. */
export interface ContextExcerpt {
  /** Path as shown, or the title that a source gave. */
  readonly path: string;
  /** Of a file; `outline` is the list of its declarations. */
  readonly lines?: { readonly from: number; readonly to: number } | 'outline';
  readonly text: string;
  /** The source's name where it is no file. */
  readonly kind: FileKind | (string & {});
  readonly relation: Relation;
  /** 0 to 1. */
  readonly relevance: number;
}

export interface LeftOut {
  readonly path: string;
  readonly reason: 'budget' | 'files';
}

interface ContextParts {
  readonly query: string;
  /** In order of priority. */
  readonly excerpts: readonly ContextExcerpt[];
  /** Files that would have belonged to it. */
  readonly leftOut: readonly LeftOut[];
  readonly maxTokens: number;
}

export class GatheredContext {
  readonly query: string;
  readonly excerpts: readonly ContextExcerpt[];
  readonly leftOut: readonly LeftOut[];
  readonly #maxTokens: number;

  constructor({ query, excerpts, leftOut, maxTokens }: ContextParts) {
    this.query = query;
    this.excerpts = excerpts;
    this.leftOut = leftOut;
    this.#maxTokens = maxTokens;
  }

  get models(): readonly ContextExcerpt[] {
    return this.of('models');
  }

  get migrations(): readonly ContextExcerpt[] {
    return this.of('migrations');
  }

  get viewsets(): readonly ContextExcerpt[] {
    return this.of('viewsets');
  }

  get serializers(): readonly ContextExcerpt[] {
    return this.of('serializers');
  }

  get tests(): readonly ContextExcerpt[] {
    return this.of('tests');
  }

  get code(): readonly ContextExcerpt[] {
    return this.of('code');
  }

  /** Excerpts of one kind, or of a source by its name. */
  of(kind: string): readonly ContextExcerpt[] {
    return this.excerpts.filter((excerpt) => excerpt.kind === kind);
  }

  get hasRelevantContent(): boolean {
    return this.excerpts.length > 0;
  }

  /** Of `toPrompt()`, estimated. */
  get tokenCount(): number {
    return this.excerpts.reduce((sum, excerpt) => sum + excerptTokens(excerpt), 0);
  }

  /** The prompt in parts of at most as many tokens as were asked for; one part unless it was gathered `chunked`. */
  get chunks(): readonly string[] {
    const chunks: string[] = [];
    let tokens = 0;
    for (const excerpt of this.excerpts) {
      const size = excerptTokens(excerpt);
      if (chunks.length === 0 || tokens + size > this.#maxTokens) {
        chunks.push('');
        tokens = 0;
      }
      tokens += size;
      const before = chunks.at(-1) ?? '';
      chunks[chunks.length - 1] =
        before === '' ? excerptText(excerpt) : `${before}\n\n${excerptText(excerpt)}`;
    }
    return chunks;
  }

  /** One line for people. */
  get summary(): string {
    if (!this.hasRelevantContent) return `Nothing was found for "${this.query}".`;
    const files = new Set(this.excerpts.map(({ path }) => path)).size;
    const left = this.leftOut.length === 0 ? '' : `; ${this.leftOut.length} more left out`;
    return `${files} ${files === 1 ? 'file' : 'files'}, ${this.excerpts.length} ${this.excerpts.length === 1 ? 'part' : 'parts'}, about ${this.tokenCount} tokens${left}.`;
  }

  toPrompt(): string {
    return this.excerpts.map(excerptText).join('\n\n');
  }

  toDict(): Readonly<Record<string, unknown>> {
    const { query, summary, tokenCount, leftOut, excerpts } = this;
    const kinds = [...new Set(excerpts.map(({ kind }) => kind))];
    return {
      query,
      summary,
      tokenCount,
      leftOut,
      ...Object.fromEntries(kinds.map((kind) => [kind, this.of(kind)])),
    };
  }

  toMarkdown(): string {
    const parts = this.excerpts.map((excerpt) => {
      const fence = '`'.repeat(
        Math.max(3, ...[...excerpt.text.matchAll(/`{3,}/g)].map(([run]) => run.length + 1)),
      );
      return `## ${titleOf(excerpt)}\n\n${fence}\n${excerpt.text}\n${fence}`;
    });
    return `# Context for: ${this.query}\n\n${this.summary}\n${parts.map((part) => `\n${part}\n`).join('')}`;
  }
}

/** With its heading. */
export function excerptTokens(excerpt: ContextExcerpt): number {
  return estimateTokens(`${excerptText(excerpt)}\n\n`);
}

function excerptText(excerpt: ContextExcerpt): string {
  return `--- ${titleOf(excerpt)}\n${excerpt.text}`;
}

function titleOf({ path, lines, kind, relation }: ContextExcerpt): string {
  const where =
    lines === undefined ? '' : lines === 'outline' ? ' (declarations)' : `:${lines.from}-${lines.to}`;
  return `${path}${where} [${kind === 'code' ? '' : `${kind}, `}${relation}]`;
}
