/**
 * `[data-ep-voice]`: a voice of a minute at most is recorded into the control of files that stands there, as a WAV of
 * one channel that the browser itself decodes from what it recorded. The pages that take one load it, no other one;
 * without it, or without a microphone, a file is chosen.
 */
const MOST_SECONDS = 60;
const RATE = 16_000;
const HEAD = 44;

class Recorder {
  private recorder: MediaRecorder | undefined;
  private heard: string | undefined;
  /** From the press on « Enregistrer » until the voice is in the control of files, or is not to be. */
  private busy = false;
  /** The form was sent meanwhile: it leaves once the voice is whole. */
  private wanted: SubmitEvent | undefined;

  constructor(
    private readonly place: HTMLElement,
    private readonly input: HTMLInputElement,
  ) {}

  /** The button is there where the browser has what it takes. */
  offer(): void {
    const able = "mediaDevices" in navigator && "MediaRecorder" in window && "AudioContext" in window;
    this.show("record", able);
    this.show("mute", !able);
    this.on("record", () => void this.start());
    this.on("stop", () => this.stop());
    this.on("off", () => this.drop());
    this.input.form?.addEventListener("submit", (event) => this.hold(event), true);
  }

  private async start(): Promise<void> {
    // One at a time: a second press meets a recorder that lives, or a microphone that is being asked for.
    if (this.busy) return;
    this.busy = true;
    // Hidden at once: the browser asks for the microphone as long as it likes.
    this.show("record", false);
    this.show("mute", false);
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    } catch {
      this.show("mute", true);
      this.end();
      return;
    }
    this.drop();
    this.record(stream);
  }

  private record(stream: MediaStream): void {
    const parts: Blob[] = [];
    const recorder = new MediaRecorder(stream);
    this.recorder = recorder;
    let left = MOST_SECONDS;
    const clock = window.setInterval(() => {
      left -= 1;
      this.tell(left);
      if (left <= 0) this.stop();
    }, 1000);
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = async () => {
      clearInterval(clock);
      for (const track of stream.getTracks()) track.stop();
      this.turn(false);
      this.show("record", false);
      await this.keep(new Blob(parts));
      this.end();
    };
    recorder.start();
    this.turn(true);
    this.tell(left);
  }

  private stop(): void {
    if (this.recorder?.state === "recording") this.recorder.stop();
  }

  /** Nothing is recorded any more: another one may begin, and a form that waited leaves. */
  private end(): void {
    this.recorder = undefined;
    this.busy = false;
    this.show("record", true);
    const waited = this.wanted;
    this.wanted = undefined;
    if (waited) this.input.form?.requestSubmit(waited.submitter as HTMLElement | null);
  }

  /** A form that is sent while it records takes the voice with it. */
  private hold(event: SubmitEvent): void {
    if (!this.recorder) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.wanted = event;
    this.stop();
  }

  private async keep(recorded: Blob): Promise<void> {
    try {
      const wave = waveOf(await samplesOf(await recorded.arrayBuffer()));
      const files = new DataTransfer();
      files.items.add(new File([wave], "voix.wav", { type: "audio/wav" }));
      this.input.files = files.files;
      const player = this.player;
      this.heard = URL.createObjectURL(wave);
      player.src = this.heard;
      player.hidden = false;
      this.show("off", true);
    } catch {
      this.show("mute", true);
      // What was typed stays: a voice that failed is not sent in silence.
      this.wanted = undefined;
    }
  }

  private drop(): void {
    this.input.value = "";
    if (this.heard) URL.revokeObjectURL(this.heard);
    this.heard = undefined;
    this.player.removeAttribute("src");
    this.player.hidden = true;
    this.show("off", false);
  }

  private turn(recording: boolean): void {
    this.show("stop", recording);
    this.show("left", recording);
    this.show("record", !recording);
  }

  private tell(left: number): void {
    const place = this.find("left");
    if (place) place.textContent = `0:${String(Math.max(0, left)).padStart(2, "0")}`;
  }

  private get player(): HTMLAudioElement {
    return this.place.querySelector("audio") as HTMLAudioElement;
  }

  private find(name: string): HTMLElement | null {
    return this.place.querySelector(`[data-ep-${name}]`);
  }

  private show(name: string, shown: boolean): void {
    const found = this.find(name);
    if (found) found.hidden = !shown;
  }

  private on(name: string, act: () => void): void {
    this.find(name)?.addEventListener("click", act);
  }
}

/** One channel at the speed of a voice, whatever the microphone gave. */
async function samplesOf(content: ArrayBuffer): Promise<Float32Array> {
  const context = new AudioContext();
  try {
    const read = await context.decodeAudioData(content);
    const most = Math.min(read.duration, MOST_SECONDS);
    const offline = new OfflineAudioContext(1, Math.max(1, Math.floor(most * RATE)), RATE);
    const source = offline.createBufferSource();
    source.buffer = read;
    source.connect(offline.destination);
    source.start();
    return (await offline.startRendering()).getChannelData(0);
  } finally {
    await context.close();
  }
}

/** RIFF, whole numbers of two bytes. */
function waveOf(samples: Float32Array): Blob {
  const view = new DataView(new ArrayBuffer(HEAD + samples.length * 2));
  const word = (at: number, text: string): void => {
    for (const [n, letter] of [...text].entries()) view.setUint8(at + n, letter.charCodeAt(0));
  };
  word(0, "RIFF");
  view.setUint32(4, HEAD - 8 + samples.length * 2, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, "data");
  view.setUint32(40, samples.length * 2, true);
  for (const [n, sample] of samples.entries()) {
    view.setInt16(HEAD + n * 2, Math.max(-1, Math.min(1, sample)) * 0x7fff, true);
  }
  return new Blob([view], { type: "audio/wav" });
}

for (const place of document.querySelectorAll<HTMLElement>("[data-ep-voice]")) {
  const input = place.querySelector<HTMLInputElement>("input[type=file]");
  if (input) new Recorder(place, input).offer();
}
