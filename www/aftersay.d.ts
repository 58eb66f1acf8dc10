/** What a page may ask for: the script tag's attributes in camel case. */
export interface Options {
  /** A name in `surveys/`, an address, or `#id` of a JSON script element. Default `quick`. */
  survey?: string;
  /** Where submissions are posted. Without one nothing is sent; the events tell what was said. */
  endpoint?: string;
  /** How it shows; only a dialog takes the focus. Default `inline`. */
  mode?: "inline" | "popover" | "dialog" | "tab";
  /**
   * The folder, ending with `/`, from which the module, words and surveys are loaded. Default: that
   * of `aftersay.mjs`; needed where a bundler has moved it.
   */
  base?: string;
  /** Where the survey goes. */
  target?: string | Element;
  /** BCP 47 tag. Default: the page's own `lang`. */
  lang?: string;
  theme?: "page" | "light" | "dark";
  when?: "load" | "manual";
  /** What leaves the page. */
  privacy?: "answers" | "scores" | "noise";
  /** With `noise`, how much each score gives away: above 0, up to 10. Default 2. */
  epsilon?: number | string;
  /** What the page knows of the visitor, such as a name: struck out of free text, and never sent. */
  known?: string[];
  orderValue?: number | string;
  orderCurrency?: string;
  orderItems?: number | string;
  customer?: "new" | "returning";
  /** The name of a data layer, whose last GA4 `purchase` tells what the four options above leave open. */
  datalayer?: string;
  /** Whether the browser may keep a draft, what is unsent, and that the survey was answered. Default `off`. */
  remember?: "off" | "session" | "device";
  debug?: boolean;
}

export interface Events {
  ready: CustomEvent<null>;
  shown: CustomEvent<null>;
  answered: CustomEvent<{ question: string }>;
  submitted: CustomEvent<{ submission: Submission }>;
  sent: CustomEvent<null>;
  kept: CustomEvent<null>;
  dismissed: CustomEvent<null>;
  error: CustomEvent<{ code: string; message: string }>;
}

export interface Submission {
  schema: "aftersay.submission/1";
  id: string;
  survey: string;
  version: number;
  lang: string;
  complete: boolean;
  asked: string[];
  /** A number, text, the id of an option or several, or such by the keys of a question's parts. */
  answers: Record<string, number | string | string[] | Record<string, number | string>>;
  scores: Record<string, number | string>;
  context: { order_value?: string; items?: string; customer?: "new" | "returning" };
  privacy: { mode: "answers" | "scores" | "noise"; masked: number; epsilon?: number };
}

export interface Widget {
  /** Shows the first question, or the one that the visit goes on with, if it has not been shown yet. */
  open(): void;
  /** Takes the card away; it stays away for this visit. */
  close(): void;
  /** Takes everything off the page. */
  destroy(): void;
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): void;
  off<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): void;
}

/**
 * Puts a survey on the page and shows its first question, unless the browser remembers that it was
 * answered; then `open` does. Rejects with an `Error`; its `code` is
 * `config`, `survey`, `locale` or `target`, and missing where the module itself cannot be loaded.
 */
export function init(options?: Options): Promise<Widget>;
