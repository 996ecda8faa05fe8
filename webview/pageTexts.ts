// Takes the translation that the host has put into the page.
import { setTexts } from './l10n';

const texts = document.querySelector<HTMLMetaElement>('meta[name="planwright-texts"]');
setTexts(texts?.content ?? '', document.documentElement.lang);
