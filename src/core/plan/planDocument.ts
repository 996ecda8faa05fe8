// Reads a plan document (`planMarkdown.ts`) as a person left it, line by line. It judges nothing: every line is a step, a part of one, a
// criterion, the goal, or free text, which stays as it is.
import {
  CRITERIA_HEADING,
  decodeMark,
  FIELD_LINE,
  isFieldLine,
  STEP_FIELDS,
  STEPS_HEADING,
  WAVES_LABEL,
} from './planMarkdown';
import type { PlanNotes, StepField } from './planMarkdown';
import type { StepId } from './plan';

export interface DocumentField {
  /** From 1. */
  readonly line: number;
  readonly value: string;
}

export interface DocumentStep {
  /** From 1. */
  readonly line: number;
  /** Absent for a step that a person wrote. */
  readonly id?: StepId;
  /** The number before its first line. */
  readonly number?: number;
  readonly isTicked: boolean;
  /** As in the mark; absent: pending. */
  readonly state?: string;
  readonly head: string;
  readonly body: string;
  readonly fields: ReadonlyMap<StepField, DocumentField>;
}

export interface PlanDocument {
  readonly plan?: { readonly id: string; readonly version: number };
  readonly goal: DocumentField | undefined;
  readonly criteria: readonly string[];
  /** Of the first criterion or of their heading. */
  readonly criteriaLine: number;
  readonly steps: readonly DocumentStep[];
  /** Free text; that behind a step has the place `step:` and its position in `steps` from 0. */
  readonly notes: PlanNotes;
  readonly lineCount: number;
}

/** @param isKnown ids of steps: a first line that ends with the mark of one is a step wherever it stands */
export function readPlanDocument(text: string, isKnown: (id: StepId) => boolean): PlanDocument {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const reader = new DocumentReader(isKnown, lines.some(isStepsHeading));
  for (const [index, line] of lines.entries()) reader.take(line, index + 1);
  return { ...reader.end(), lineCount: lines.length };
}

const HEADING = /^(#{1,6})\s+(.*)$/;
const ITEM = /^(?:[-*+]|\d{1,9}[.)])\s+(?:\[([ xX])\]\s*)?(.*)$/;
const MARK = /(?<!\s)\s*\{#([^\s{}]+)(?:\s+([a-z-]+))?\}\s*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const PLAN_MARK = /^<!--\s*plan\s+(\S+)\s+version\s+(\d+)\s*-->\s*$/;

interface OpenStep {
  readonly line: number;
  readonly id: StepId | undefined;
  readonly number: number | undefined;
  readonly isTicked: boolean;
  readonly state: string | undefined;
  readonly head: string;
  readonly fields: Map<StepField, DocumentField>;
  readonly body: string[];
  /** The field whose value the next lines go on with, where they are moved in further. */
  openField: { readonly name: StepField; readonly indent: number } | undefined;
}

class DocumentReader {
  readonly #isKnown: (id: StepId) => boolean;
  readonly #hasStepsHeading: boolean;
  readonly #steps: OpenStep[] = [];
  readonly #notes = new Map<string, string[]>();
  readonly #criteria: string[] = [];
  #criteriaLine = 1;
  #plan: PlanDocument['plan'];
  #goal: { readonly line: number; readonly parts: string[] } | undefined;
  #section: 'goal' | 'criteria' | 'steps' | 'other' = 'goal';
  /** Where free text goes. */
  #place = 'goal';
  /** The step whose lines are read. */
  #step: OpenStep | undefined;
  #isInCriterion = false;
  #isAfterBlank = false;
  #fence: string | undefined;

  constructor(isKnown: (id: StepId) => boolean, hasStepsHeading: boolean) {
    this.#isKnown = isKnown;
    this.#hasStepsHeading = hasStepsHeading;
  }

  take(line: string, number: number): void {
    const text = line.trimEnd();
    if (!this.#takeLine(text, number)) this.#note(text);
    this.#isAfterBlank = text === '';
  }

  end(): Omit<PlanDocument, 'lineCount'> {
    const notes = [...this.#notes].map(([place, lines]) => [place, withoutBlankEnds(lines)] as const);
    return {
      ...(this.#plan === undefined ? {} : { plan: this.#plan }),
      goal: this.#goal && { line: this.#goal.line, value: withoutBlankEnds(this.#goal.parts) },
      criteria: this.#criteria,
      criteriaLine: this.#criteriaLine,
      steps: this.#steps.map(({ openField: _field, body, ...step }) => ({
        ...step,
        body: unguarded(withoutBlankEnds(body)),
      })),
      notes: Object.fromEntries(notes.filter(([, text]) => text !== '')),
    };
  }

  /** False for free text. */
  #takeLine(text: string, number: number): boolean {
    const mark = PLAN_MARK.exec(text);
    if (mark?.[1] !== undefined) {
      this.#plan = { id: decodeMark(mark[1]), version: Number(mark[2]) };
      return true;
    }
    if (this.#takeHead(text, number)) return true;
    if (this.#fence !== undefined) {
      if (text.trim() === this.#fence) this.#fence = undefined;
      return false;
    }
    if (this.#takeHeading(text, number)) return true;
    if (this.#step !== undefined && this.#takeStepLine(this.#step, text, number)) return true;
    this.#step = undefined;
    if (this.#takeCriterion(text, number)) return true;
    if (this.#section === 'goal' && /^>/.test(text) && !this.#notes.has('goal')) {
      this.#goal?.parts.push(text.replace(/^> ?/, ''));
      return this.#goal !== undefined;
    }
    if (this.#place === 'steps' && !this.#notes.has('steps') && isWavesLine(text)) return true;
    this.#fence = FENCE.exec(text)?.[1];
    return text === '' && !this.#notes.has(this.#place);
  }

  #takeHead(text: string, number: number): boolean {
    const item = ITEM.exec(text);
    if (item === null) return false;
    const [, box, words = ''] = item;
    const mark = MARK.exec(words);
    const id = mark?.[1] === undefined ? undefined : decodeMark(mark[1]);
    const isMarked = id !== undefined && this.#isKnown(id);
    const isStep =
      isMarked ||
      (this.#fence === undefined &&
        (this.#section === 'steps' ||
          (this.#section === 'goal' && !this.#hasStepsHeading && box !== undefined)));
    if (!isStep) return false;
    this.#fence = undefined;
    const [, label, head = ''] =
      /^(?:(\d{1,6})[.)]\s+)?(.*)$/.exec(mark === null ? words : words.slice(0, mark.index)) ?? [];
    this.#section = 'steps';
    this.#place = `step:${this.#steps.length}`;
    this.#step = {
      line: number,
      id,
      number: label === undefined ? undefined : Number(label),
      isTicked: box !== undefined && box !== ' ',
      state: mark?.[2],
      head: head.trim(),
      fields: new Map(),
      body: [],
      openField: undefined,
    };
    this.#steps.push(this.#step);
    return true;
  }

  #takeHeading(text: string, number: number): boolean {
    const heading = HEADING.exec(text);
    const [, marks = '', words = ''] = heading ?? [];
    if (heading === null || marks.length > 2) return false;
    this.#step = undefined;
    this.#isInCriterion = false;
    if (marks.length === 1 && this.#goal === undefined) {
      this.#goal = { line: number, parts: [words.replace(/^Plan:\s*/i, '')] };
      return true;
    }
    if (sameWords(words, CRITERIA_HEADING)) {
      this.#section = 'criteria';
      this.#place = 'criteria';
      this.#criteriaLine = number;
      return true;
    }
    if (isStepsHeading(text)) {
      this.#section = 'steps';
      if (this.#steps.length === 0) this.#place = 'steps';
      return true;
    }
    if (this.#section === 'steps') this.#place = 'end';
    this.#section = 'other';
    return false;
  }

  /** False where the step has ended. */
  #takeStepLine(step: OpenStep, text: string, number: number): boolean {
    if (text === '') {
      step.openField = undefined;
      step.body.push('');
      return true;
    }
    const spaced = text.replace(/^\s+/, (blank) => blank.replaceAll('\t', '    '));
    const indent = spaced.length - spaced.trimStart().length;
    if (indent === 0 && (this.#isAfterBlank || FENCE.test(text) || text.startsWith('<!--'))) return false;
    const { openField } = step;
    const open = openField === undefined ? undefined : step.fields.get(openField.name);
    if (openField !== undefined && open !== undefined && indent >= openField.indent + 2) {
      const value = `${open.value}\n${spaced.slice(openField.indent + 2)}`;
      step.fields.set(openField.name, { line: open.line, value });
      return true;
    }
    const hasBody = step.body.some((line) => line !== '');
    const field = indent > 0 && !hasBody ? FIELD_LINE.exec(text.trim()) : null;
    const name = STEP_FIELDS.find((candidate) => sameWords(candidate, field?.[1] ?? ''));
    if (name !== undefined) {
      step.fields.set(name, { line: number, value: withoutCode(field?.[2]?.trim() ?? '') });
      step.openField = { name, indent };
      step.body.length = 0;
      return true;
    }
    step.openField = undefined;
    step.body.push(text.replace(/^(?: {1,2}|\t)/, ''));
    return true;
  }

  #takeCriterion(text: string, number: number): boolean {
    if (this.#section !== 'criteria') return false;
    const item = ITEM.exec(text);
    if (item?.[2]) {
      if (this.#criteria.length === 0) this.#criteriaLine = number;
      this.#criteria.push(item[2]);
      this.#isInCriterion = true;
      return true;
    }
    if (this.#isInCriterion && text !== '' && !this.#isAfterBlank) {
      this.#criteria.push(`${this.#criteria.pop() ?? ''}\n${text.replace(/^(?: {1,2}|\t)/, '')}`);
      return true;
    }
    this.#isInCriterion &&= text === '';
    return this.#isInCriterion;
  }

  #note(text: string): void {
    const lines = this.#notes.get(this.#place);
    if (lines === undefined) this.#notes.set(this.#place, [text]);
    else lines.push(text);
  }
}

function isStepsHeading(line: string): boolean {
  const [, marks, words] = HEADING.exec(line.trimEnd()) ?? [];
  return marks?.length === 2 && sameWords(words ?? '', STEPS_HEADING);
}

function isWavesLine(text: string): boolean {
  return text.startsWith(WAVES_LABEL) && /^[\d\s,→]*$/.test(text.slice(WAVES_LABEL.length));
}

function sameWords(left: string, right: string): boolean {
  return left.trim().toLowerCase() === right.toLowerCase();
}

/** A value that is one code span is what stands in it. */
function withoutCode(value: string): string {
  const [, fence = '', inner = ''] = /^(`+)(?!`)(.*[^`])\1$/.exec(value) ?? [];
  if (fence === '' || inner.split(/(?<!`)(?=`)|(?<=`)(?!`)/).includes(fence)) return value;
  return /^ `.* $|^ .*` $/.test(inner) ? inner.slice(1, -1) : inner;
}

function unguarded(body: string): string {
  const [first = ''] = body.split('\n');
  return first.startsWith('\\') && isFieldLine(first) ? body.slice(1) : body;
}

function withoutBlankEnds(lines: readonly string[]): string {
  return lines.join('\n').replace(/^\n+/, '').trimEnd();
}
