import { mount } from 'svelte';
import App from './App.svelte';
import { exposePageApi } from './page-api.ts';
import { AppState } from './state.svelte.ts';
import { terminalFont } from './terminal/screens.ts';

// Lesson and fonts are asked for before the page is made, not after.
void terminalFont();
const app = new AppState();
const begun = app.begin();
const place = document.getElementById('app')!;
place.replaceChildren();
mount(App, { target: place, props: { app } });
exposePageApi(app, begun);
