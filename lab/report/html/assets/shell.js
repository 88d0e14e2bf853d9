// The frame's own script: languages, light and dark. It stands in the page's head,
// so that the page is never seen in the wrong language or colours. What a person
// chose is kept in localStorage where the browser allows that; nothing depends on it.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  const kept = {
    get(key) { try { return localStorage.getItem("netlab." + key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem("netlab." + key, value); } catch { /* a private window: not kept */ } },
  };
  const followers = []; // functions to call when the language changes

  // pair picks from [english, chinese].
  const pair = (texts) => texts[root.lang === "zh" ? 1 : 0];

  function speak(lang) {
    root.lang = lang;
    document.title = lang === "zh" ? root.dataset.titleZh : root.dataset.titleEn;
    for (const el of document.querySelectorAll("[data-says]")) {
      el.setAttribute(el.dataset.says, lang === "zh" ? el.dataset.zh : el.dataset.en);
    }
    const button = document.getElementById("lang");
    if (button) {
      button.textContent = lang === "zh" ? "English" : "中文";
      button.lang = lang === "zh" ? "en" : "zh";
    }
    for (const f of followers) f(lang);
  }

  const wantsDark = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme || (wantsDark.matches ? "dark" : "light")) === "dark";

  const lang = kept.get("lang");
  if (lang === "en" || lang === "zh") root.lang = lang;
  const theme = kept.get("theme");
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  const shade = () => root.classList.toggle("is-dark", dark());
  wantsDark.addEventListener("change", shade);
  shade();

  document.addEventListener("DOMContentLoaded", () => {
    speak(root.lang);
    document.getElementById("lang").addEventListener("click", () => {
      speak(root.lang === "zh" ? "en" : "zh");
      kept.set("lang", root.lang);
    });
    document.getElementById("theme").addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      shade();
      kept.set("theme", root.dataset.theme);
    });
  });

  globalThis.netlab = {
    pair,
    kept,
    lang: () => root.lang,
    onLang(f) { followers.push(f); },
  };
})();
