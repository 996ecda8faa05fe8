// Aksara's ContextEngine (planners spec 2.7): its published snippets in our spelling, and what it keeps, orders, masks and leaves out.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ContextEngine, Planner } from '../../../src/core/index';
import type { ContextEngineOptions } from '../../../src/core/index';
import { estimateTokens } from '../../../src/core/model/tokenEstimate';
import { openSession } from '../session/sessionFixture';

const SHOP = {
  'models/product.py': 'class Product:\n    name = 1\n',
  'models/order.py': 'class Order:\n    lines = []\n',
  'views/products.py':
    'from models.product import Product\n\ndef list_products():\n    return Product.all()\n',
  'shop/cart.py': 'def total(cart):\n    return sum(product.price for product in cart)\n',
  'shop/mail.py': 'def send(address):\n    pass\n',
  'tests/test_product.py': 'def test_product():\n    assert Product\n',
  'secrets/product.txt': 'product key\n',
  '.planwrightignore': 'hidden/\n',
  'hidden/product.py': 'class Product: pass\n',
};

async function open(
  files: Readonly<Record<string, string>> = SHOP,
  options: Omit<ContextEngineOptions, 'session'> = {},
) {
  const opened = await openSession({ files, turns: [{ text: '[{"description":"Do it"}]' }] });
  return { ...opened, engine: new ContextEngine({ session: opened.session, ...options }) };
}
const paths = (excerpts: readonly { readonly path: string }[]): readonly string[] => [
  ...new Set(excerpts.map(({ path }) => path)),
];

describe('gather', () => {
  // aksara-planner, "With Context" and "Use Context for Better Plans"
  test('as the seed shows it, for a plan', async () => {
    const { session, model } = await open();
    const planner = new Planner({ session });
    const context = await new ContextEngine({ session }).gather('existing models');
    await planner.create('Add order history to users', { context });
    const asked = JSON.stringify(model.requests[0]?.messages.at(-1));
    expect(asked).toContain('class Product:');
    expect(asked).toContain('class Order:');
    expect(asked).not.toContain('def send');
  });

  test('the nearest comes first; kinds are told apart', async () => {
    const { engine } = await open();
    const context = await engine.gather('Add reviews to products', { includeTests: true });
    expect(context.excerpts.map(({ path, relation }) => `${relation} ${path}`)).toEqual([
      'direct models/product.py',
      'related tests/test_product.py',
      'related views/products.py',
      'similar shop/cart.py',
    ]);
    expect([
      paths(context.models),
      paths(context.viewsets),
      paths(context.tests),
      paths(context.code),
    ]).toEqual([['models/product.py'], ['views/products.py'], ['tests/test_product.py'], ['shop/cart.py']]);
    expect(context.hasRelevantContent).toBe(true);
    expect(context.summary).toMatch(/^4 files, 4 parts, about \d+ tokens\.$/);
  });

  test('tests are left out unless they are asked for; hidden and excluded files always', async () => {
    const { engine } = await open();
    expect(paths((await engine.gather('product')).excerpts)).toEqual([
      'models/product.py',
      'views/products.py',
      'shop/cart.py',
    ]);
    expect(paths((await engine.gather('tests of product')).tests)).toEqual(['tests/test_product.py']);
    expect((await engine.gather('product', { includeModels: false })).models).toEqual([]);
    const open2 = await engine.gather('product', { excludePatterns: ['shop/**'] });
    expect(paths(open2.excerpts)).toEqual(['models/product.py', 'secrets/product.txt', 'views/products.py']);
  });

  test('by names and patterns', async () => {
    const { engine } = await open();
    expect(paths((await engine.gather('more', { modelNames: ['Order'] })).excerpts)[0]).toBe(
      'models/order.py',
    );
    expect(paths((await engine.gather('more', { filePatterns: ['shop/*.py'] })).excerpts)).toEqual([
      'shop/cart.py',
      'shop/mail.py',
    ]);
    expect(paths((await engine.gather('what is in shop/mail.py?')).excerpts)).toContain('shop/mail.py');
  });

  test('a query that means nothing gives nothing', async () => {
    const { engine } = await open();
    const context = await engine.gather('zzz');
    expect([context.hasRelevantContent, context.toPrompt(), context.tokenCount]).toEqual([false, '', 0]);
    expect(context.summary).toBe('Nothing was found for "zzz".');
  });
});

describe('the budget', () => {
  const words = Array.from({ length: 400 }, (_, index) => `line ${index}`).join('\n');
  const files = Object.fromEntries(
    ['a', 'b', 'c'].map((name) => [
      `${name}/widget.ts`,
      `export class Widget {\n${words}\n}\nfunction other() {}\n`,
    ]),
  );

  test('keeps what is nearest, and says what was left out', async () => {
    const { engine } = await open({ ...files, 'z/note.txt': 'the widget\n' });
    const context = await engine.gather('widget', { maxTokens: 400 });
    expect(estimateTokens(context.toPrompt())).toBeLessThanOrEqual(context.tokenCount);
    expect(context.tokenCount).toBeLessThanOrEqual(400);
    expect(paths(context.excerpts)).toContain('a/widget.ts');
    expect((await engine.gather('widget', { maxTokens: 30 })).leftOut).toContainEqual({
      path: 'a/widget.ts',
      reason: 'budget',
    });
    const few = await engine.gather('widget', { maxFiles: 1 });
    expect(few.leftOut.filter(({ reason }) => reason === 'files').map(({ path }) => path)).toEqual([
      'b/widget.ts',
      'c/widget.ts',
      'z/note.txt',
    ]);
  });

  test('chunked leaves nothing out and cuts the prompt into parts of that size', async () => {
    const { engine } = await open(files);
    const whole = await engine.gather('widget', { chunked: true, maxTokens: 60 });
    expect(whole.leftOut).toEqual([]);
    expect(whole.chunks.length).toBeGreaterThan(1);
    expect(whole.chunks.every((chunk) => estimateTokens(chunk) <= 60)).toBe(true);
    expect(whole.chunks.join('\n\n')).toBe(whole.toPrompt());
  });

  test('of a long file there are its declarations and what stands around the hits', async () => {
    const { engine } = await open(files);
    const context = await engine.gather('widget', {
      filePatterns: ['a/**'],
      excludePatterns: ['b/**', 'c/**'],
    });
    const [outline, part] = context.excerpts;
    expect(outline?.text).toBe('1: export class Widget {\n403: function other() {}');
    expect(part).toMatchObject({ path: 'a/widget.ts', lines: { from: 1, to: 7 } });
  });
});

describe('secrets', () => {
  test.each([
    ['password = "hunter22"', 'password = "[redacted: secret]"'],
    ["const apiKey: 'abcdefgh'", "const apiKey: '[redacted: secret]'"],
    ['STRIPE_SECRET=abc123def', 'STRIPE_SECRET=[redacted: secret]'],
    ['url = postgres://me:swordfish@db/x', 'url = postgres://me:[redacted: password]@db/x'],
    ['ghp_abcdefghijklmnopqrstuvwxyz0123', '[redacted: GitHub token]'],
    ['token = getToken()', 'token = getToken()'],
    ['password: "${env:PW}"', 'password: "${env:PW}"'],
  ])('%s', async (line, masked) => {
    const { engine } = await open({ 'widget.py': `class Widget: pass\n${line}\n` });
    expect((await engine.gather('widget')).excerpts[0]?.text).toBe(`class Widget: pass\n${masked}`);
  });

  test('a private key goes as a whole; masking can be turned off', async () => {
    const text =
      'class Widget: pass\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nx = 1\n';
    const { engine, session } = await open({ 'widget.py': text });
    expect((await engine.gather('widget')).toPrompt()).toContain('pass\n[redacted: private key]\nx = 1');
    const open2 = new ContextEngine({ session, maskSecrets: false });
    expect((await open2.gather('widget')).toPrompt()).toContain('MIIE');
  });
});

describe('the cache', () => {
  test('holds for its time, and until a file changes', async () => {
    let now = 0;
    const { engine, root } = await open(SHOP, { now: () => now, cacheTtl: 60 });
    const first = await engine.gather('product');
    now = 59_000;
    expect(await engine.gather('product')).toBe(first);
    expect(await engine.gather('product', { maxTokens: 100 })).not.toBe(first);
    now = 61_000;
    const second = await engine.gather('product');
    expect(second).not.toBe(first);
    writeFileSync(join(root, 'models/product.py'), 'class Product:\n    name = 2\n    price = 3\n');
    expect((await engine.gather('product')).toPrompt()).toContain('price = 3');
    const off = await open(SHOP, { cacheEnabled: false });
    expect(await off.engine.gather('product')).not.toBe(await off.engine.gather('product'));
  });
});

test('sources of your own have a switch and a place in the order', async () => {
  const { engine } = await open();
  engine.registerSource('tickets', {
    relation: 'historical',
    gather: (query) =>
      Promise.resolve([{ title: 'TICKET-1', text: `About ${query}; password = "hunter22"` }]),
  });
  const context = await engine.gather('product');
  expect(context.excerpts.at(-1)).toMatchObject({
    path: 'TICKET-1',
    kind: 'tickets',
    relation: 'historical',
  });
  expect(context.of('tickets')[0]?.text).toBe('About product; password = "[redacted: secret]"');
  expect((await engine.gather('product', { includeTickets: false })).of('tickets')).toEqual([]);
});

test('a source may be an object of a class', async () => {
  class Notes {
    readonly #text = 'Products have notes.';
    gather() {
      return Promise.resolve([{ title: 'NOTE', text: this.#text }]);
    }
  }
  const { engine } = await open();
  engine.registerSource('notes', new Notes());
  expect((await engine.gather('product')).of('notes').map(({ text }) => text)).toEqual([
    'Products have notes.',
  ]);
});

test("the editor's symbols take the place of the outline", async () => {
  const lines = Array.from({ length: 200 }, (_, index) => `row ${index + 1}`).join('\n');
  const { engine } = await open(
    { 'grid.xyz': lines },
    { symbols: () => Promise.resolve([{ name: 'Widget', line: 50, endLine: 60 }]) },
  );
  const context = await engine.gather('widget grid');
  expect(context.excerpts.map(({ relation, lines: where }) => [relation, where])).toEqual([
    ['direct', 'outline'],
    ['direct', { from: 50, to: 60 }],
  ]);
});

test("the editor's symbols are asked for of the likeliest files only, and not once that takes too long", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`widget${index}.xyz`, 'widget\n']),
  );
  let now = 0;
  const asked: string[] = [];
  const engineWith = (cost: number) =>
    open(files, {
      now: () => now,
      symbols: ({ display }, signal) => {
        expect(signal.aborted).toBe(false);
        asked.push(display);
        now += cost;
        return Promise.resolve(undefined);
      },
    });
  await (await engineWith(0)).engine.gather('widget');
  expect(asked).toHaveLength(40);
  asked.length = 0;
  await (await engineWith(1_000)).engine.gather('widget');
  expect(asked).toHaveLength(4);
});

test('as a prompt, as data and as Markdown', async () => {
  const { engine } = await open({ 'models/tag.md': 'Tag\n```\ncode\n```\n' });
  const context = await engine.gather('tag');
  expect(context.toPrompt()).toBe('--- models/tag.md:1-4 [models, related]\nTag\n```\ncode\n```');
  expect(context.toMarkdown()).toBe(
    `# Context for: tag\n\n${context.summary}\n\n## models/tag.md:1-4 [models, related]\n\n\`\`\`\`\nTag\n\`\`\`\ncode\n\`\`\`\n\`\`\`\`\n`,
  );
  expect(context.toDict()).toMatchObject({
    query: 'tag',
    tokenCount: context.tokenCount,
    models: context.models,
  });
});
