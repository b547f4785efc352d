/* The queue of a walk: what the walk's page and its worker keep and send. An action is about a site, in `order`. */
"use strict";
var samdriftWalk = samdriftQueue("samdrift-walk", "/api/v1/walk/", {
  wire: (action) => ({ site: action.order }),
  query: async (queue) => { const site = await queue.get("kept", "site"); return site ? `?site=${site}` : ""; },
});
