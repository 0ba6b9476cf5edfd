/* What completes the words in a search field: a combobox with a list that pops up (WAI-ARIA 1.2).
   The server makes the list; without this script the field is a plain form. */
"use strict";

(() => {
  const WAIT = 120; // ms after the last letter
  const FEWEST = 2; // letters

  function attach(field) {
    const form = field.form;
    const box = document.createElement("div");
    const status = document.createElement("p");
    let options = [];
    let active = -1;
    let timer = 0;
    let asked = null;

    box.className = "suggestions";
    box.hidden = true;
    status.className = "vh";
    status.setAttribute("role", "status");
    field.after(box);
    form.append(status);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");

    function show(html) {
      box.innerHTML = html;
      const list = box.firstElementChild;
      options = [...box.querySelectorAll("[role=option]")];
      options.forEach((option, i) => (option.id = `${field.id}-${i}`));
      box.hidden = !list;
      status.textContent = list ? list.dataset.status : "";
      field.setAttribute("aria-expanded", String(Boolean(list)));
      if (list) {
        list.id = `${field.id}-list`;
        field.setAttribute("aria-controls", list.id);
      } else {
        field.removeAttribute("aria-controls");
      }
      point(-1);
    }

    function close() {
      clearTimeout(timer);
      asked?.abort();
      show("");
    }

    function point(at) {
      options[active]?.setAttribute("aria-selected", "false");
      active = at;
      const option = options[active];
      if (option) {
        option.setAttribute("aria-selected", "true");
        option.scrollIntoView({ block: "nearest" });
        field.setAttribute("aria-activedescendant", option.id);
      } else {
        field.removeAttribute("aria-activedescendant");
      }
    }

    function choose(option) {
      const { href, words } = option.dataset;
      close();
      if (href) {
        location.assign(href);
      } else {
        field.value = words;
        form.requestSubmit();
      }
    }

    async function ask() {
      const typed = field.value.trim();
      asked?.abort();
      if (typed.length < FEWEST) return close();
      asked = new AbortController();
      try {
        const address = `${field.dataset.suggest}?${new URLSearchParams({ q: typed.slice(0, 100) })}`;
        const answer = await fetch(address, { signal: asked.signal });
        const html = answer.ok ? await answer.text() : "";
        if (document.activeElement === field) show(html.trim());
      } catch (error) {
        if (error.name !== "AbortError") close(); // offline: the form itself still works
      }
    }

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && box.hidden) {
        ask();
      } else if (step) {
        // Beyond either end stands the field itself.
        const stops = options.length + 1;
        point(((active + 1 + step + stops) % stops) - 1);
      } else if (event.key === "Enter" && options[active]) {
        choose(options[active]);
      } else if (event.key === "Escape" && !box.hidden) {
        close();
      } else {
        return;
      }
      event.preventDefault();
    });
    field.addEventListener("blur", close);
    form.addEventListener("submit", close);
    box.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps focus
    box.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) choose(option);
    });
  }

  document.querySelectorAll("input[data-suggest]").forEach(attach);
})();
