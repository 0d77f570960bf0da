// Adjudicate: a number takes the reading of that coder; else as in Review.

import { decide, decideAlone } from "./deciding.js";
import { find, onClick, onKeys } from "./page.js";

decideAlone();
onClick("[data-take]", (button) => decide("take", { reading: Number(button.dataset.take) }));
onKeys(Object.fromEntries([..."123456789"].map((key) => [key, () => find(`[data-take="${key}"]`)?.click() ?? false])));
