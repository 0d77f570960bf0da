// Memos: `w` goes to the field for a new one.

import { find, onKeys } from "./page.js";

onKeys({ w: () => find("#new-memo").focus() });
