// What a page's data layer says of the order: loaded by core.mjs where the tag asks for it.

const number = (told) => {
  const n = typeof told === "string" && told.trim() ? Number(told) : told;
  return typeof n === "number" && n >= 0 && n <= 1e12 ? n : undefined;
};

/** The parameters of a `purchase`, as Tag Manager has them, or as `gtag` pushes its arguments. */
const purchase = (entry) =>
  entry?.event === "purchase"
    ? entry.ecommerce
    : entry?.[0] === "event" && entry[1] === "purchase"
      ? entry[2]
      : undefined;

/**
 * The last GA4 `purchase` on the array of this name, as options. Of all that it tells, four facts are
 * read; what is not one, such as a price with a sign, is left out and breaks nothing.
 */
export const order = (name) => {
  const options = {};
  try {
    const told = Array.from(globalThis[name], purchase).findLast(Boolean);
    const value = number(told.value);
    const currency = String(told.currency).toUpperCase();
    const quantities = Array.isArray(told.items) ? told.items.map((item) => number(item?.quantity ?? 1)) : [];
    const items = quantities.reduce((sum, quantity) => sum + quantity, 0);
    if (value !== undefined) options.orderValue = value;
    if (/^[A-Z]{3}$/.test(currency)) options.orderCurrency = currency;
    if (items > 0 && items <= 1e6) options.orderItems = items;
    if (["new", "returning"].includes(told.customer_type)) options.customer = told.customer_type;
  } catch {
    // There is no such array, no purchase on it, or one that cannot be read.
  }
  return options;
};
