// What `require('@filewharf/sdk/filescom')` answers: everything that `import` answers, from the same copy.
module.exports = require('./dist/filescom.js');
