import type { ITheme } from '@xterm/xterm';

/** Terminal colours for both grounds; contrast of each on its ground is at least 4.5. */
export const TERMINAL_THEMES: Readonly<Record<'light' | 'dark', ITheme>> = {
	light: {
		background: '#FBFCFC',
		foreground: '#1B2428',
		cursor: '#1B2428',
		cursorAccent: '#FBFCFC',
		selectionBackground: '#CFE3F1',
		selectionInactiveBackground: '#CFE3F1',
		black: '#1B2428',
		red: '#B3261E',
		green: '#006B4C',
		yellow: '#7A5200',
		blue: '#005A96',
		magenta: '#93307A',
		cyan: '#006A78',
		white: '#5B686E',
		brightBlack: '#56636A',
		brightRed: '#C4421A',
		brightGreen: '#007A57',
		brightYellow: '#8A5D00',
		brightBlue: '#0068AD',
		brightMagenta: '#A6478D',
		brightCyan: '#007585',
		brightWhite: '#12181B'
	},
	dark: {
		background: '#0A0E10',
		foreground: '#D6DFE2',
		cursor: '#D6DFE2',
		cursorAccent: '#0A0E10',
		selectionBackground: '#1F4257',
		selectionInactiveBackground: '#1F4257',
		black: '#7B888E',
		red: '#F2877A',
		green: '#5CD7B1',
		yellow: '#F0C05A',
		blue: '#6FB9EA',
		magenta: '#E0A0CB',
		cyan: '#66D0DC',
		white: '#C5D0D4',
		brightBlack: '#8C9AA0',
		brightRed: '#FFA79C',
		brightGreen: '#86E8CA',
		brightYellow: '#FAD68A',
		brightBlue: '#9AD0F5',
		brightMagenta: '#F0BFDF',
		brightCyan: '#97E6EF',
		brightWhite: '#FFFFFF'
	}
};
