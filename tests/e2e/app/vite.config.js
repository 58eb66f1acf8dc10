// The bundler takes the scripts of the package; what these load stands beside the page as it is.
export default { base: "/app/", publicDir: "node_modules/aftersay", logLevel: "warn" };
