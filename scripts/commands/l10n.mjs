import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSources, sourceTexts } from '../l10n/sourceTexts.mjs';
import { translationFaults } from '../l10n/translations.mjs';
import { projectRoot } from '../setup/paths.mjs';

/**
 * `npm run l10n`: writes the English texts of the sources to media/l10n, and says what each translation lacks.
 * @returns {Promise<number>} 1 where something is to be done.
 */
export async function run() {
  const folder = path.join(projectRoot, 'media', 'l10n');
  const { bundle, problems } = sourceTexts(await readSources());
  await writeFile(path.join(folder, 'bundle.l10n.json'), `${JSON.stringify(bundle, null, 2)}\n`);
  console.log(`${Object.keys(bundle).length} texts`);
  const faults = [...problems];
  for (const name of (await readdir(folder)).sort()) {
    if (!/^bundle\.l10n\..+\.json$/.test(name)) continue;
    const translated = JSON.parse(await readFile(path.join(folder, name), 'utf8'));
    faults.push(...translationFaults(bundle, translated).map((fault) => `${name}: ${fault}`));
  }
  for (const fault of faults) console.error(fault);
  return faults.length === 0 ? 0 : 1;
}
