// Codebook: candidates are decided with one key.

import { find, onClick, onKeys, post } from "./page.js";

const card = (element) => element.closest("[data-card]");
const decided = (action) => (at) => (card(at) ? post({ action, topic: card(at).dataset.card }) : false);

onKeys({ a: decided("adopt"), m: decided("merge"), x: decided("dismiss") });
onClick("[href='#new-code']", (link, event) => { event.preventDefault(); find("#new-code").focus(); });
onClick("[data-card] [data-act]", (button) => post({ action: button.dataset.act, topic: card(button).dataset.card }));
