// A shop with a bundler and types of its own, as a user of the package.
import { init, type Options, type Submission, type Widget } from "aftersay";

const collector = document.querySelector<HTMLMetaElement>('meta[name="collector"]')?.content;
const options: Options = {
  base: "/app/",
  survey: "quick",
  endpoint: `${collector}/v1/submissions`,
  target: "#survey",
  orderValue: 24.9,
  orderCurrency: "EUR",
  customer: "new",
};

const listen = (widget: Widget): void => {
  widget.on("submitted", ({ detail }) => {
    const { scores }: Submission = detail.submission;
    document.querySelector("#said")?.append(`satisfied: ${scores.csat}`);
  });
  // @ts-expect-error: there is no such event, and the types say so.
  widget.on("bought", () => {});
  // @ts-expect-error: nor such a mode.
  const wrong: Options = { mode: "banner" };
  void wrong;
};

init(options).then(listen, (error: unknown) => console.error(error));
