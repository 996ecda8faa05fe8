// Takes the translation that the host has put into the page.
import { setTexts } from './l10n';

setTexts(document.querySelector<HTMLMetaElement>('meta[name="planwright-texts"]')?.content ?? '');
