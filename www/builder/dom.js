// Elements, top-down: text is text, and listeners stand under on….

export const el = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child != null && child !== false));
  return made;
};

export const button = (label, press, attributes = {}) => el("button", { type: "button", onclick: press, ...attributes }, label);

export const select = (options, value, attributes = {}) => {
  const option = ([key, label]) => el("option", { value: key, selected: key === value }, label);
  const entry = ([key, label]) => (Array.isArray(label) ? el("optgroup", { label: key }, label.map(option)) : option([key, label]));
  return el("select", attributes, options.map(entry));
};
