import { mount } from 'svelte';
import type { Lesson } from '../core/lesson/lesson-types.ts';
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

// What an author saves is shown without a new page (nodejs/lessons/plugin.ts; not in the built page).
import.meta.hot?.on('swarmlab:lesson', (lesson: Lesson) => void app.takeEdited(lesson));
