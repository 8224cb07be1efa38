import { mount } from 'svelte';
import App from './App.svelte';
import { exposePageApi } from './page-api.ts';
import { AppState } from './state.svelte.ts';

const app = new AppState();
const place = document.getElementById('app')!;
place.replaceChildren();
mount(App, { target: place, props: { app } });
exposePageApi(app, app.begin());
