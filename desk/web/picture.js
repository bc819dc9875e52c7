// What a mouse, a finger and the clipboard add to the search by pictures. Without it the form does the same.
"use strict";
(() => {
  const form = document.getElementById("asking");
  const file = document.getElementById("f-upload");
  if (!form || !file) return;

  // A file dropped or pasted is one that was chosen.
  const LARGEST = 16 * 1024 * 1024;
  const panel = document.getElementById("picture");
  const dropped = document.getElementById("dropped");
  const tooLarge = document.getElementById("too-large");
  document.getElementById("h-drop").hidden = false;

  const chosen = () => {
    const one = file.files[0];
    const large = Boolean(one) && one.size > LARGEST;
    tooLarge.hidden = !large;
    file.setCustomValidity(large ? tooLarge.textContent : "");
    dropped.textContent = one && !large ? `${one.name || "Picture"} is chosen. Compare sends it.` : "";
  };
  const take = (files) => {
    const one = [...files].find((each) => each.type.startsWith("image/")) || files[0];
    if (!one) return;
    const held = new DataTransfer();
    held.items.add(one);
    file.files = held.files;
    chosen();
    file.focus();
  };
  const carries = (event) => [...event.dataTransfer.types].includes("Files");
  file.addEventListener("change", chosen);
  chosen();
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    panel.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) panel.classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    panel.classList.remove("over");
    take(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    take(event.clipboardData.files);
  });

  // The part that is cut out: in thousandths of the picture's sides, told in the four fields in percent.
  const drawing = document.getElementById("cutter");
  if (!drawing) return;
  const SVG = "http://www.w3.org/2000/svg";
  const SIDES = ["left", "top", "right", "bottom"];
  const LEAST = 20;
  const fields = SIDES.map((name) => document.getElementById(`f-${name}`));
  const out = drawing.querySelector(".out");
  const frame = drawing.querySelector(".frame");
  const bounded = (value, from, to) => Math.min(Math.max(Math.round(value), from), to);
  document.getElementById("h-draw").hidden = false;
  drawing.classList.add("live");
  frame.setAttribute("tabindex", "0");
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-describedby", "h-cut");

  const read = () => fields.map((field, n) => bounded(Number(field.value || (n < 2 ? 0 : 100)) * 10, 0, 1000));
  let cut = read();
  const grips = [];
  for (const x of [0, 2]) for (const y of [1, 3]) {
    const grip = document.createElementNS(SVG, "ellipse");
    const hold = document.createElementNS(SVG, "ellipse");
    grip.setAttribute("class", "grip");
    hold.setAttribute("class", "hold");
    drawing.append(grip, hold);
    grips.push({ x, y, grip, hold });
  }

  const draw = () => {
    const [left, top, right, bottom] = cut;
    const size = drawing.getBoundingClientRect();
    out.setAttribute("d", `M0 0H1000V1000H0ZM${left} ${top}H${right}V${bottom}H${left}Z`);
    const box = { x: left, y: top, width: Math.max(right - left, 0), height: Math.max(bottom - top, 0) };
    for (const [name, value] of Object.entries(box)) frame.setAttribute(name, value);
    for (const { x, y, grip, hold } of grips) for (const [one, radius] of [[grip, 6], [hold, 16]]) {
      one.setAttribute("cx", cut[x]);
      one.setAttribute("cy", cut[y]);
      one.setAttribute("rx", radius * 1000 / (size.width || 1));
      one.setAttribute("ry", radius * 1000 / (size.height || 1));
    }
    const said = SIDES.map((name, n) => `${name} ${cut[n] / 10}`).join(", ");
    frame.setAttribute("aria-label", `Frame of the part: ${said} percent`);
  };
  const tell = () => {
    fields.forEach((field, n) => { field.value = String(cut[n] / 10); });
    draw();
  };
  const ordered = (a, b) => {
    let [low, high] = a < b ? [a, b] : [b, a];
    if (high - low < LEAST) [low, high] = low + LEAST <= 1000 ? [low, low + LEAST] : [1000 - LEAST, 1000];
    return [low, high];
  };
  const across = (one, other) => {
    const [left, right] = ordered(one[0], other[0]);
    const [top, bottom] = ordered(one[1], other[1]);
    cut = [left, top, right, bottom];
    tell();
  };
  const move = (x, y) => {
    const dx = bounded(x, -cut[0], 1000 - cut[2]);
    const dy = bounded(y, -cut[1], 1000 - cut[3]);
    cut = [cut[0] + dx, cut[1] + dy, cut[2] + dx, cut[3] + dy];
    tell();
  };
  const place = (event) => {
    const size = drawing.getBoundingClientRect();
    return [
      bounded(1000 * (event.clientX - size.left) / size.width, 0, 1000),
      bounded(1000 * (event.clientY - size.top) / size.height, 0, 1000),
    ];
  };
  const whole = () => cut[0] === 0 && cut[1] === 0 && cut[2] === 1000 && cut[3] === 1000;

  let held = null; // what a pointer that is down does where it goes
  drawing.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const start = place(event);
    const corner = grips.find(({ hold }) => hold === event.target);
    if (corner) {
      const opposite = [cut[2 - corner.x], cut[4 - corner.y]];
      held = (now) => across(opposite, now);
    } else if (event.target === frame && !whole()) {
      let last = start;
      held = (now) => { move(now[0] - last[0], now[1] - last[1]); last = now; };
    } else {
      held = (now) => across(start, now);
    }
    drawing.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  drawing.addEventListener("pointermove", (event) => { if (held) held(place(event)); });
  for (const end of ["pointerup", "pointercancel"]) drawing.addEventListener(end, () => { held = null; });

  const STEPS = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, -10], ArrowDown: [0, 10] };
  frame.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    if (event.shiftKey) {
      cut[2] = bounded(cut[2] + step[0], cut[0] + LEAST, 1000);
      cut[3] = bounded(cut[3] + step[1], cut[1] + LEAST, 1000);
      tell();
    } else {
      move(...step);
    }
  });
  for (const field of fields) field.addEventListener("input", () => { cut = read(); draw(); });
  new ResizeObserver(draw).observe(drawing);
  draw();
})();
