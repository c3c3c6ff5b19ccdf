// What a keyboard and a screen reader need beyond what the theme gives them.

// A box that scrolls sideways can be reached, and then scrolled, by the keyboard.
function reachBoxes() {
  for (const box of document.querySelectorAll("pre, .table-wrapper, .figure")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
reachBoxes();
addEventListener("resize", reachBoxes);

// The two columns beside the page have names, and the headings in them a level.
document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "This site");
document.querySelector(".toc-drawer")?.setAttribute("aria-label", "This page");
for (const caption of document.querySelectorAll(".sidebar-tree .caption")) caption.ariaLevel = "2";

// A signature of several lines is made of definition lists, which it is not to a reader.
for (const part of [...document.querySelectorAll(".sig dl, .sig dd")]) {
  const lines = document.createElement("div");
  lines.className = "parameters";
  lines.append(...part.childNodes);
  part.replaceWith(lines);
}
