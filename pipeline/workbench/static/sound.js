// Sound beside the transcript: play from any turn, back five seconds, speed; with Alt, so that it works while one types.

import { find, onClick } from "./page.js";

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
const sound = () => find("#sound");

function seek(seconds) {
  sound().currentTime = Math.max(0, seconds);
  sound().play();
}

function speed(step) {
  const at = SPEEDS.indexOf(sound().playbackRate);
  sound().playbackRate = SPEEDS[Math.min(Math.max((at < 0 ? 2 : at) + step, 0), SPEEDS.length - 1)];
  find("#speed").textContent = `${sound().playbackRate}×`;
}

/** The turn where the focus is: play it, or stop. */
function playHere() {
  if (!sound().paused) return sound().pause();
  const here = document.activeElement.closest(".turn, .reading") || find(".reading");
  const start = here && find("[data-start]", here);
  if (start && here.dataset.played !== start.dataset.start) {
    here.dataset.played = start.dataset.start;
    return seek(Number(start.dataset.start));
  }
  return sound().play();
}

const DO = { back: () => seek(sound().currentTime - 5), slower: () => speed(-1), faster: () => speed(1) };
const KEYS = { p: playHere, b: DO.back, ",": DO.slower, ".": DO.faster };

onClick("[data-start].play", (button) => sound() && seek(Number(button.dataset.start)));
onClick("[data-sound]", (button) => DO[button.dataset.sound]());
document.addEventListener("keydown", (event) => {
  const act = event.altKey && !event.ctrlKey && sound() && KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});
