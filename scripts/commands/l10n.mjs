import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSources, sourceTexts } from '../l10n/sourceTexts.mjs';
import { translationFaults } from '../l10n/translations.mjs';
import { projectRoot } from '../setup/paths.mjs';

/**
 * `npm run l10n`: writes the English texts of the sources to media/l10n, takes out of each translation what is no longer used, and
 * says what it lacks.
 * @returns {Promise<number>} 1 where something is to be done.
 */
export async function run() {
  const folder = path.join(projectRoot, 'media', 'l10n');
  const { bundle, problems } = sourceTexts(await readSources());
  const write = (/** @type {string} */ name, /** @type {object} */ texts) =>
    writeFile(path.join(folder, name), `${JSON.stringify(texts, null, 2)}\n`);
  await write('bundle.l10n.json', bundle);
  console.log(`${Object.keys(bundle).length} texts`);
  const faults = [...problems];
  for (const name of (await readdir(folder)).sort()) {
    if (!/^bundle\.l10n\..+\.json$/.test(name)) continue;
    const translated = JSON.parse(await readFile(path.join(folder, name), 'utf8'));
    faults.push(...translationFaults(bundle, translated).map((fault) => `${name}: ${fault}`));
    // In the order of the English texts, each once: a merge of two branches leaves neither.
    const keys = Object.keys(bundle).filter((key) => Object.hasOwn(translated, key));
    await write(name, Object.fromEntries(keys.map((key) => [key, translated[key]])));
  }
  for (const fault of faults) console.error(fault);
  return faults.length === 0 ? 0 : 1;
}
