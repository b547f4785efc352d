/* The worker of the walk. /walk/sw.js puts the list of files in front of it (self.WALK). */
"use strict";
samdriftShellWorker({ shell: "/walk/", name: "samdrift-walk", queue: samdriftWalk, ...self.WALK });
