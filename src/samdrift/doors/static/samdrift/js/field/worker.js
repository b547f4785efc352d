/* The worker of the field app. /field/sw.js puts the list of files in front of it (self.FIELD). */
"use strict";
samdriftShellWorker({ shell: "/field/", name: "samdrift-field", queue: samdriftField, ...self.FIELD });
