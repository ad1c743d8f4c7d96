// The keys in the space of their first three principal components. Points are written straight into the pixels of a
// canvas, nearest on top: 100,000 of them turn smoothly without a graphics card, where a library for scenes would be
// half a megabyte.

import { canvas } from '/assets/charts.js';
import { colours, ink } from '/assets/text.js';

const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

export class Cloud {
  constructor(element, pick) {
    this.element = element;
    this.pick = pick;
    this.points = null;
    this.chosen = -1;
    this.turn = 0.6;
    this.tilt = 0.35;
    this.zoom = 1;
    this.asked = false;
    element.addEventListener('pointerdown', (event) => this.#down(event));
    element.addEventListener('pointermove', (event) => this.#move(event));
    element.addEventListener('pointerup', (event) => this.#up(event));
    element.addEventListener('wheel', (event) => {
      event.preventDefault();
      this.#change(0, 0, Math.exp(-event.deltaY / 600));
    }, { passive: false });
    element.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => this.draw()).observe(element);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  show(points) {
    this.points = points;
    this.chosen = -1;
    let reach = 1e-9;
    for (const component of points.components) for (let i = 0; i < points.n; i++) reach = Math.max(reach, Math.abs(component[i]));
    this.reach = reach;
    this.place = { x: new Float32Array(points.n), y: new Float32Array(points.n) };
    this.draw();
  }

  // Draws in the next frame, once.
  draw() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      if (this.points && this.element.clientWidth > 0) this.#paint();
    });
  }

  // Looks from another side without a person, for measuring: milliseconds that each frame took.
  spin(frames) {
    const taken = [];
    for (let i = 0; i < frames; i++) {
      this.turn += 0.05;
      const start = performance.now();
      this.#paint();
      taken.push(performance.now() - start);
    }
    return taken.sort((a, b) => a - b);
  }

  #paint() {
    const { context, width, height } = canvas(this.element);
    const ratio = this.element.width / width;
    const [w, h] = [this.element.width, this.element.height];
    const [scale, cx, cy] = [(this.zoom * Math.min(w, h) * 0.44) / this.reach, w / 2, h / 2];
    const [ct, st, ci, si] = [Math.cos(this.turn), Math.sin(this.turn), Math.cos(this.tilt), Math.sin(this.tilt)];
    const project = (x, y, z) => {
      const depth = x * st + z * ct;
      return [cx + scale * (x * ct - z * st), cy - scale * (y * ci - depth * si), y * si + depth * ci];
    };
    if (this.image?.width !== w || this.image.height !== h) {
      this.image = context.createImageData(w, h);
      this.nearest = new Float32Array(w * h);
    }
    const [image, nearest] = [this.image, this.nearest];
    const pixels = new Uint32Array(image.data.buffer);
    pixels.fill(0);
    nearest.fill(-Infinity);
    const paint = colours().map((hex) => rgb(hex)).map(([r, g, b]) => (255 << 24) | (b << 16) | (g << 8) | r);
    const { n, components: [px, py, pz], label, far } = this.points;
    const size = Math.max(2, Math.round(ratio * (n > 20000 ? 1.5 : n > 1000 ? 2.5 : 4)));
    for (let i = 0; i < n; i++) {
      const depth = px[i] * st + pz[i] * ct;
      const x = cx + scale * (px[i] * ct - pz[i] * st);
      const y = cy - scale * (py[i] * ci - depth * si);
      const z = py[i] * si + depth * ci;
      this.place.x[i] = x / ratio;
      this.place.y[i] = y / ratio;
      if (label[i] === far || x < size || y < size || x >= w - size || y >= h - size) continue;
      const colour = paint[label[i] % 8];
      const first = Math.round(y - size / 2) * w + Math.round(x - size / 2);
      for (let row = 0; row < size; row++) {
        for (let at = first + row * w, end = at + size; at < end; at++) {
          if (z > nearest[at]) {
            nearest[at] = z;
            pixels[at] = colour;
          }
        }
      }
    }
    context.putImageData(image, 0, 0);
    this.#axes(context, project, ratio);
    this.#rings(context);
  }

  #axes(context, project, ratio) {
    context.strokeStyle = ink('--edge');
    context.fillStyle = ink('--quiet');
    context.textAlign = 'center';
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]].forEach((axis, i) => {
      if (i >= this.points.given) return;
      const from = project(...axis.map((one) => -one * this.reach * 0.5)).map((at) => at / ratio);
      const to = project(...axis.map((one) => one * this.reach)).map((at) => at / ratio);
      context.beginPath();
      context.moveTo(from[0], from[1]);
      context.lineTo(to[0], to[1]);
      context.stroke();
      context.fillText(`component ${i + 1}`, Math.min(this.element.clientWidth - 45, Math.max(45, to[0])), Math.max(14, to[1] - 6));
    });
  }

  // The far cluster and the chosen key, over all others: each has a shape of its own beside its colour.
  #rings(context) {
    const { n, label, far, farCount } = this.points;
    context.lineWidth = 2;
    context.strokeStyle = ink('--far');
    const radius = farCount > 2000 ? 2 : 5;
    context.beginPath();
    for (let i = n - farCount; i < n; i++) {
      if (label[i] !== far) continue;
      context.moveTo(this.place.x[i] + radius, this.place.y[i]);
      context.arc(this.place.x[i], this.place.y[i], radius, 0, 7);
    }
    context.stroke();
    if (this.chosen >= 0) {
      context.strokeStyle = ink('--ink');
      context.strokeRect(this.place.x[this.chosen] - 8, this.place.y[this.chosen] - 8, 16, 16);
    }
  }

  #change(turn, tilt, zoom) {
    this.turn += turn;
    this.tilt = Math.min(1.57, Math.max(-1.57, this.tilt + tilt));
    this.zoom = Math.min(200, Math.max(0.3, this.zoom * zoom));
    this.draw();
  }

  #down(event) {
    this.grip = { x: event.clientX, y: event.clientY, moved: 0 };
    this.element.setPointerCapture(event.pointerId);
  }

  #move(event) {
    if (!this.grip) return;
    const [x, y] = [event.clientX - this.grip.x, event.clientY - this.grip.y];
    this.grip = { x: event.clientX, y: event.clientY, moved: this.grip.moved + Math.abs(x) + Math.abs(y) };
    this.#change(-x / 150, y / 150, 1);
  }

  #up(event) {
    const moved = this.grip?.moved ?? 99;
    this.grip = null;
    if (moved > 4 || !this.points) return;
    const box = this.element.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let [best, distance] = [-1, 15 * 15];
    for (let i = 0; i < this.points.n; i++) {
      const apart = (this.place.x[i] - x) ** 2 + (this.place.y[i] - y) ** 2;
      if (apart <= distance) [best, distance] = [i, apart];
    }
    if (best >= 0) this.choose(best);
  }

  choose(point) {
    this.chosen = point;
    this.draw();
    this.pick(this.points.key[point]);
  }

  #key(event) {
    const step = { ArrowLeft: [0.12, 0, 1], ArrowRight: [-0.12, 0, 1], ArrowUp: [0, -0.12, 1], ArrowDown: [0, 0.12, 1], '+': [0, 0, 1.2], '=': [0, 0, 1.2], '-': [0, 0, 1 / 1.2] }[event.key];
    if (!step) return;
    event.preventDefault();
    this.#change(...step);
  }
}
