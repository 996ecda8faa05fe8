// Entry of the panel. Its page needs: script-src 'nonce-…'; style-src <resources> 'nonce-…'; font-src <resources>. Nothing inline, no
// pictures, no connections.
import './toolkit/cspNonce';
import { registerToolkit } from './toolkit/register';
import './panelElement';

registerToolkit();
