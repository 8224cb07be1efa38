import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';

/** What xterm itself needs from a key to its glyph: it writes back what is typed. As large as a terminal of the page. */
const terminal = new Terminal({ cols: 136, rows: 13, fontSize: 12.5, lineHeight: 1.13, cursorBlink: true });
terminal.open(document.getElementById('place')!);
terminal.onData((data) => terminal.write(data === '\r' ? '\r\n' : data));
terminal.focus();
