// Shows how far an upload is, and lets it be cancelled. Without this script the form does its
// work as well: the browser sends it, and shows the next page.

const form = document.querySelector("#upload");
const field = form.querySelector("input[type=file]");
const panel = document.querySelector("#progress");
const bar = panel.querySelector("progress");
const label = panel.querySelector("label");
const cancel = panel.querySelector("button");
const problem = document.querySelector("#problem");
const limit = Number(form.dataset.limit);

const megabytes = (bytes) => (bytes / 1024 / 1024).toFixed(1) + " MiB";

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const size = [...field.files].reduce((sum, file) => sum + file.size, 0);
  if (size > limit) {
    // The server would say so too, but only after the way there.
    stop(`That is ${megabytes(size)}, and ${megabytes(limit)} are allowed at once. Nothing was sent.`);
    return;
  }
  send(new FormData(form));
});

function send(data) {
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", ({ loaded, total }) => show(loaded, total));
  request.addEventListener("load", () => {
    const answer = request.response || {};
    if (answer.next) location.assign(answer.next);
    else stop(answer.message || `The server answers ${request.status} and does not say why.`);
  });
  request.addEventListener("error", () => stop("The connection broke off. Load the page again to see what was saved."));
  request.addEventListener("abort", () => stop("Cancelled. Nothing was saved."));
  cancel.onclick = () => request.abort();

  problem.hidden = true;
  panel.hidden = false;
  form.querySelector("button").disabled = true;
  show(0, 1);
  request.send(data);
}

function show(loaded, total) {
  cancel.hidden = loaded >= total; // what has arrived will be kept
  if (loaded < total) {
    bar.value = loaded / total;
    label.textContent = `Sending, ${Math.round((100 * loaded) / total)} %`;
  } else {
    bar.removeAttribute("value"); // striped: nobody knows how long this takes
    label.textContent = "Sent. The server looks at the pictures.";
  }
}

function stop(message) {
  panel.hidden = true;
  form.querySelector("button").disabled = false;
  problem.hidden = false;
  problem.textContent = message;
}
