/* The technician's queue: what the field app and its worker keep and send. */
"use strict";
var samdriftField = samdriftQueue("samdrift-field", "/api/v1/field/");
