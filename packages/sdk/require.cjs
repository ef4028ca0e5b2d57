// What `require('@filewharf/sdk')` answers: the class FilesApp itself, with everything else that the package exports as its properties.
// It loads the one copy that `import` loads too, so `instanceof` holds across both.
const sdk = require('./dist/index.js');

module.exports = Object.assign(sdk.FilesApp, sdk);
