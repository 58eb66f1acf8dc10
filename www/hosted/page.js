// The form is for browsers in which the widget does not run. Until that is known it is out of sight,
// and once the widget has shown a question nothing brings it back.
const root = document.documentElement;
const form = () => root.classList.remove("widget");
root.classList.add("widget");
addEventListener("error", form, true);
addEventListener("aftersay:error", form);
addEventListener("aftersay:shown", () => {
  removeEventListener("error", form, true);
  removeEventListener("aftersay:error", form);
});
