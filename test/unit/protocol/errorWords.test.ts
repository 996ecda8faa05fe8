// What a person reads about a failure or in a notice says what the log says, and every piece of it can be translated.
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../../src/core/config/configurationError';
import { causeOf } from '../../../src/core/words/errorCause';
import type { ErrorCause } from '../../../src/core/words/errorCause';
import { errorText } from '../../../src/core/words/errorText';
import { noticeText } from '../../../src/core/words/noticeCause';
import { errorWords } from '../../../src/protocol/words/errorWords';
import { noticeWords } from '../../../src/protocol/words/noticeWords';
import type { Translate } from '../../../src/protocol/words/permissionWords';
import { everyError, everyNotice } from './everyCause';

const english: Translate = (message, ...values) =>
  message.replaceAll(/{(\d)}/g, (_all, index: string) => String(values[Number(index)]));
/** As a translation would: not one word of the text stays. */
const starred: Translate = (message, ...values) => english(message.replaceAll(/[^{}0-9]+/g, '*'), ...values);

/** Whatever the interface, the model or a program says in words of its own is given as a value. */
const OWN_WORDS = /\b(the|is|are|was|has|not|of|this|that|no|step|could)\b/i;

/** What is said otherwise to people, who have no command line and no options in hand. */
const SAID_OTHERWISE: Readonly<Record<string, string>> = {
  no_key: 'No API key for acme is set. Run "Planwright: Set API Key".',
  certificate:
    "The certificate of acme is not trusted here. Add your organisation's certificate to those of the system.",
  cancelled: 'The request was cancelled.',
  rounds: 'The model was asked 50 times, which is the limit for one prompt.',
  planning_model: 'The model for plans, acme/large, is not known or has no provider.',
  no_model: 'No model is set. Choose one.',
  model_name: '"large" is not a model name. Write provider/model, such as anthropic/claude-sonnet-5-5.',
  unknown_provider: 'No provider "acme" is set up (asked for acme/large). Known: openai.',
  running: 'A run is in progress in this session. Wait for its end, or stop it.',
  session_not_found: 'The session s1 was not found.',
  not_taken_over: 'The session s1 could not be taken over.',
  elsewhere: 'Another window has this session open. Take it over to go on here.',
};

describe('what went wrong', () => {
  test.each(everyError.map((cause) => [JSON.stringify(cause), cause] as const))('%s', (_name, cause) => {
    const code = cause.about === 'other' ? '' : cause.code;
    const isUnknown = cause.about === 'model' && cause.code === 'rejected' && cause.status === undefined;
    expect(errorWords(cause, english)).toBe(
      isUnknown ? 'acme did not accept the request.' : (SAID_OTHERWISE[code] ?? errorText(cause)),
    );
    expect(errorWords(cause, starred)).not.toMatch(OWN_WORDS);
  });

  test('is known of an error of ours, and any other keeps its text', () => {
    const why: ErrorCause = { about: 'setup', code: 'closed' };
    expect(causeOf(new ConfigurationError(why))).toBe(why);
    expect(causeOf(new ConfigurationError('Give a file.'))).toEqual({ about: 'other', text: 'Give a file.' });
    expect(causeOf(new Error('EIO'))).toEqual({ about: 'other', text: 'EIO' });
    expect(causeOf('EIO')).toEqual({ about: 'other', text: 'EIO' });
  });
});

describe('what is told beside a run', () => {
  test.each(everyNotice.map((cause) => [JSON.stringify(cause), cause] as const))('%s', (_name, cause) => {
    expect(noticeWords(cause, english)).toBe(noticeText(cause));
    expect(noticeWords(cause, starred)).not.toMatch(OWN_WORDS);
  });
});
