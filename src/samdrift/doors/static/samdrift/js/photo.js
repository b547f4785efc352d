/* A photo made small on the device: no side longer than 1600 pixels, as JPEG. Drawing it anew also leaves place and time behind.
   What cannot be read is given back as it is. */
"use strict";
var samdriftShrink = async (file) => {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height)), canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return await new Promise((done) => canvas.toBlob((blob) => done(blob || file), "image/jpeg", 0.82));
  } catch { return file; }
};
