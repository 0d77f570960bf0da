// Read: the recording plays beside the note.

import "./sound.js";
