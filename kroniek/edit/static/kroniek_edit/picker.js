/* Choosing concepts by typing: chips, a combobox (WAI-ARIA 1.2) and a hidden field with JSON.
   Words from the archive reach the page only as text nodes. */
(() => {
  "use strict";

  const PAUSE = 150; // ms without a key before the vocabulary is asked

  const fill = (sentence, values) =>
    sentence.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  class ConceptPicker extends HTMLElement {
    connectedCallback() {
      // The script may run before the parser has reached what stands inside the element.
      if (document.readyState === "loading")
        document.addEventListener("DOMContentLoaded", () => this.begin());
      else this.begin();
    }

    begin() {
      if (this.ready) return;
      this.ready = true;
      const [options, shown] = this.querySelectorAll('script[type="application/json"]');
      this.options = JSON.parse(options.textContent);
      this.words = this.options.words;
      this.choices = JSON.parse(shown.textContent);
      this.field = this.querySelector('input[type="hidden"]');
      this.typed = this.querySelector("[data-typed]");
      this.list = this.querySelector("[data-list]");
      this.found = [];
      this.active = -1;
      this.listen();
      this.draw();
    }

    listen() {
      this.typed.addEventListener("input", (event) => {
        event.stopPropagation(); // words half typed are no change of the form
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.ask(), PAUSE);
      });
      for (const kind of ["change", "keyup"])
        this.typed.addEventListener(kind, (event) => event.stopPropagation());
      this.typed.addEventListener("keydown", (event) => this.key(event));
      this.typed.addEventListener("blur", () => setTimeout(() => this.close(), 150));
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
    }

    // --- asking the vocabulary ---

    async ask() {
      const words = this.typed.value.trim();
      this.asked = words;
      if (!words) return this.close();
      const url = new URL(this.options.url, document.baseURI);
      url.searchParams.set("q", words);
      url.searchParams.set("role", this.options.role);
      try {
        const response = await fetch(url, { headers: { Accept: "application/json" } });
        if (!response.ok) throw new Error(response.status);
        const { results } = await response.json();
        if (this.asked === words) this.offer(results);
      } catch {
        this.open([], this.words.failed);
      }
    }

    offer(results) {
      const taken = new Set(this.standing().map((choice) => choice.id));
      const found = results.filter((concept) => !taken.has(concept.id));
      const said = found.length ? fill(this.words.found, { count: found.length }) : this.words.none;
      this.open(found, said);
    }

    open(found, said) {
      this.found = found;
      this.list.replaceChildren(...found.map((concept, at) => this.option(concept, at)));
      if (!found.length) this.list.append(element("li", "k-picker__none", said));
      this.list.hidden = false;
      this.typed.setAttribute("aria-expanded", "true");
      this.say(said);
      this.point(found.length ? 0 : -1);
    }

    option(concept, at) {
      const option = element("li", "k-picker__option");
      option.setAttribute("role", "option");
      option.id = `${this.typed.id}-${at}`;
      option.append(element("span", "k-picker__label", concept.label));
      if (concept.matched) {
        const matched = element("span", "k-picker__matched", concept.matched);
        if (concept.matched_language !== "und") matched.lang = concept.matched_language;
        option.append(matched);
      }
      const about = concept.provisional
        ? `${concept.scheme} · ${this.words.provisional}`
        : concept.scheme;
      option.append(element("span", "k-picker__scheme", about));
      option.addEventListener("click", () => this.choose(at));
      option.addEventListener("mousemove", () => this.point(at));
      return option;
    }

    point(at) {
      this.active = at;
      [...this.list.children].forEach((option, number) => {
        option.setAttribute("aria-selected", String(number === at));
        if (number === at) option.scrollIntoView({ block: "nearest" });
      });
      if (at < 0) this.typed.removeAttribute("aria-activedescendant");
      else this.typed.setAttribute("aria-activedescendant", this.list.children[at].id);
    }

    close() {
      this.list.hidden = true;
      this.found = [];
      this.typed.setAttribute("aria-expanded", "false");
      this.point(-1);
    }

    key(event) {
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in steps) {
        event.preventDefault();
        if (!this.found.length) return this.ask();
        const count = this.found.length;
        this.point((this.active + steps[event.key] + count) % count);
      } else if (event.key === "Enter") {
        event.preventDefault(); // never sends the form
        if (this.active >= 0) this.choose(this.active);
      } else if (event.key === "Escape" && !this.list.hidden) {
        event.stopPropagation();
        this.close();
      }
    }

    // --- what is chosen ---

    standing() {
      return this.choices.filter((choice) => choice.state !== "rejected");
    }

    choose(at) {
      const concept = this.found[at];
      const state = this.options.states ? "accepted" : "";
      const others = this.options.single
        ? []
        : this.choices.filter((choice) => choice.id !== concept.id);
      const held = this.choices.find((choice) => choice.id === concept.id);
      this.choices = [...others, { ...held, ...concept, state, state_words: this.words.accepted }];
      this.typed.value = "";
      this.close();
      this.keep(fill(this.words.added, { label: concept.label }));
      this.typed.focus();
    }

    set(choice, state) {
      choice.state = state;
      choice.state_words = this.words.accepted;
      this.keep(fill(this.words.added, { label: choice.label }));
      this.typed.focus();
    }

    drop(choice) {
      if (this.options.states) choice.state = "rejected";
      else this.choices = this.choices.filter((other) => other !== choice);
      this.keep(fill(this.words.removed, { label: choice.label }));
      this.typed.focus();
    }

    keep(said) {
      this.field.value = JSON.stringify(this.choices.map(({ id, state }) => ({ id, state })));
      this.field.dispatchEvent(new Event("input", { bubbles: true }));
      this.field.dispatchEvent(new Event("change", { bubbles: true }));
      this.draw();
      this.say(said);
    }

    say(words) {
      this.querySelector("[data-status]").textContent = words;
    }

    // --- drawing ---

    draw() {
      const chips = this.standing().map((choice) => this.chip(choice));
      this.querySelector("[data-chips]").replaceChildren(...chips);
      const rejected = this.choices.filter((choice) => choice.state === "rejected");
      const box = this.querySelector("[data-rejected]");
      box.hidden = !rejected.length;
      box.querySelector("summary").textContent = fill(this.words.rejected, {
        count: rejected.length,
      });
      box.querySelector("ul").replaceChildren(...rejected.map((choice) => this.gone(choice)));
    }

    chip(choice) {
      const chip = element("li", `k-chip k-chip--${choice.state || "plain"}`);
      chip.append(element("span", "k-chip__label", choice.label));
      const about = [choice.state_words, choice.provisional && this.words.provisional];
      if (choice.evidence) about.push(fill(this.words.evidence, { words: choice.evidence }));
      const said = about.filter(Boolean).join(" · ");
      if (said && this.options.states) chip.append(element("span", "k-chip__state", said));
      if (choice.state === "suggested") {
        const accept = () => this.set(choice, "accepted");
        chip.append(this.button(this.words.accept, choice, accept, this.words.acceptWord));
      }
      const words = this.options.states ? this.words.reject : this.words.remove;
      chip.append(this.button(words, choice, () => this.drop(choice), "×"));
      return chip;
    }

    gone(choice) {
      const row = element("li", "k-chip k-chip--rejected");
      row.append(element("span", "k-chip__label", choice.label));
      const back = () => this.set(choice, "accepted");
      row.append(this.button(this.words.back, choice, back, this.words.backWord));
      return row;
    }

    button(sentence, choice, act, face) {
      const button = element("button", "k-chip__button", face);
      button.type = "button";
      button.setAttribute("aria-label", fill(sentence, { label: choice.label }));
      button.addEventListener("click", act);
      return button;
    }
  }

  customElements.define("concept-picker", ConceptPicker);
})();
