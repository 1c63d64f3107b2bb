import "./app.css";

import { mount } from "svelte";

import App from "./App.svelte";
import { bring } from "./i18n/index.svelte";
import { ui } from "./state/ui.svelte";

const target = document.getElementById("app");
if (!target) throw new Error("the page has no #app");
void bring(ui.locale)
  .catch(() => undefined) // the server's own English then stands in
  .then(() => mount(App, { target }));
