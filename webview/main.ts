// Entry of the panel. Its page needs: script-src 'nonce-…'; style-src <resources> 'nonce-…' with that second nonce in a
// <meta property="csp-nonce"> (the toolkit tries out one style rule with it); font-src <resources>. No pictures, no connections.
// The translation comes first: texts are asked for as soon as an element is defined.
import './pageTexts';
import { registerToolkit } from './toolkit/register';
import './panelElement';

registerToolkit();
